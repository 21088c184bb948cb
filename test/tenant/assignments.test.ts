/** Assignments: given and taken by an administrator, seen in the directory, in the way of deletions (CONTRACT 10). */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';

let lived: LivedTenant;
let packageId = '';
let policyId = '';
let groupId = '';

/** A catalog with the group Project Tango, a package that grants membership, and a policy for administrators. */
async function prepare(): Promise<void> {
  const groups = await lived.list('/v1.0/groups');
  groupId = String(groups.find(({ displayName }) => displayName === 'Project Tango')?.['id']);
  const catalog = await lived.done('POST', '/catalogs', {
    displayName: 'Partners',
    isExternallyVisible: true,
  });
  await lived.done('POST', '/resourceRequests', {
    requestType: 'adminAdd',
    resource: { originId: groupId, originSystem: 'AadGroup' },
    catalog: { id: catalog['id'] },
  });
  const [resource] = await lived.list(`/catalogs/${String(catalog['id'])}/resources`);
  const made = await lived.done('POST', '/accessPackages', {
    displayName: 'Tango',
    catalog: { id: catalog['id'] },
  });
  packageId = String(made['id']);
  await lived.done('POST', `/accessPackages/${packageId}/resourceRoleScopes`, {
    role: { originId: `Member_${groupId}`, originSystem: 'AadGroup', resource: { id: resource?.['id'] } },
    scope: { originId: groupId, originSystem: 'AadGroup' },
  });
  const policy = await lived.done('POST', '/assignmentPolicies', {
    displayName: 'Direct',
    allowedTargetScope: 'allExternalUsers',
    requestorSettings: { enableTargetsToSelfAddAccess: false },
    expiration: { type: 'afterDuration', duration: 'P90D' },
    accessPackage: { id: packageId },
  });
  policyId = String(policy['id']);
}

const add = (assignment: Record<string, unknown>) =>
  lived.send('POST', '/assignmentRequests', {
    requestType: 'adminAdd',
    assignment: { accessPackageId: packageId, assignmentPolicyId: policyId, ...assignment },
  });
const members = async () =>
  (await lived.list(`/v1.0/groups/${groupId}/members`)).map(({ displayName }) => displayName);

beforeEach(async () => {
  lived = await livedTenant({ seed: SMALL_DIRECTORY });
  await prepare();
});
afterEach(() => lived.close());

describe('an administrator', () => {
  it('assigns a package to somebody of the directory, who gets its roles until the policy’s end', async () => {
    const { status, body } = await add({ targetId: (await lived.user('bob@fabrikam.com'))?.['id'] });
    expect([status, body['state'], body['status']]).toEqual([201, 'delivered', 'Delivered']);
    expect(await members()).toEqual(['Bob']);
    const [assignment] = await lived.list('/assignments?$expand=target,accessPackage,assignmentPolicy');
    expect(assignment).toMatchObject({
      state: 'delivered',
      schedule: { expiration: { type: 'afterDateTime', endDateTime: '2026-04-01T00:00:00.000Z' } },
      target: { displayName: 'Bob', email: 'bob@fabrikam.com' },
      accessPackage: { id: packageId },
      assignmentPolicy: { id: policyId },
    });
  });

  it('assigns a package to an address, which becomes a guest without an invitation', async () => {
    await add({ target: { email: 'new@woodgrove.example' } });
    const users = await lived.list('/v1.0/users?$select=mail,userType,accountEnabled,externalUserState');
    expect(users.find(({ mail }) => mail === 'new@woodgrove.example')).toMatchObject({
      userType: 'Guest',
      externalUserState: 'PendingAcceptance',
      accountEnabled: true,
    });
    expect(await members()).toEqual(['new@woodgrove.example']);
  });

  it('takes an assignment back, and the roles go', async () => {
    await add({ targetId: (await lived.user('bob@fabrikam.com'))?.['id'] });
    const [assignment] = await lived.list("/assignments?$filter=state eq 'delivered'");
    const remove = { requestType: 'adminRemove', assignment: { id: assignment?.['id'] } };
    await lived.done('POST', '/assignmentRequests', remove);
    expect(await members()).toEqual([]);
    expect(await lived.list("/assignments?$filter=state eq 'delivered'")).toEqual([]);
    expect(await lived.send('POST', '/assignmentRequests', remove)).toMatchObject({
      status: 400,
      code: 'AssignmentEnded',
    });
    const types = (await lived.list('/assignmentRequests?$expand=requestor')).map(
      ({ requestType, requestor }) => [requestType, (requestor as { displayName: string }).displayName],
    );
    expect(types).toEqual([
      ['adminAdd', 'Bob'],
      ['adminRemove', 'Bob'],
    ]);
  });

  it.each([
    ['a package that somebody holds', { email: 'bob@fabrikam.com' }, {}, 'ExistingGrant', 400],
    [
      'a policy of another package',
      { email: 'x@y.com' },
      { assignmentPolicyId: 'other' },
      'ResourceNotFound',
      404,
    ],
    ['an unknown package', { email: 'x@y.com' }, { accessPackageId: 'other' }, 'ResourceNotFound', 404],
    ['nobody', {}, {}, 'InvalidModel', 400],
  ])('cannot assign %s', async (_what, target, other, code, status) => {
    await add({ target: { email: 'bob@fabrikam.com' } });
    expect(await add({ target, ...other })).toMatchObject({ status, code });
  });
});

describe('assignments', () => {
  beforeEach(async () => {
    await add({ target: { email: 'bob@fabrikam.com' } });
    await add({ target: { email: 'wendy@woodgrove.example' } });
  });

  it('are found by state, package, target and policy', async () => {
    const bob = String((await lived.user('bob@fabrikam.com'))?.['id']);
    const found = async (filter: string) =>
      (await lived.list(`/assignments?$expand=target&$filter=${encodeURIComponent(filter)}`)).map(
        ({ target }) => (target as { displayName: string }).displayName,
      );
    expect(await found(`target/objectid eq '${bob}'`)).toEqual(['Bob']);
    expect(await found(`accessPackage/id eq '${packageId}' and state eq 'Delivered'`)).toEqual([
      'Bob',
      'Wendy',
    ]);
    expect(await found(`assignmentPolicy/id eq '${policyId}'`)).toEqual(['Bob', 'Wendy']);
    expect(await found("state eq 'expired'")).toEqual([]);
    const [first] = await lived.list('/assignments');
    expect(await lived.done('GET', `/assignments/${String(first?.['id'])}`)).toMatchObject(first ?? {});
  });

  it('are in the way of deleting their policy and their package', async () => {
    expect(await lived.send('DELETE', `/assignmentPolicies/${policyId}`)).toMatchObject({
      status: 400,
      code: 'InvalidDeletePolicy',
      message: 'The policy cannot be deleted because it has 2 active assignments.',
    });
    for (const { id } of await lived.list('/assignments'))
      await lived.done('POST', '/assignmentRequests', { requestType: 'adminRemove', assignment: { id } });
    await lived.done('DELETE', `/assignmentPolicies/${policyId}`);
    await lived.done('DELETE', `/accessPackages/${packageId}`);
  });

  it('follow the roles of their package', async () => {
    const [scope] = await lived.list(`/accessPackages/${packageId}/resourceRoleScopes`);
    await lived.done('DELETE', `/accessPackages/${packageId}/resourceRoleScopes/${String(scope?.['id'])}`);
    expect(await members()).toEqual([]);
  });
});

it('a request is answered as it came in; what became of it is read', async () => {
  const target = { email: 'bob@fabrikam.com' };
  const assignment = { accessPackageId: packageId, assignmentPolicyId: policyId, target };
  const answer = await lived.tenant.fetch(
    new Request('http://tenant.invalid/v1.0/identityGovernance/entitlementManagement/assignmentRequests', {
      method: 'POST',
      body: JSON.stringify({ requestType: 'adminAdd', assignment }),
    }),
  );
  const received = (await answer.json()) as Record<string, unknown>;
  expect(received).toMatchObject({ state: 'submitted', status: 'Accepted', completedDateTime: null });
  const later = await lived.done('GET', `/assignmentRequests/${String(received['id'])}`);
  expect(later).toMatchObject({ state: 'delivered', status: 'Delivered' });
});

it('an assignment that was answered is there after kill -9, with the roles that it grants', async () => {
  const folder = temporaryFolder('examples/contoso');
  const arguments_ = ['--data', 'data', '--seed', 'directory.yaml'];
  const served = await serveTenantProcess(folder, arguments_);
  const em = '/identityGovernance/entitlementManagement';
  const catalog = await served.request('POST', `${em}/catalogs`, { displayName: 'Partners' });
  const made = await served.request('POST', `${em}/accessPackages`, {
    displayName: 'Tango',
    catalog: { id: catalog['id'] },
  });
  const policy = await served.request('POST', `${em}/assignmentPolicies`, {
    displayName: 'Direct',
    accessPackage: { id: made['id'] },
  });
  await served.request('POST', `${em}/assignmentRequests`, {
    requestType: 'adminAdd',
    assignment: {
      accessPackageId: made['id'],
      assignmentPolicyId: policy['id'],
      target: { email: 'alice@contoso.com' },
    },
  });
  await served.stop('SIGKILL');
  const again = await serveTenantProcess(folder, arguments_);
  const { value } = await again.request('GET', `${em}/assignments?$expand=target`);
  expect(value).toMatchObject([{ state: 'delivered', target: { email: 'alice@contoso.com' } }]);
  await again.stop();
  rmSync(folder, { recursive: true });
});

describe('a role of the directory', () => {
  it('is held by who holds the package, but for the one that they would have to activate', async () => {
    const roles = await lived.list('/v1.0/roleManagement/directory/roleDefinitions');
    const role = roles.find(({ displayName }) => displayName === 'Groups Administrator');
    const [{ id: catalogId } = {}] = await lived.list("/catalogs?$filter=displayName eq 'Partners'");
    await lived.done('POST', '/resourceRequests', {
      requestType: 'adminAdd',
      resource: { originId: role?.['id'], originSystem: 'DirectoryRole' },
      catalog: { id: catalogId },
    });
    const resources = await lived.list(`/catalogs/${String(catalogId)}/resources?$expand=roles,scopes`);
    const resource = resources.find(({ originSystem }) => originSystem === 'DirectoryRole');
    const offered = resource?.['roles'] as { displayName: string; originId: string }[];
    expect(offered.map(({ displayName }) => displayName)).toEqual(['Eligible Member', 'Active Member']);
    const grant = (originId: string | undefined) =>
      lived.done('POST', `/accessPackages/${packageId}/resourceRoleScopes`, {
        role: { originId, originSystem: 'DirectoryRole', resource: { id: resource?.['id'] } },
        scope: { originId: role?.['id'], originSystem: 'DirectoryRole' },
      });
    const held = async () =>
      (await lived.list('/v1.0/roleManagement/directory/roleAssignments?$expand=roleDefinition')).map(
        ({ roleDefinition }) => (roleDefinition as { displayName: string }).displayName,
      );
    await grant(offered[0]?.originId);
    const [bob] = await lived.list("/v1.0/users?$filter=displayName eq 'Bob'");
    await add({ targetId: bob?.['id'] });
    expect(await held()).toEqual([]);
    await grant(offered[1]?.originId);
    expect(await held()).toEqual(['Groups Administrator']);
  });
});
