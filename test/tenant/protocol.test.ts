/** The embedded tenant over HTTP, as any client of Microsoft Graph would meet it (CONTRACT 1). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant, TenantOptions } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const EM = '/identityGovernance/entitlementManagement';
let tenant: Tenant;
let served: ServedTenant;

async function start(options: Partial<TenantOptions> = {}): Promise<void> {
  tenant = await openTenant({ seed: SMALL_DIRECTORY, ...options });
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
}

beforeEach(() => start());
afterEach(async () => {
  await served.close();
  await tenant.close();
});

type Body = Record<string, unknown> & { value: Record<string, unknown>[] };

async function send(method: string, path: string, body?: unknown, token = 'secret') {
  const response = await fetch(path.startsWith('http') ? path : served.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  };
}

const get = (path: string) => send('GET', path);
const catalog = (displayName: string) => send('POST', `${EM}/catalogs`, { displayName, description: '' });

/** A package in a catalog. */
const packageIn = (catalogId: unknown) =>
  send('POST', `${EM}/accessPackages`, { displayName: 'Tango', description: '', catalog: { id: catalogId } });

describe('an error', () => {
  it('has a code, a message and the ids of the request', async () => {
    const { status, body, headers } = await get(`${EM}/catalogs/00000000-0000-4000-8000-000000000000`);
    expect(status).toBe(404);
    expect(body['error']).toMatchObject({
      code: 'CatalogNotFound',
      message: expect.any(String) as string,
      innerError: { 'request-id': expect.any(String) as string, date: expect.any(String) as string },
    });
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['a missing token', () => send('GET', `${EM}/catalogs`, undefined, 'wrong'), 401],
    ['an unknown path', () => get('/nothing'), 404],
    ['another version', () => get('/../beta/organization'), 404],
    ['a body that is no JSON', () => send('POST', `${EM}/catalogs`, '{'), 400],
    [
      'a property that does not exist',
      () => send('POST', `${EM}/catalogs`, { displayName: 'A', description: '', colour: 'red' }),
      400,
    ],
    ['a missing name', () => send('POST', `${EM}/catalogs`, { description: '' }), 400],
    ['a filter that is not understood', () => get(`${EM}/catalogs?$filter=displayName like 'A'`), 400],
    [
      'a filter on a property that cannot be filtered',
      () => get(`${EM}/catalogs?$filter=colour eq 'red'`),
      400,
    ],
    ['an expansion that does not exist', () => get(`${EM}/catalogs?$expand=colours`), 400],
    ['a method that the path does not take', () => send('PUT', `${EM}/catalogs`, {}), 405],
  ])('answers %s', async (_what, request, status) => {
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(answer.body['error']).toMatchObject({ code: expect.any(String) as string });
  });
});

describe('a list', () => {
  it('comes in pages that lead to each other, on the host that was asked', async () => {
    for (let index = 0; index < 25; index += 1) await catalog(`Catalog ${index}`);
    const first = await get(`${EM}/catalogs?$top=10`);
    expect(first.body.value).toHaveLength(10);
    const seen = first.body.value.map(({ id }) => id);
    for (let next = first.body['@odata.nextLink']; next !== undefined;) {
      expect(String(next).startsWith(served.url)).toBe(true);
      const page = await get(String(next));
      seen.push(...page.body.value.map(({ id }) => id));
      next = page.body['@odata.nextLink'];
    }
    // 25 and the tenant's own.
    expect(new Set(seen).size).toBe(26);
    expect(seen).toHaveLength(26);
  });

  it('understands the documented operators of $filter, $select and $expand', async () => {
    await catalog("Partner's");
    await catalog('Parts');
    const names = async (filter: string) =>
      (await get(`${EM}/catalogs?$filter=${encodeURIComponent(filter)}`)).body.value.map(
        ({ displayName }) => displayName,
      );
    expect(await names("displayName eq 'Partner''s'")).toEqual(["Partner's"]);
    expect(await names("displayName eq 'partner''S'")).toEqual(["Partner's"]);
    const selected = await get(`${EM}/catalogs?$select=id,displayName`);
    expect(Object.keys(selected.body.value[0] ?? {}).sort()).toEqual(['displayName', 'id']);
    const users = await get(
      `/users?$filter=${encodeURIComponent("mail in ('bob@fabrikam.com','nobody@x.com')")}&$select=id,mail`,
    );
    expect(users.body.value.map(({ mail }) => mail)).toEqual(['bob@fabrikam.com']);
  });
});

describe('$batch', () => {
  const batch = (requests: unknown[]) => send('POST', '/$batch', { requests });

  it('answers every item by its id, each with a status of its own', async () => {
    const { status, body } = await batch([
      { id: '1', method: 'GET', url: `${EM}/settings` },
      { id: '2', method: 'GET', url: `${EM}/catalogs/00000000-0000-4000-8000-000000000000` },
      {
        id: '3',
        method: 'POST',
        url: `${EM}/catalogs`,
        headers: { 'content-type': 'application/json' },
        body: { displayName: 'A', description: '' },
      },
    ]);
    expect(status).toBe(200);
    const byId = Object.fromEntries(
      (body['responses'] as { id: string; status: number }[]).map((item) => [item.id, item.status]),
    );
    expect(byId).toEqual({ '1': 200, '2': 404, '3': 201 });
  });

  it('does not do what depends on something that failed', async () => {
    const post = (id: string, displayName: string, dependsOn: string[] = []) => ({
      id,
      method: 'POST',
      url: `${EM}/catalogs`,
      headers: { 'content-type': 'application/json' },
      body: { displayName, description: '' },
      ...(dependsOn.length > 0 && { dependsOn }),
    });
    const { body } = await batch([post('1', 'A'), post('2', 'A', ['1']), post('3', 'B', ['2'])]);
    const statuses = (body['responses'] as { id: string; status: number }[])
      .map(({ id, status }) => `${id}:${status}`)
      .sort();
    expect(statuses).toEqual(['1:201', '2:409', '3:424']);
    expect((await get(`${EM}/catalogs?$filter=displayName eq 'B'`)).body.value).toEqual([]);
  });

  it.each([
    [
      'more than 20 items',
      Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', url: '/organization' })),
    ],
    [
      'an id twice',
      [
        { id: '1', method: 'GET', url: '/organization' },
        { id: '1', method: 'GET', url: '/organization' },
      ],
    ],
  ])('refuses %s', async (_what, requests) => {
    expect((await batch(requests)).status).toBe(400);
  });

  it('refuses policy writes that are not chained, and does them when they are', async () => {
    const { body: made } = await catalog('Partners');
    const { body: tango } = await packageIn(made['id']);
    const policy = (id: string, dependsOn?: string[]) => ({
      id,
      method: 'POST',
      url: `${EM}/assignmentPolicies`,
      headers: { 'content-type': 'application/json' },
      body: {
        displayName: `Policy ${id}`,
        description: '',
        allowedTargetScope: 'notSpecified',
        accessPackage: { id: tango['id'] },
      },
      ...(dependsOn !== undefined && { dependsOn }),
    });
    const statuses = async (items: unknown[]) =>
      ((await batch(items)).body['responses'] as { status: number }[]).map(({ status }) => status).sort();
    expect(await statuses([policy('1'), policy('2')])).toEqual([201, 409]);
    expect(await statuses([policy('3'), policy('4', ['3']), policy('5', ['4'])])).toEqual([201, 201, 201]);
  });
});

describe('the service refuses', () => {
  it('to delete what is in use', async () => {
    const { body: made } = await catalog('Partners');
    const { body: tango } = await packageIn(made['id']);
    expect((await send('DELETE', `${EM}/catalogs/${String(made['id'])}`)).status).toBeGreaterThanOrEqual(400);
    expect((await send('DELETE', `${EM}/accessPackages/${String(tango['id'])}`)).status).toBe(204);
    expect((await send('DELETE', `${EM}/catalogs/${String(made['id'])}`)).status).toBe(204);
  });

  it('a second catalog or package of one name', async () => {
    const { body: made } = await catalog('Partners');
    expect((await catalog('PARTNERS')).status).toBe(409);
    const tango = () => packageIn(made['id']);
    expect((await tango()).status).toBe(201);
    expect((await tango()).body['error']).toMatchObject({ code: 'DuplicateAccessPackage' });
  });
});

describe('faults', () => {
  it('are injected at the rate that was asked for', async () => {
    await served.close();
    await tenant.close();
    let roll = 0;
    await start({ faults: { rates: { '429': 0.5 }, random: () => (roll += 0.25) % 1 } });
    const statuses = new Set<number>();
    for (let index = 0; index < 8; index += 1) {
      const { status, headers } = await get(`${EM}/settings`);
      statuses.add(status);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect([...statuses].sort()).toEqual([200, 429]);
  });
});
