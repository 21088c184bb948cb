/** `$batch`: whatever one item is, the others are answered; read by Microsoft's own client as well (CONTRACT 15). */
import {
  BatchRequestContent,
  BatchResponseContent,
  type BatchResponseBody,
  type BatchRequestStep,
} from '@microsoft/microsoft-graph-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const EM = '/identityGovernance/entitlementManagement';
const CATALOGS = `${EM}/catalogs`;
const JSON_TYPE = { 'Content-Type': 'application/json' };
let tenant: Tenant;

beforeEach(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
});
afterEach(() => tenant.close());

interface Item {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly [name: string]: unknown; readonly error?: { readonly code: string } };
}

async function send(
  batch: unknown,
): Promise<{ status: number; body: { responses?: Item[]; error?: object } }> {
  const response = await tenant.fetch(
    new Request('http://tenant.invalid/v1.0/$batch', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'client-request-id': 'mine' },
      body: JSON.stringify(batch),
    }),
  );
  return { status: response.status, body: (await response.json()) as { responses?: Item[] } };
}

const good = { id: 'good', method: 'GET', url: `${EM}/settings` };
const post = (id: string, displayName: string, dependsOn?: string[]) => ({
  id,
  method: 'POST',
  url: CATALOGS,
  headers: JSON_TYPE,
  body: { displayName, description: '' },
  ...(dependsOn && { dependsOn }),
});

/** Statuses of the answers by the ids of the items. */
async function statuses(requests: unknown[]): Promise<Record<string, number>> {
  const { status, body } = await send({ requests });
  expect(status).toBe(200);
  return Object.fromEntries((body.responses ?? []).map((item) => [item.id, item.status]));
}

describe('an item that is wrong by itself', () => {
  const bad: [string, object][] = [
    ['has no method', { url: CATALOGS }],
    ['has a method that is none', { method: 'FETCH', url: CATALOGS }],
    ['has a method that is no text', { method: 7, url: CATALOGS }],
    ['has no url', { method: 'GET' }],
    ['has an empty url', { method: 'GET', url: '' }],
    ['has a url that is no text', { method: 'GET', url: { path: CATALOGS } }],
    ['has an absolute url', { method: 'GET', url: `https://graph.microsoft.com/v1.0${CATALOGS}` }],
    ['leaves the version', { method: 'GET', url: '/../beta/organization' }],
    ['leaves the version in disguise', { method: 'GET', url: '/%2e%2E/beta/organization' }],
    ['has a url that is percent-encoded wrongly', { method: 'GET', url: `${CATALOGS}/%zz` }],
    ['has a body without Content-Type', { method: 'POST', url: CATALOGS, body: { displayName: 'A' } }],
    ['has a body that is no object', { method: 'POST', url: CATALOGS, headers: JSON_TYPE, body: 'A' }],
    ['has headers that are no texts', { method: 'GET', url: CATALOGS, headers: { accept: 1 } }],
    ['has headers that are no object', { method: 'GET', url: CATALOGS, headers: 'accept' }],
    ['depends on what is not there', { method: 'GET', url: CATALOGS, dependsOn: ['nothing'] }],
    ['depends on itself', { method: 'GET', url: CATALOGS, dependsOn: ['bad'] }],
    ['has a dependsOn that is no list', { method: 'GET', url: CATALOGS, dependsOn: 'good' }],
    ['is a batch', { method: 'POST', url: '/$batch', headers: JSON_TYPE, body: { requests: [good] } }],
  ];
  it.each(bad)('%s: it is refused in Graph’s form and the rest is done', async (_what, item) => {
    const { status, body } = await send({ requests: [post('first', 'A'), { id: 'bad', ...item }, good] });
    expect(status).toBe(200);
    const byId = new Map((body.responses ?? []).map((answer) => [answer.id, answer]));
    expect(byId.get('first')?.status).toBe(201);
    expect(byId.get('good')?.status).toBe(200);
    const refused = byId.get('bad');
    expect(refused?.status).toBeGreaterThanOrEqual(400);
    expect(refused?.status).toBeLessThan(500);
    expect(refused?.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
    expect(refused?.body?.error).toMatchObject({
      code: expect.any(String) as string,
      message: expect.any(String) as string,
      innerError: { 'client-request-id': 'mine' },
    });
  });

  it('fails what depends on it with 424, which has a body and headers too', async () => {
    const { body } = await send({ requests: [{ id: 'bad', method: 'GET' }, post('next', 'B', ['bad'])] });
    expect(body.responses?.[1]).toMatchObject({
      id: 'next',
      status: 424,
      headers: JSON_TYPE,
      body: { error: { code: 'FailedDependency' } },
    });
  });

  it('waits in a circle: those of the circle are refused, and so is what waits for them', async () => {
    const circle = [post('a', 'A', ['b']), post('b', 'B', ['a']), post('c', 'C', ['b']), post('d', 'D')];
    const answered = await statuses(circle);
    expect(answered['d']).toBe(201);
    expect([answered['a'], answered['b'], answered['c']].every((status) => status !== 201)).toBe(true);
  });
});

describe('a batch', () => {
  it('runs an item after those that it depends on, wherever they stand', async () => {
    const later = [post('2', 'Twin', ['1']), post('1', 'Twin')];
    expect(await statuses(later)).toEqual({ '1': 201, '2': 409 });
  });

  it.each([
    ['ids that differ in case only', [good, { ...good, id: 'GOOD' }]],
    ['an item without an id', [good, { method: 'GET', url: CATALOGS }]],
    ['an id that is no text', [good, { id: 7, method: 'GET', url: CATALOGS }]],
    ['an item that is no object', [good, null]],
    ['no items', []],
    ['more than 20', Array.from({ length: 21 }, (_, index) => ({ ...good, id: String(index) }))],
  ])(
    'whose answers could not be told apart is refused whole, with nothing done: %s',
    async (_what, items) => {
      const requests = items.length === 0 || items.length > 20 ? items : [post('made', 'Made'), ...items];
      const { status, body } = await send({ requests });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'BadRequest' });
      const names = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${CATALOGS}`));
      expect(JSON.stringify(await names.json())).not.toContain('Made');
    },
  );

  it("is read by Microsoft's client: bodies of successes and of refusals", async () => {
    const step = (id: string, url: string, init: RequestInit = {}): BatchRequestStep => ({
      id,
      request: new Request(`http://tenant.invalid${url}`, init),
    });
    const init = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ displayName: 'A' }) };
    const content = new BatchRequestContent([
      step('1', CATALOGS, init),
      step('2', CATALOGS, init),
      step('3', `${CATALOGS}/00000000-0000-4000-8000-000000000000`),
    ]);
    const { body } = await send(await content.getContent());
    const answers = new BatchResponseContent(body as unknown as BatchResponseBody);
    expect(await answers.getResponseById('1').json()).toMatchObject({ displayName: 'A' });
    expect(await answers.getResponseById('2').json()).toMatchObject({ error: { code: 'DuplicateCatalog' } });
    expect(await answers.getResponseById('3').json()).toMatchObject({ error: { code: 'CatalogNotFound' } });
  });
});
