/** Who is asking: each sort of caller and each sort of call, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EM,
  ROLES,
  as,
  bearing,
  closeScene,
  codeOf,
  everything,
  id,
  mine,
  namesOf,
  openScene,
  other,
  policyOf,
  served,
  tokenOf,
} from '../support/permission-scene.ts';
import type { Place } from '../support/permission-scene.ts';

beforeAll(openScene);
afterAll(closeScene);

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

  it('reads no approvals', async () => {
    const send = await app({ roles: ['EntitlementManagement.ReadWrite.All'] });
    expect(codeOf(await send('GET', `${EM}/accessPackageAssignmentApprovals`))).toBe('Forbidden');
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
