/** Packages that are there for people to request, and those that are suggested to them (CONTRACT 16). */
import { beforeAll, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { callsOf, EM } from '../support/tenant-call.ts';
import type { TenantCall } from '../support/tenant-call.ts';

const ALICE = 'alice@contoso.com';
const BOB = 'bob@fabrikam.com';

let call: TenantCall;
const ids = { open: '', hidden: '', closed: '' };

beforeAll(async () => {
  call = callsOf(await openTenant({ seed: SMALL_DIRECTORY }));
  const made = async (path: string, body: object) => (await call('POST', `${EM}${path}`, body)).body.id;
  const catalog = { id: await made('/catalogs', { displayName: 'Partners', isExternallyVisible: true }) };
  const group = (await call('GET', '/groups')).body.value.find(
    ({ displayName }) => displayName === 'Project Tango',
  );
  await made('/resourceRequests', {
    requestType: 'adminAdd',
    resource: { originId: group?.id, originSystem: 'AadGroup' },
    catalog,
  });
  const [resource] = (await call('GET', `${EM}/catalogs/${catalog.id}/resources`)).body.value;
  const scopes = { open: 'allMemberUsers', hidden: 'allMemberUsers', closed: 'notSpecified' };
  for (const [name, allowedTargetScope] of Object.entries(scopes)) {
    const id = await made('/accessPackages', { displayName: name, isHidden: name === 'hidden', catalog });
    ids[name as keyof typeof ids] = id;
    await made(`/accessPackages/${id}/resourceRoleScopes`, {
      role: {
        originId: `Member_${group?.id ?? ''}`,
        originSystem: 'AadGroup',
        resource: { id: resource?.id },
      },
      scope: { originId: group?.id, originSystem: 'AadGroup' },
    });
    await made('/assignmentPolicies', {
      displayName: 'All',
      allowedTargetScope,
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      accessPackage: { id },
    });
  }
});

const rolesOf = async (id: string, as?: string) => {
  const { status, body } = await call(
    'GET',
    `${EM}/availableAccessPackages/${id}/resourceRoleScopes?$expand=role`,
    undefined,
    as,
  );
  return status === 200
    ? body.value.map(({ role }) => (role as { displayName: string }).displayName)
    : status;
};

it('shows their roles to those who can request them, hidden ones too, and to no one else', async () => {
  expect(await rolesOf(ids.open, ALICE)).toEqual(['Member']);
  expect(await rolesOf(ids.hidden, ALICE)).toEqual(['Member']);
  expect(await rolesOf(ids.closed, ALICE)).toBe(404);
  expect(await rolesOf(ids.open, BOB)).toBe(404);
  expect(await rolesOf(ids.closed)).toEqual(['Member']);
});

it('lists them without what is hidden, with the members that requestors see', async () => {
  const listed = async (as?: string) =>
    (await call('GET', `${EM}/availableAccessPackages`, undefined, as)).body.value;
  expect(await listed(ALICE)).toEqual([{ id: ids.open, displayName: 'open', description: '' }]);
  expect(await listed(BOB)).toEqual([]);
  expect((await listed()).map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
  const one = await call('GET', `${EM}/availableAccessPackages/${ids.open}?$select=id`, undefined, ALICE);
  expect(one.body).toEqual({ id: ids.open });
});

it('suggests what was held before, and nothing to an application', async () => {
  const suggested = async (as?: string) =>
    (await call('GET', `${EM}/accessPackageSuggestions?$expand=accessPackage`, undefined, as)).body.value;
  expect(await suggested(ALICE)).toEqual([]);
  await call(
    'POST',
    `${EM}/assignmentRequests`,
    { requestType: 'userAdd', assignment: { accessPackageId: ids.open } },
    ALICE,
  );
  const [assignment] = (await call('GET', `${EM}/assignments`)).body.value;
  await call('POST', `${EM}/assignmentRequests`, {
    requestType: 'adminRemove',
    assignment: { id: assignment?.id },
  });
  expect(await suggested(ALICE)).toMatchObject([
    { id: ids.open, accessPackage: { displayName: 'open' }, reasons: [{ pastAssignmentCount: 1 }] },
  ]);
  expect(await suggested()).toEqual([]);
});

it('shows the roles of what is held, though it cannot be requested', async () => {
  expect(await rolesOf(ids.closed, ALICE)).toBe(404);
  const alice = (await call('GET', `/users/${ALICE}`)).body.id;
  const [policy] = (await call('GET', `${EM}/assignmentPolicies?$filter=accessPackage/id eq '${ids.closed}'`))
    .body.value;
  await call('POST', `${EM}/assignmentRequests`, {
    requestType: 'adminAdd',
    assignment: { targetId: alice, assignmentPolicyId: policy?.id, accessPackageId: ids.closed },
  });
  expect(await rolesOf(ids.closed, ALICE)).toEqual(['Member']);
});
