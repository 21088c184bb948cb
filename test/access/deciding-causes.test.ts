/** A change is a cause where an answer is another without it, or where it makes the difference alone. */
import { expect, it } from 'vitest';
import type { AccessResource } from '../../src/access/index.ts';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessChange } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, grant, pack, policy, resource } from '../support/access-resources.ts';

const directory = factsOf({ users: [{ id: 'ann' }, { id: 'bob' }], groups: { 'team-id': [] } });

function entries(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): readonly AccessChange[] {
  const { gained, lost, changed } = compareAccess({ before, after, directory });
  return [...gained, ...lost, ...changed];
}

const causesOf = (entry: AccessChange | undefined): readonly string[] =>
  (entry?.causes ?? []).map(({ address, path = '' }) => `${address} ${path}`.trim());

const organization = (key: string, state: string, ...domains: readonly string[]): AccessResource => ({
  kind: 'connectedOrganization',
  address: `connectedOrganization.${key}`,
  attributes: {
    ...{ displayName: key, state },
    identitySources: domains.map((domainName) => ({ '@odata.type': 'domainIdentitySource', domainName })),
  },
});

it('an organization whose people go to another is no cause of what they come to there', () => {
  const all = policy({ allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' });
  const found = entries(
    [
      catalog('c'),
      pack(),
      all,
      organization('abbey', 'proposed', 'a.example'),
      organization('bell', 'configured', 'b.example'),
    ],
    [catalog('c'), pack(), all, organization('bell', 'configured', 'b.example', 'a.example')],
  );
  const come = found.find(({ capability, direction }) => capability === 'request' && direction === 'looser');
  expect(causesOf(come)).toEqual(['connectedOrganization.bell identitySources']);
});

const listed = (userId: string): JsonObject => ({
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ '@odata.type': 'singleUser', userId }],
});

/** Through P somebody comes to the group that Q is for. */
function twoPackages(ofFirst: JsonObject, ofSecond: JsonObject = {}): readonly AccessResource[] {
  const second = { ...pack({ displayName: 'Q' }), address: 'accessPackage.q' };
  const forGroup = {
    accessPackage: second.address,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'team-id' }],
    ...ofSecond,
  };
  return [
    ...[catalog('c'), pack(), second, resource(), grant(), policy(ofFirst)],
    { ...policy(forGroup), address: 'policy.second' },
  ];
}

const approvedBy = (userId: string): JsonObject => ({
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ '@odata.type': 'singleUser', userId }] }],
  },
});

it('who approves along a way is no cause of a way that opens by whom a package is for', () => {
  const found = entries(
    twoPackages({ ...listed('ann'), ...approvedBy('ann') }),
    twoPackages({ ...listed('bob'), ...approvedBy('eve') }),
  );
  const way = found.find(({ path, requestor }) => path !== undefined && requestor.id === 'bob');
  expect(causesOf(way)).toEqual(['policy.a specificAllowedTargets']);
});

it('what makes a difference only together is named together', () => {
  const stages = approvedBy('ann')['requestApprovalSettings'] as JsonObject;
  const none = { requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] } };
  const internet = { allowedTargetScope: 'allExternalUsers' };
  const side = (settings: JsonObject) => [catalog('c'), pack(), policy({ ...internet, ...settings })];
  const found = entries(
    side({ requestApprovalSettings: stages, expiration: { type: 'afterDuration', duration: 'P9D' } }),
    side({ ...none, expiration: { type: 'afterDuration', duration: 'P9D' }, displayName: 'Open' }),
  );
  const terms = found.find(({ capability }) => capability === 'request');
  expect([...causesOf(terms)].sort()).toEqual([
    'policy.a requestApprovalSettings.isApprovalRequiredForAdd',
    'policy.a requestApprovalSettings.stages',
  ]);
});

it('each of two changes that suffice alone is named', () => {
  const [one, other] = ['one', 'other'].map((key): AccessResource => ({
    ...policy(listed('ann')),
    address: `policy.${key}`,
  }));
  const base = [catalog('c'), pack()];
  const come = entries(base, [...base, ...[one, other].filter((each) => each !== undefined)]).find(
    ({ capability }) => capability === 'request',
  );
  expect([...causesOf(come)].sort()).toEqual(['policy.one', 'policy.other']);
});

it('a policy that stays as it is is no cause of what the outer door does to those whom it is for', () => {
  const tenantId = '99999999-9999-4999-8999-999999999999';
  const bell: AccessResource = {
    kind: 'connectedOrganization',
    address: 'connectedOrganization.bell',
    attributes: {
      ...{ displayName: 'Bell', state: 'configured' },
      identitySources: [{ '@odata.type': 'azureActiveDirectoryTenant', tenantId }],
    },
  };
  const forBell = policy({
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [
      { '@odata.type': 'connectedOrganizationMembers', connectedOrganizationId: bell.address },
    ],
    requestorSettings: {
      enableTargetsToSelfAddAccess: true,
      enableOnBehalfRequestorsToAddAccess: true,
      onBehalfRequestors: [{ '@odata.type': 'singleUser', userId: 'ann' }],
    },
  });
  const side = (accessType: string): readonly AccessResource[] => {
    const all = (target: string, targetType: string) => ({ accessType, targets: [{ target, targetType }] });
    const b2bCollaborationInbound = {
      usersAndGroups: all('AllUsers', 'user'),
      applications: all('AllApplications', 'application'),
    };
    const door = { kind: 'crossTenantAccess', address: 'crossTenantAccess.bell' };
    return [
      catalog('c'),
      pack(),
      bell,
      forBell,
      { ...door, attributes: { tenantId, b2bCollaborationInbound } },
    ];
  };
  const lost = entries(side('allowed'), side('blocked')).find(
    ({ capability }) => capability === 'requestFor',
  );
  expect(new Set(lost?.causes.map(({ address }) => address))).toEqual(new Set(['crossTenantAccess.bell']));
});
