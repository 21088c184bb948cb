/** What happens to people: two stages, the life of a guest, direct and automatic assignment, separation (CONTRACT 7, 10, 12, 16). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { EM, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const NEW = 'new@woodgrove.example';
const SETTINGS =
  'settings: { externalUserLifecycleAction: blockSignInAndDelete, durationUntilExternalUserDeletedAfterBlocked: P30D }';

it('a guest comes without an invitation mail, is blocked when the last access ends, and deleted 30 days later', async () => {
  const policy = 'allowedTargetScope: allExternalUsers, expiration: { type: afterDuration, duration: P90D }';
  scene = await openScene(tangoFor(policy, SETTINGS), [{ mail: NEW }]);
  expect(await scene.request(NEW)).toBe('delivered');
  await scene.stay(NEW, 'tango');
  expect(await scene.user(NEW)).toMatchObject({ userType: 'Guest', accountEnabled: true });
  expect(await scene.request(NEW)).toBe('ExistingGrant');
  await scene.stay('bob@fabrikam.com', 'tango');
  await scene.advance('P90D');
  expect(await scene.user(NEW)).toMatchObject({ accountEnabled: false });
  expect(await scene.request(NEW)).toBe('AccountDisabled');
  // Entitlement management did not bring this one in.
  expect(await scene.user('bob@fabrikam.com')).toMatchObject({ accountEnabled: true });
  expect(await scene.request('bob@fabrikam.com')).toBe('delivered');
  await scene.advance('P30D');
  expect(await scene.user(NEW)).toBeUndefined();
  expect(await scene.request(NEW)).toBe('delivered');
});

it('both stages have to approve: sponsors of the requestor from outside, then from inside', async () => {
  const stages =
    'stages: [{ primaryApprovers: [externalSponsors] }, { primaryApprovers: [internalSponsors] }]';
  const policy = `allowedTargetScope: allConfiguredConnectedOrganizationUsers, requestApprovalSettings: { isApprovalRequiredForAdd: true, ${stages} }`;
  const organizations = `
connectedOrganizations:
  woodgrove:
    displayName: Woodgrove
    identitySources: [{ domain: woodgrove.example }]
    externalSponsors: [{ guest: wendy@woodgrove.example }]
    internalSponsors: [{ user: carol@contoso.com }]
`;
  scene = await openScene(tangoFor(policy, organizations), [{ mail: NEW }]);
  expect(await scene.request(NEW)).toBe('pendingApproval');
  const { id } = await scene.stay(NEW, 'tango');
  const at = `${EM}/accessPackageAssignmentApprovals/${String(id)}`;
  const stage = scene;
  const decide = async (who: string) => {
    const headers = { 'x-entente-user': who };
    const { value } = await stage.send('GET', `${at}/stages`, undefined, headers);
    const open = (value as Record<string, unknown>[] | undefined)?.find(
      ({ status }) => status === 'InProgress',
    );
    const decision = { reviewResult: 'Approve', justification: 'Known' };
    await stage.send('PATCH', `${at}/stages/${String(open?.['id'])}`, decision, headers);
    return (await stage.send('GET', `${EM}/assignmentRequests/${String(id)}`))['state'];
  };
  expect(await scene.user(NEW)).toBeUndefined();
  expect(await decide('carol@contoso.com')).toBe('pendingApproval');
  expect(await decide('wendy@woodgrove.example')).toBe('pendingApproval');
  expect(await decide('carol@contoso.com')).toBe('delivered');
});

it('an administrator assigns to whom the policy has in its scope, although it takes no requests', async () => {
  const policy =
    'allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [{ group: Readers }], requestorSettings: { enableTargetsToSelfAddAccess: false }';
  scene = await openScene(tangoFor(policy));
  expect(await scene.request('alice@contoso.com')).toBe('NoPolicyApplies');
  expect(await scene.assign('carol@contoso.com', 'tango', 'tango')).toBe('TargetNotInScope');
  expect(await scene.assign('alice@contoso.com', 'tango', 'tango')).toBe('delivered');
});

it('holders of an incompatible package, and members of an incompatible group, are refused; one way only', async () => {
  scene = await openScene(`
catalogs: { main: { displayName: Main, isExternallyVisible: true } }
packages:
  tango: { catalog: main, displayName: Tango, incompatibleAccessPackages: [audit], incompatibleGroups: [{ group: Sellers }] }
  audit: { catalog: main, displayName: Audit }
policies:
  tango: { accessPackage: tango, displayName: Tango, allowedTargetScope: allDirectoryUsers }
  audit: { accessPackage: audit, displayName: Audit, allowedTargetScope: allDirectoryUsers }
`);
  expect(await scene.request('alice@contoso.com')).toBe('IncompatibleAccess');
  expect(await scene.request('carol@contoso.com')).toBe('delivered');
  await scene.stay('carol@contoso.com', 'audit');
  expect(await scene.request('carol@contoso.com')).toBe('IncompatibleAccess');
  expect(await scene.assign('carol@contoso.com', 'tango', 'tango')).toBe('IncompatibleAccess');
  await scene.stay('bob@fabrikam.com', 'tango');
  expect(await scene.request('bob@fabrikam.com', 'audit')).toBe('delivered');
});

it('a rule assigns without a request', async () => {
  const policy =
    'allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [{ attributeRule: (user.department -eq "Sales") }], automaticRequestSettings: { requestAccessForAllowedTargets: true }';
  scene = await openScene(tangoFor(policy));
  expect(await scene.request('carol@contoso.com')).toBe('NoPolicyApplies');
  await scene.advance('PT10M');
  expect(await scene.request('alice@contoso.com')).toBe('ExistingGrant');
});

it('a role that another assignment grants stays when one assignment ends', async () => {
  const until = 'allowedTargetScope: allMemberUsers, expiration: { type: afterDuration, duration: P';
  scene = await openScene(`
catalogs: { main: { displayName: Main, isExternallyVisible: true, resources: { team: { group: Team } } } }
packages:
  tango: { catalog: main, displayName: Tango, resourceRoles: [{ resource: team, role: Member }] }
  audit: { catalog: main, displayName: Audit, resourceRoles: [{ resource: team, role: Member }] }
policies:
  tango: { accessPackage: tango, displayName: Tango, ${until}30D } }
  audit: { accessPackage: audit, displayName: Audit, ${until}90D } }
`);
  const inTeam = async () => {
    const groups = (await scene?.send('GET', '/groups'))?.['value'] as Record<string, unknown>[];
    const team = groups.find(({ displayName }) => displayName === 'Team');
    const { value } = (await scene?.send('GET', `/groups/${String(team?.['id'])}/members`)) ?? {};
    return (value as Record<string, unknown>[]).map(({ displayName }) => displayName);
  };
  await scene.stay('alice@contoso.com', 'tango');
  await scene.stay('alice@contoso.com', 'audit');
  expect(await inTeam()).toEqual(['Alice']);
  await scene.advance('P30D');
  expect(await scene.request('alice@contoso.com')).toBe('delivered');
  expect(await inTeam()).toEqual(['Alice']);
  await scene.advance('P60D');
  expect(await inTeam()).toEqual([]);
});

it('nobody approves their own request, even when listed', async () => {
  const stages = 'stages: [{ primaryApprovers: [{ user: carol@contoso.com }, { user: alice@contoso.com }] }]';
  const settings = `requestApprovalSettings: { isApprovalRequiredForAdd: true, ${stages} }`;
  scene = await openScene(tangoFor(`allowedTargetScope: allMemberUsers, ${settings}`));
  const { id } = await scene.stay('carol@contoso.com', 'tango');
  const at = `${EM}/accessPackageAssignmentApprovals/${String(id)}/stages`;
  const as = (who: string) => ({ 'x-entente-user': who });
  const { value } = await scene.send('GET', at, undefined, as('alice@contoso.com'));
  const [stage = {}] = value as Record<string, unknown>[];
  const open = `${at}/${String(stage['id'])}`;
  const decision = { reviewResult: 'Approve', justification: 'Known' };
  expect(await scene.send('PATCH', open, decision, as('carol@contoso.com'))).toHaveProperty('error');
  expect((await scene.send('GET', `${EM}/assignmentRequests/${String(id)}`))['state']).toBe(
    'pendingApproval',
  );
  expect(await scene.send('PATCH', open, decision, as('alice@contoso.com'))).not.toHaveProperty('error');
  expect((await scene.send('GET', `${EM}/assignmentRequests/${String(id)}`))['state']).toBe('delivered');
});
