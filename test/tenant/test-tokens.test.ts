/** Test tokens, what they are worth, and that nothing goes without a need for permission. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import { neededBy } from '../../src/tenant/permissions/table.ts';
import { ROOTS } from '../../src/tenant/read/roots.ts';
import { ROUTES } from '../../src/tenant/routes.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import {
  EM,
  SEED,
  as,
  bearing,
  closeScene,
  codeOf,
  everything,
  id,
  mine,
  openScene,
  other,
  served,
  tenant,
  tokenOf,
} from '../support/permission-scene.ts';

beforeAll(openScene);
afterAll(closeScene);

describe('a token', () => {
  const parts = (token: string) =>
    token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);

  it('says for whom it is, and that it is a test token', async () => {
    const [head, claims] = parts(await tokenOf({ as: 'governor@contoso.com', scopes: ['User.Read'] }));
    expect(head).toMatchObject({ alg: 'none' });
    expect(claims).toMatchObject({
      iss: 'https://embedded-tenant.entente.invalid/',
      tid: tenant.id,
      oid: id('governor'),
      upn: 'governor@contoso.com',
      scp: 'User.Read',
      wids: ['45d8d3c5-c802-45c6-b32a-1d70b5e1e86e'],
    });
    expect(String(claims?.['entente'])).toContain('Test token');
  });

  it('that was made up is refused before its body is read', async () => {
    const [head, payload] = (await tokenOf({ as: 'nothing@contoso.com' })).split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...claims, oid: id('governor') })).toString('base64url');
    const { proof: _proof, ...bare } = claims;
    const unproven = Buffer.from(JSON.stringify(bare)).toString('base64url');
    for (const token of [`${head}.${forged}.`, `${head}.${unproven}.`, 'e30.e30.', 'e30.AAAA.x'])
      for (const call of ['/users', `${EM}/catalogs`]) {
        const answer = await bearing(token)('GET', call);
        expect({ status: answer.status, code: codeOf(answer) }).toEqual({
          status: 401,
          code: 'InvalidAuthenticationToken',
        });
      }
    expect(
      await bearing(`${head}.${forged}.`)('POST', '/users', 'x'.repeat(5_000_000)).then(
        ({ status }) => status,
      ),
    ).toBe(401);
  });

  it('of another tenant is refused', async () => {
    const elsewhere = await openTenant({ seed: SEED });
    const answer = await elsewhere.fetch(
      new Request('http://tenant.invalid/v1.0/entente/tokens', {
        method: 'POST',
        body: JSON.stringify({ as: 'governor@contoso.com' }),
      }),
    );
    const { token } = (await answer.json()) as { token: string };
    const held = new Request('http://tenant.invalid/v1.0/users', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await elsewhere.fetch(held)).status).toBe(200);
    expect((await tenant.fetch(held)).status).toBe(401);
    expect(await bearing(token)('GET', '/users')).toMatchObject({ status: 401 });
    await elsewhere.close();
  });

  it('expires by the clock of the tenant', async () => {
    const send = await as('governor', { lifetime: 'PT2H' });
    await everything('POST', '/entente/clock', { duration: 'PT1H' });
    expect(await send('GET', '/users')).toMatchObject({ status: 200 });
    await everything('POST', '/entente/clock', { duration: 'PT1H' });
    const late = await send('GET', '/users');
    expect({ status: late.status, code: codeOf(late) }).toEqual({
      status: 401,
      code: 'InvalidAuthenticationToken',
    });
  });

  it('is for its person alone', async () => {
    const send = await as('owner');
    const header = (who: string) => ({ 'x-entente-user': who });
    expect(await send('GET', '/me', undefined, header('owner@contoso.com'))).toMatchObject({ status: 200 });
    expect(await send('GET', '/me', undefined, header('governor@contoso.com'))).toMatchObject({
      status: 403,
    });
    const application = bearing(await tokenOf({ app: 'Tracker', roles: ['User.Read.All'] }));
    expect(await application('GET', '/users', undefined, header('governor@contoso.com'))).toMatchObject({
      status: 403,
    });
  });

  it.each(
    [
      {},
      { as: 'owner@contoso.com', app: 'Tracker' },
      { as: 'owner@contoso.com', roles: ['x'] },
      { app: 'Tracker', scopes: ['x'] },
      { as: 'owner@contoso.com', scopes: 'x' },
      { as: 'owner@contoso.com', lifetime: 'soon' },
      { as: 'owner@contoso.com', directoryRoles: ['Emperor'] },
      { as: 'owner@contoso.com', constructor: 1 },
    ].map((body) => [JSON.stringify(body), body] as const),
  )('is not issued for %s', async (_text, body) => {
    expect(await everything('POST', '/entente/tokens', body)).toMatchObject({ status: 400 });
  });

  it('that may do everything still may, also on behalf of a person', async () => {
    expect(await everything('GET', `${EM}/assignmentPolicies`)).toMatchObject({ status: 200 });
    const me = await everything('GET', '/me', undefined, { 'x-entente-user': 'nothing@contoso.com' });
    expect(me.body).toMatchObject({ displayName: 'nothing' });
    const plain = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${EM}/catalogs`));
    expect(plain.status).toBe(200);
  });
});

describe('a batch', () => {
  it('is refused item by item, whatever token an item names', async () => {
    const send = await as('reader');
    const { status, body } = await send('POST', '/$batch', {
      requests: [
        { id: '1', method: 'GET', url: `${EM}/catalogs/${mine.catalog}` },
        { id: '2', method: 'GET', url: `${EM}/catalogs/${other.catalog}` },
        { id: '3', method: 'GET', url: `${EM}/settings`, headers: { Authorization: 'Bearer secret' } },
      ],
    });
    expect(status).toBe(200);
    const statuses = (body['responses'] as { status: number }[]).map((each) => each.status);
    expect(statuses).toEqual([200, 403, 403]);
  });
});

describe('a tenant without a license', () => {
  it('refuses entitlement management to everyone, and nothing else', async () => {
    const unlicensed = await openTenant({ seed: { tenant: { ...SEED.tenant, licensed: false } } });
    const ask = async (method: string, path: string) => {
      const answer = await unlicensed.fetch(new Request(`http://tenant.invalid/v1.0${path}`, { method }));
      return [
        answer.status,
        answer.ok ? undefined : ((await answer.json()) as { error: { code: string } }).error.code,
      ];
    };
    expect(await ask('GET', `${EM}/catalogs`)).toEqual([403, 'NoLicense']);
    expect(await ask('DELETE', `${EM}/accessPackages/x/resourceRoleScopes/y`)).toEqual([
      403,
      'NoGovernanceSku',
    ]);
    expect(await ask('GET', '/users')).toEqual([200, undefined]);
    await unlicensed.close();
  });
});

describe('the table of permissions', () => {
  it.each(ROUTES.map(({ method, pattern }) => [method, pattern]))('knows %s %s', (method, pattern) => {
    expect(neededBy(method, pattern, {})).toBeDefined();
  });

  it.each([...ROOTS.keys()])('knows reads of %s', (root) => {
    expect(neededBy('GET', root, {})).toBeDefined();
  });

  it('knows nothing of what there is not', () => {
    expect(neededBy('GET', `${EM}/elsewhere`, {})).toBeUndefined();
  });
});

describe('the owner of a catalog', () => {
  const configuration = (catalog: string, description: string) => `version: 1
tenant: { id: ${tenant.id} }
scope: { catalogs: [place] }
catalogs:
  place: { displayName: ${catalog}, description: ${description} }
`;

  it('plans and applies it, and is clearly refused for another', async () => {
    const folder = temporaryFolder();
    const owner = await tokenOf({ as: 'owner@contoso.com' });
    const env = { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: owner };
    const run = (args: readonly string[]) => entente(args, { cwd: folder, env });
    writeFileSync(path.join(folder, 'governance.yaml'), configuration('Mine', 'First'));
    const taken = await run(['import', 'catalog.place', mine.catalog]);
    expect(taken).toMatchObject({ code: 0 });
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ code: 0 });
    expect((await everything('GET', `${EM}/catalogs/${mine.catalog}`)).body).toMatchObject({
      description: 'First',
    });
    const foreign = temporaryFolder();
    writeFileSync(path.join(foreign, 'governance.yaml'), configuration('Other', 'Second'));
    const refused = await entente(['import', 'catalog.place', other.catalog], { cwd: foreign, env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/not authorized/i);
  }, 60_000);
});
