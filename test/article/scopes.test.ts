/** Who can request through each scope, and what else stands before a request (CONTRACT 16.1). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { CONTOSO, EM, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const PARTNERS = `
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
`;
const [STRANGER, PARTNER] = ['new@elsewhere.example', 'new@fabrikam.com'];
const PEOPLE = [
  STRANGER,
  PARTNER,
  'wendy@woodgrove.example',
  'bob@fabrikam.com',
  'alice@contoso.com',
  'carol@contoso.com',
];
const NEWCOMERS = [{ mail: STRANGER }, { mail: PARTNER }];

it.each<[string, string, boolean[]]>([
  ['notSpecified', '', [false, false, false, false, false, false]],
  ['allMemberUsers', '', [false, false, false, false, true, true]],
  ['allDirectoryUsers', '', [false, false, true, true, true, true]],
  ['allExternalUsers', '', [true, true, true, true, false, false]],
  ['allConfiguredConnectedOrganizationUsers', '', [false, true, false, true, false, false]],
  [
    'specificConnectedOrganizationUsers',
    '{ connectedOrganization: fabrikam }',
    [false, true, false, true, false, false],
  ],
  ['specificDirectoryUsers', '{ user: carol@contoso.com }', [false, false, false, false, false, true]],
  ['specificDirectoryUsers', '{ group: Readers }', [false, false, false, false, true, false]],
  ['specificDirectoryUsers', '{ group: Sellers }', [false, false, false, false, true, false]],
])('%s %s', async (scope, target, can) => {
  const targets = target === '' ? '' : `, specificAllowedTargets: [${target}]`;
  scene = await openScene(tangoFor(`allowedTargetScope: ${scope}${targets}`, PARTNERS), NEWCOMERS);
  const expected = can.map((each) => (each ? 'delivered' : 'NoPolicyApplies'));
  expect(Object.values(await scene.requests('tango', PEOPLE))).toEqual(expected);
});

it('a disabled account requests nothing', async () => {
  scene = await openScene(tangoFor('allowedTargetScope: allMemberUsers'));
  expect(await scene.request('gone@contoso.com')).toBe('AccountDisabled');
});

it('a catalog that is not published gives nothing; one that is not visible, nothing to newcomers', async () => {
  const yaml = tangoFor('allowedTargetScope: allDirectoryUsers');
  scene = await openScene(yaml.replace('{ displayName: Main,', '{ displayName: Main, state: unpublished,'));
  expect(await scene.request('alice@contoso.com')).toBe('CatalogNotPublished');
  await scene.close();
  scene = await openScene(yaml.replace('isExternallyVisible: true', 'isExternallyVisible: false'), NEWCOMERS);
  expect(await scene.request(STRANGER)).toBe('CatalogNotExternallyVisible');
  expect(await scene.request('alice@contoso.com')).toBe('delivered');
});

it('the strictest class of policies hides the others', async () => {
  scene = await openScene(`
catalogs: { main: { displayName: Main, isExternallyVisible: true } }
packages: { tango: { catalog: main, displayName: Tango } }
policies:
  readers:
    accessPackage: tango
    displayName: Readers
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ group: Readers }]
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ user: carol@contoso.com }] }] }
  members: { accessPackage: tango, displayName: Members, allowedTargetScope: allMemberUsers }
`);
  expect(await scene.request('alice@contoso.com')).toBe('pendingApproval');
  expect(await scene.request('carol@contoso.com')).toBe('delivered');
});

it('a policy that has ended hides no wider one', async () => {
  const readers = (end: string) => `
catalogs: { main: { displayName: Main, isExternallyVisible: true } }
packages: { tango: { catalog: main, displayName: Tango } }
policies:
  readers:
    accessPackage: tango
    displayName: Readers
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ group: Readers }]
    expiration: { type: afterDateTime, endDateTime: "${end}" }
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ user: carol@contoso.com }] }] }
  members: { accessPackage: tango, displayName: Members, allowedTargetScope: allMemberUsers }
`;
  scene = await openScene(readers('2025-12-31T00:00:00Z'));
  expect(await scene.request('alice@contoso.com')).toBe('delivered');
  await scene.close();
  scene = await openScene(readers('2026-12-31T00:00:00Z'));
  expect(await scene.request('alice@contoso.com')).toBe('pendingApproval');
});

it.each([
  ['allow', ['delivered', 'DomainNotAllowed']],
  ['deny', ['DomainNotAllowed', 'delivered']],
])('the list of domains to %s holds for newcomers, not for guests who are there', async (list, expected) => {
  const directory = {
    ...CONTOSO,
    tenant: { ...CONTOSO.tenant, invitationDomains: { [list]: ['fabrikam.com'] } },
  };
  scene = await openScene(tangoFor('allowedTargetScope: allExternalUsers'), NEWCOMERS, directory);
  expect(Object.values(await scene.requests('tango', [PARTNER, STRANGER]))).toEqual(expected);
  expect(await scene.request('bob@fabrikam.com')).toBe('delivered');
  expect(await scene.request('wendy@woodgrove.example')).toBe('delivered');
});

it('a hidden package is requested by its link', async () => {
  const yaml = tangoFor('allowedTargetScope: allMemberUsers');
  scene = await openScene(yaml.replace('displayName: Tango }', 'displayName: Tango, isHidden: true }'));
  const at = `${EM}/accessPackages/filterByCurrentUser(on='allowedRequestor')`;
  const { value } = await scene.send('GET', at, undefined, { 'x-entente-user': 'alice@contoso.com' });
  expect(value).toEqual([]);
  expect(await scene.request('alice@contoso.com')).toBe('delivered');
});
