/** What no client should send, and what is sent all the same: answered in Graph's form, with nothing broken. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const EM = '/identityGovernance/entitlementManagement';
let tenant: Tenant;
let served: ServedTenant;

beforeAll(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
});
afterAll(async () => {
  await served.close();
  await tenant.close();
});

interface Refusal {
  readonly error: { readonly code: string; readonly innerError: Readonly<Record<string, string>> };
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(served.url + path, { headers: { authorization: 'Bearer secret', ...headers } });

/** What the server says to a request that is written as it is. */
function raw(head: string): Promise<string> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head}\r\nAuthorization: Bearer secret\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(heard));
  });
}

describe('names that every object of JavaScript has', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
  it.each(names)('%s is an unknown segment, id, option and property', async (name) => {
    const answers = await Promise.all([
      get(`/${name}`),
      get(`${EM}/${name}`),
      get(`${EM}/catalogs/${name}`),
      get(`${EM}/catalogs?$expand=${name}`),
      get(`${EM}/catalogs?$expand=accessPackages($expand=${name})`),
      get(`${EM}/catalogs?$select=${name}`),
      get(`${EM}/catalogs?$orderby=${name}`),
      get(`${EM}/catalogs?$filter=${name} eq 'x'`),
      get(`${EM}/connectedOrganizations?$filter=identitySources/any(s:s/${name} eq 'x')`),
      get(`${EM}/assignments/filterByCurrentUser(on='${name}')`),
      get(`/users/${name}`),
    ]);
    for (const answer of answers) {
      expect([400, 404]).toContain(answer.status);
      expect(((await answer.json()) as Refusal).error.code).toEqual(expect.any(String));
    }
  });
});

describe('an address', () => {
  it.each(['/%', '/%zz', `${EM}/catalogs/%E0%A4`, `${EM}/catalogs?$filter=%zz`, `${EM}/catalogs?$top=%FF`])(
    'that is percent-encoded wrongly is refused: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as Refusal).error.code).toBe('BadRequest');
    },
  );

  it('may end in slashes', async () => {
    for (const path of [`${EM}/settings/`, `${EM}/catalogs/`, `${EM}/catalogs//?$top=1`])
      expect((await get(path)).status).toBe(200);
    const batch = await fetch(`${served.url}/$batch/`, {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: JSON.stringify({ requests: [{ id: '1', method: 'GET', url: `${EM}/settings/` }] }),
    });
    expect(await batch.json()).toMatchObject({ responses: [{ status: 200 }] });
  });

  it('may be given whole, and Host decides nothing but links', async () => {
    const target = `/v1.0${EM}/catalogs?$top=1`;
    const hosts = ['graph.microsoft.com', 'a b', 'x/beta?', '/', '[', 'x:99999', '@', 'ä'];
    for (const host of hosts)
      expect(await raw(`GET ${target} HTTP/1.1\r\nHost: ${host}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw(`GET http://elsewhere.example${target} HTTP/1.1\r\nHost: x`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    await get(`${EM}/catalogs`);
  });

  it.each(['OPTIONS *', 'TRACE /v1.0/organization', 'PROPFIND /v1.0/organization', 'HEAD /v1.0/nothing'])(
    'and a verb that are none are refused, and the connection is not broken: %s',
    async (request) => {
      expect(await raw(`${request} HTTP/1.1\r\nHost: x`)).toMatch(/^HTTP\/1\.1 40[0-9] /);
    },
  );
});

describe('ids of a request', () => {
  it.each([
    ['a refusal', `${EM}/catalogs/nothing`, 'secret', 404],
    ['a wrong token', `${EM}/catalogs`, 'wrong', 401],
  ])(
    'are the same in headers and body of %s, and the client’s own is said again',
    async (_what, path, token, status) => {
      const answer = await get(path, { authorization: `Bearer ${token}`, 'client-request-id': 'mine' });
      expect(answer.status).toBe(status);
      const { innerError } = ((await answer.json()) as Refusal).error;
      expect(innerError['request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get('request-id')).toBe(innerError['request-id']);
      expect(innerError['client-request-id']).toBe('mine');
      expect(answer.headers.get('client-request-id')).toBe('mine');
    },
  );
});

it('GET / says what this is, without a token', async () => {
  const { origin } = new URL(served.url);
  const answer = await fetch(`${origin}/`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ name: 'Embedded tenant of Entente', graph: served.url });
  expect((await fetch(`${origin}/`, { method: 'POST' })).status).toBe(401);
});

describe('a body that is too large', () => {
  it.each([
    ['secret', 413],
    ['wrong', 401],
  ])('is refused with the token %s and the ids of the request', async (token, status) => {
    const answer = await fetch(`${served.url}${EM}/catalogs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'client-request-id': 'mine' },
      body: 'x'.repeat(5 * 1024 * 1024),
    });
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as Refusal).error.innerError['client-request-id']).toBe('mine');
  });
});
