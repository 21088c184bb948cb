/** Who is asking: each sort of caller and each sort of call, over HTTP. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { ROUTES } from '../../src/tenant/routes.ts';
import { neededBy } from '../../src/tenant/permissions/table.ts';
import { ROOTS } from '../../src/tenant/read/roots.ts';
import { serveTenant } from '../../src/tenant/serve.ts';
import type { ServedTenant } from '../../src/tenant/serve.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const EM = '/identityGovernance/entitlementManagement';
const ROLES = '/roleManagement/entitlementManagement/roleAssignments';
const DEFINITIONS = {
  owner: 'ae79f266-94d4-4dab-b730-feca7e132178',
  reader: '44272f93-9762-48e8-af59-1b5351b1d6b3',
  manager: '7f480852-ebdc-47d4-87de-0d8498384a83',
  assigner: 'e2182095-804a-4656-ae11-64734e9b7ae5',
  creator: 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8',
} as const;

const PEOPLE = ['owner', 'reader', 'manager', 'assigner', 'creator', 'nothing', 'approver', 'grouped'];
const SEED = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    ...PEOPLE.map((name) => ({ userPrincipalName: `${name}@contoso.com`, displayName: name })),
    {
      userPrincipalName: 'governor@contoso.com',
      displayName: 'governor',
      directoryRoles: ['Identity Governance Administrator' as const],
    },
    {
      userPrincipalName: 'auditor@contoso.com',
      displayName: 'auditor',
      directoryRoles: ['Global Reader' as const],
    },
  ],
  groups: [
    { displayName: 'Owned', owners: ['owner@contoso.com'] },
    { displayName: 'Foreign' },
    { displayName: 'Owners', members: ['grouped@contoso.com'] },
  ],
  servicePrincipals: [{ displayName: 'Tracker' }],
};

let tenant: Tenant;
let served: ServedTenant;

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}
type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

function bearing(token: string): Send {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(served.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
}
const everything: Send = (...request) => bearing('secret')(...request);

async function tokenOf(body: Record<string, unknown>): Promise<string> {
  const { status, body: answer } = await everything('POST', '/entente/tokens', body);
  expect({ status, answer }).toMatchObject({ status: 201 });
  return String(answer['token']);
}
const as = async (name: string, more: Record<string, unknown> = {}) =>
  bearing(await tokenOf({ as: `${name}@contoso.com`, ...more }));

const codeOf = ({ body }: Answered) => (body['error'] as { code: string } | undefined)?.code;
const namesOf = ({ body }: Answered) =>
  (body['value'] as { displayName: string }[]).map(({ displayName }) => displayName).sort();

async function made(path: string, body: unknown): Promise<string> {
  const answer = await everything('POST', path, body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body['id']);
}
async function idOf(collection: string, name: string): Promise<string> {
  const { body } = await everything('GET', `/${collection}?$filter=displayName eq '${name}'`);
  return (body['value'] as { id: string }[])[0]?.id ?? '';
}
const policyOf = (accessPackage: string, approver?: string) => ({
  displayName: 'All',
  description: 'All members',
  allowedTargetScope: 'allMemberUsers',
  specificAllowedTargets: [],
  expiration: { type: 'noExpiration' },
  requestorSettings: { enableTargetsToSelfAddAccess: true },
  ...(approver !== undefined && {
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: 'P7D',
          isEscalationEnabled: false,
          primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: approver }],
        },
      ],
    },
  }),
  accessPackage: { id: accessPackage },
});

interface Place {
  readonly catalog: string;
  readonly package: string;
  readonly policy: string;
}
let mine: Place;
let other: Place;
const ids = new Map<string, string>();
const id = (name: string) => ids.get(name) ?? '';

async function place(name: string): Promise<Place> {
  const catalog = await made(`${EM}/catalogs`, { displayName: name, isExternallyVisible: false });
  const accessPackage = await made(`${EM}/accessPackages`, {
    displayName: `${name} work`,
    catalog: { id: catalog },
  });
  const policy = await made(`${EM}/assignmentPolicies`, policyOf(accessPackage, id('approver')));
  return { catalog, package: accessPackage, policy };
}
const grant = (role: keyof typeof DEFINITIONS, principalId: string, appScopeId: string) =>
  made(ROLES, { principalId, roleDefinitionId: DEFINITIONS[role], appScopeId });

beforeAll(async () => {
  tenant = await openTenant({ seed: SEED });
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
  for (const name of [...PEOPLE, 'governor', 'auditor']) ids.set(name, await idOf('users', name));
  for (const name of ['Owned', 'Foreign', 'Owners']) ids.set(name, await idOf('groups', name));
  ids.set('Tracker', await idOf('servicePrincipals', 'Tracker'));
  mine = await place('Mine');
  other = await place('Other');
  const scope = `/AccessPackageCatalog/${mine.catalog}`;
  for (const role of ['owner', 'reader', 'manager', 'assigner'] as const) await grant(role, id(role), scope);
  await grant('owner', id('Owners'), scope);
  await grant('owner', id('Tracker'), scope);
  await grant('creator', id('creator'), '/');
});
afterAll(async () => {
  await served.close();
  await tenant.close();
});

type Call = (at: Place) => readonly [method: string, path: string, body?: unknown];
let count = 0;
/** What is sent changes nothing that another line relies on. */
const CALLS: Readonly<Record<string, Call>> = {
  'reads a catalog': (at) => ['GET', `${EM}/catalogs/${at.catalog}`],
  'reads a package': (at) => ['GET', `${EM}/accessPackages/${at.package}`],
  'reads a policy': (at) => ['GET', `${EM}/assignmentPolicies/${at.policy}`],
  'reads the assignments of a package': (at) => [
    'GET',
    `${EM}/assignments/additionalAccess(accessPackageId='${at.package}')`,
  ],
  'changes a catalog': (at) => ['PATCH', `${EM}/catalogs/${at.catalog}`, { description: 'x' }],
  'changes a package': (at) => ['PATCH', `${EM}/accessPackages/${at.package}`, { description: 'x' }],
  'makes a package': (at) => [
    'POST',
    `${EM}/accessPackages`,
    { displayName: `P${(count += 1)}`, catalog: { id: at.catalog } },
  ],
  'replaces a policy': (at) => [
    'PUT',
    `${EM}/assignmentPolicies/${at.policy}`,
    policyOf(at.package, id('approver')),
  ],
  'assigns to another': (at) => [
    'POST',
    `${EM}/assignmentRequests`,
    {
      requestType: 'adminRemove',
      assignment: { id: '00000000-0000-4000-8000-000000000000', accessPackageId: at.package },
    },
  ],
  'gives a role': (at) => [
    'POST',
    ROLES,
    {
      principalId: id('nothing'),
      roleDefinitionId: '00000000-0000-4000-8000-000000000000',
      appScopeId: `/AccessPackageCatalog/${at.catalog}`,
    },
  ],
  'makes a catalog': () => [
    'POST',
    `${EM}/catalogs`,
    { displayName: `C${(count += 1)}`, isExternallyVisible: false },
  ],
  'reads the settings': () => ['GET', `${EM}/settings`],
  'changes the settings': () => ['PATCH', `${EM}/settings`, { externalUserLifecycleAction: 'none' }],
  'reads organizations': () => ['GET', `${EM}/connectedOrganizations`],
  'reads users': () => ['GET', '/users'],
  'makes a user': () => ['POST', '/users', {}],
};
const READS = ['reads a catalog', 'reads a package', 'reads a policy'];
const MANAGES = ['changes a package', 'makes a package', 'replaces a policy'];
const ASSIGNS = ['reads the assignments of a package', 'assigns to another'];
const OWNS = ['changes a catalog', 'gives a role'];
const ALWAYS = ['reads users'];
const TENANT = ['makes a catalog', 'reads the settings', 'changes the settings', 'reads organizations'];
const ANYWHERE = [...READS, ...MANAGES, ...ASSIGNS, ...OWNS, ...TENANT, ...ALWAYS];

/** What each may do in the catalog that their role is on, and in another. */
const CALLERS: Readonly<Record<string, readonly [inMine: readonly string[], inOther: readonly string[]]>> = {
  owner: [[...READS, ...MANAGES, ...ASSIGNS, ...OWNS, 'reads organizations', ...ALWAYS], ALWAYS],
  grouped: [[...READS, ...MANAGES, ...ASSIGNS, ...OWNS, 'reads organizations', ...ALWAYS], ALWAYS],
  manager: [[...READS, ...MANAGES, ...ASSIGNS, 'reads organizations', ...ALWAYS], ALWAYS],
  assigner: [[...READS, ...ASSIGNS, 'reads organizations', ...ALWAYS], ALWAYS],
  reader: [[...READS, 'reads organizations', ...ALWAYS], ALWAYS],
  creator: [['makes a catalog', 'reads organizations', ...ALWAYS], ALWAYS],
  nothing: [ALWAYS, ALWAYS],
  governor: [ANYWHERE, ANYWHERE],
  auditor: [
    [...READS, 'reads the assignments of a package', 'reads the settings', 'reads organizations', ...ALWAYS],
    [...READS, 'reads the assignments of a package', ...ALWAYS],
  ],
};
const LINES = Object.entries(CALLERS).flatMap(([who, lists]) =>
  Object.keys(CALLS).flatMap((what) =>
    (['Mine', 'Other'] as const)
      .filter(
        (where) =>
          where === 'Mine' || !['creator', 'auditor', 'governor'].includes(who) || READS.includes(what),
      )
      // What is of no catalog is asked once.
      .filter((where) => where === 'Mine' || ![...TENANT, 'makes a user', 'reads users'].includes(what))
      .map((where) => [who, what, where, lists[where === 'Mine' ? 0 : 1].includes(what)] as const),
  ),
);

describe('a person with both scopes', () => {
  it.each(LINES)('%s %s in %s: %s', async (who, what, where, allowed) => {
    const send = await as(who);
    const answer = await send(...(CALLS[what] as Call)(where === 'Mine' ? mine : other));
    if (allowed) expect(answer.status).not.toBe(403);
    else {
      const code = what === 'makes a user' ? 'Authorization_RequestDenied' : 'UnAuthorized';
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code });
    }
  });

  it('is told neither that there is a thing nor that there is none', async () => {
    const answers = await Promise.all(
      [other.catalog, '00000000-0000-4000-8000-000000000000'].map(async (catalog) =>
        (await as('owner'))('GET', `${EM}/catalogs/${catalog}`),
      ),
    );
    expect(answers.map(codeOf)).toEqual(['UnAuthorized', 'UnAuthorized']);
  });
});

describe('lists', () => {
  it('hold what the caller may see, expanded too', async () => {
    const send = await as('reader');
    expect(namesOf(await send('GET', `${EM}/catalogs`))).toEqual(['Mine']);
    const packages = namesOf(await send('GET', `${EM}/accessPackages?$expand=catalog,assignmentPolicies`));
    expect(packages).toContain('Mine work');
    expect(packages).not.toContain('Other work');
    await everything('POST', `${EM}/accessPackages/${mine.package}/incompatibleAccessPackages/$ref`, {
      '@odata.id': `${served.url}${EM}/accessPackages/${other.package}`,
    });
    const below = `${EM}/accessPackages/${mine.package}`;
    const { body } = await send('GET', `${below}?$expand=incompatibleAccessPackages`);
    expect(body['incompatibleAccessPackages']).toEqual([]);
    expect(namesOf(await send('GET', `${below}/incompatibleAccessPackages`))).toEqual([]);
    expect(
      await send('GET', `${below}/incompatibleAccessPackages/${other.package}/assignmentPolicies`),
    ).toMatchObject({ status: 403 });
    expect(namesOf(await (await as('auditor'))('GET', `${below}/incompatibleAccessPackages`))).toEqual([
      'Other work',
    ]);
  });

  it.each(['assignmentPolicies', 'assignments', 'assignmentRequests'])(
    'of %s need a package from who has roles on catalogs only',
    async (list) => {
      const filter = `$filter=accessPackage/id eq '${mine.package}'`;
      expect(await (await as('owner'))('GET', `${EM}/${list}`)).toMatchObject({ status: 403 });
      expect(await (await as('owner'))('GET', `${EM}/${list}?${filter}`)).toMatchObject({ status: 200 });
      expect(await (await as('governor'))('GET', `${EM}/${list}`)).toMatchObject({ status: 200 });
    },
  );
});

describe('a scope that is missing', () => {
  it.each([
    ['GET', `${EM}/catalogs`, ['EntitlementManagement.Read.All'], 'UnAuthorized'],
    ['POST', `${EM}/catalogs`, ['EntitlementManagement.ReadWrite.All'], 'UnAuthorized'],
    ['GET', '/users', ['User.Read.All'], 'Authorization_RequestDenied'],
    ['GET', '/groups', ['Group.Read.All'], 'Authorization_RequestDenied'],
    ['GET', '/sites/contoso.sharepoint.com:/sites/x', ['Sites.Read.All'], 'accessDenied'],
    ['GET', '/auditLogs/directoryAudits', ['AuditLog.Read.All'], 'Authorization_RequestDenied'],
    ['POST', '/entente/clock', undefined, 'Authorization_RequestDenied'],
    ['POST', '/entente/tokens', undefined, 'Authorization_RequestDenied'],
  ])('%s %s', async (method, call, scopes, code) => {
    const role = { directoryRoles: ['Global Administrator'] };
    const refused = await (
      await as('governor', { scopes: ['Mail.Read'], ...role })
    )(method, call, method === 'POST' ? {} : undefined);
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 403, code });
    if (scopes === undefined) return;
    const answer = await (
      await as('governor', { scopes, ...role })
    )(method, call, method === 'POST' ? {} : undefined);
    expect(answer.status).not.toBe(403);
  });

  it('of writing lets read', async () => {
    const send = await as('owner', { scopes: ['EntitlementManagement.Read.All'] });
    expect(await send('GET', `${EM}/catalogs/${mine.catalog}`)).toMatchObject({ status: 200 });
    expect(await send('PATCH', `${EM}/catalogs/${mine.catalog}`, { description: 'x' })).toMatchObject({
      status: 403,
    });
  });
});

describe('an application', () => {
  const app = async (more: Record<string, unknown> = {}) =>
    bearing(await tokenOf({ app: 'Tracker', ...more }));

  it('needs the permission alone', async () => {
    const send = await app({ roles: ['EntitlementManagement.ReadWrite.All'] });
    expect(await send('PATCH', `${EM}/catalogs/${other.catalog}`, { description: 'x' })).toMatchObject({
      status: 204,
    });
    expect(codeOf(await send('GET', '/users'))).toBe('Authorization_RequestDenied');
    expect(codeOf(await send('GET', `${EM}/assignments/additionalAccess()`))).toBe('Forbidden');
  });

  it('or a role on the catalog, or of the directory, in its place', async () => {
    const send = await app();
    expect(await send('PATCH', `${EM}/catalogs/${mine.catalog}`, { description: 'x' })).toMatchObject({
      status: 204,
    });
    expect(codeOf(await send('PATCH', `${EM}/catalogs/${other.catalog}`, { description: 'x' }))).toBe(
      'UnAuthorized',
    );
    expect(namesOf(await send('GET', `${EM}/catalogs`))).toEqual(['Mine']);
    const governing = await app({ directoryRoles: ['Identity Governance Administrator'] });
    expect(await governing('PATCH', `${EM}/catalogs/${other.catalog}`, { description: 'x' })).toMatchObject({
      status: 204,
    });
  });

  it('owns the catalogs that it makes', async () => {
    const send = await app({ roles: ['EntitlementManagement.ReadWrite.All'] });
    const { body } = await send('POST', `${EM}/catalogs`, {
      displayName: 'Of Tracker',
      isExternallyVisible: false,
    });
    const { body: list } = await everything(
      'GET',
      `${ROLES}?$filter=appScopeId eq '/AccessPackageCatalog/${String(body['id'])}'`,
    );
    expect(list['value']).toMatchObject([{ principalId: id('Tracker') }]);
    await everything('DELETE', `${EM}/catalogs/${String(body['id'])}`);
  });
});

describe('a resource', () => {
  const add = (group: string, requestType = 'adminAdd') =>
    ({
      requestType,
      resource: { originId: group, originSystem: 'AadGroup' },
      catalog: { id: mine.catalog },
    }) as const;
  const to = `${EM}/resourceRequests`;

  it('is added by who owns the group, or administers groups, and by nobody else', async () => {
    const owner = await as('owner');
    expect(codeOf(await owner('POST', to, add(id('Foreign'))))).toBe('CallerNotResourceOwner');
    expect(await owner('POST', to, add(id('Foreign')))).toMatchObject({ status: 400 });
    expect(await owner('POST', to, add(id('Owned')))).toMatchObject({ status: 201 });
    expect(codeOf(await (await as('manager'))('POST', to, add(id('Owned'))))).toBe('UnAuthorized');
    expect(codeOf(await (await as('governor'))('POST', to, add(id('Foreign'))))).toBe(
      'CallerNotResourceOwner',
    );
    const groups = await as('owner', { directoryRoles: ['Groups Administrator'] });
    expect(await groups('POST', to, add(id('Foreign')))).toMatchObject({ status: 201 });
    expect(codeOf(await owner('POST', to, add(id('Foreign'), 'adminRemove')))).toBe('CallerNotResourceOwner');
  });

  it('is added by an application that may write groups', async () => {
    const roles = ['EntitlementManagement.ReadWrite.All'];
    const body = add(id('Owners'));
    const without = bearing(await tokenOf({ app: 'Tracker', roles }));
    expect(codeOf(await without('POST', to, body))).toBe('CallerNotResourceOwner');
    const send = bearing(await tokenOf({ app: 'Tracker', roles: [...roles, 'Group.ReadWrite.All'] }));
    expect(await send('POST', to, body)).toMatchObject({ status: 201 });
  });
});

describe('who has no role', () => {
  it('requests for themselves, and approvers decide', async () => {
    const nothing = await as('nothing', { scopes: ['EntitlementMgmt-SubjectAccess.ReadWrite'] });
    const body = { requestType: 'userAdd', assignment: { accessPackageId: mine.package } };
    const { status, body: request } = await nothing('POST', `${EM}/assignmentRequests`, body);
    expect(status).toBe(201);
    const requestId = String(request['id']);
    const own = `${EM}/assignmentRequests/filterByCurrentUser(on='target')?$expand=accessPackage`;
    expect((await nothing('GET', own)).body['value']).toMatchObject([
      { accessPackage: { displayName: 'Mine work' } },
    ]);
    const approval = `${EM}/accessPackageAssignmentApprovals/${requestId}`;
    expect(await (await as('creator'))('GET', approval)).toMatchObject({ status: 403 });
    const approver = await as('approver');
    const { body: found } = await approver('GET', `${approval}?$expand=stages`);
    const [stage] = found['stages'] as { id: string }[];
    const decided = await approver('PATCH', `${approval}/stages/${stage?.id ?? ''}`, {
      reviewResult: 'Approve',
      justification: 'ok',
    });
    expect(decided).toMatchObject({ status: 204 });
  });
});

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

  it.each([
    {},
    { as: 'owner@contoso.com', app: 'Tracker' },
    { as: 'owner@contoso.com', roles: ['x'] },
    { app: 'Tracker', scopes: ['x'] },
    { as: 'owner@contoso.com', scopes: 'x' },
    { as: 'owner@contoso.com', lifetime: 'soon' },
    { as: 'owner@contoso.com', directoryRoles: ['Emperor'] },
    { as: 'owner@contoso.com', constructor: 1 },
  ])('is not issued for %j', async (body) => {
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
catalogs:
  place: { name: ${catalog}, description: ${description} }
`;

  it('plans and applies it, and is clearly refused for another', async () => {
    const folder = temporaryFolder();
    const owner = await tokenOf({ as: 'owner@contoso.com' });
    const env = { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: owner };
    const run = (args: readonly string[]) => entente(args, { cwd: folder, env });
    writeFileSync(path.join(folder, 'governance.yaml'), configuration('Mine', 'First'));
    const taken = await run(['import', 'catalog.place', mine.catalog]);
    expect({ ...taken }).toMatchObject({ code: 0, stderr: '' });
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
