/** Every object that has a say in a difference is among its causes. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessResource } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, grant, MEMBERS, pack, policy, resource } from '../support/access-resources.ts';

const directory = factsOf({ users: [{ id: 'ann' }], groups: { plant: ['ann'] } });
const base = [
  catalog('c'),
  pack(),
  policy({ ...MEMBERS, expiration: { type: 'afterDuration', duration: 'P30D' } }),
];
const ofPlant = (scope: JsonObject = {}): AccessResource => ({
  ...policy({
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'plant' }],
    expiration: { type: 'afterDuration', duration: 'P10D' },
    ...scope,
  }),
  address: 'policy.plant',
});
const NO_REQUESTS = {
  requestorSettings: { enableTargetsToSelfAddAccess: false },
};

function causes(before: readonly AccessResource[], after: readonly AccessResource[]) {
  const { changed } = compareAccess({ before, after, directory });
  return changed
    .filter(({ capability }) => capability === 'request' || capability === 'assign')
    .map((entry) => [
      `${entry.requestor.label} ${entry.predicate ?? ''}`,
      ...entry.causes.map(({ address, path = '' }) => `${address} ${path}`.trim()).sort(),
    ]);
}

it('a role that comes and a policy that comes both make the difference, and go as they came', () => {
  const [past, present] = [
    [...base, resource()],
    [...base, resource(), grant(), ofPlant()],
  ];
  const both = ['packageResourceRole.p/team/Member', 'policy.plant'];
  const found = [
    ['members of plant can get P on other terms', ...both],
    ['members of plant can be assigned P on other terms', ...both],
  ];
  expect(causes(past, present)).toEqual(expect.arrayContaining(found));
  expect(causes(present, past)).toEqual(expect.arrayContaining(found));
  expect(causes(past, present)).toContainEqual([
    'all members can get P on other terms',
    'packageResourceRole.p/team/Member',
  ]);
});

it('a policy that comes to take requests has its say beside a role that comes', () => {
  const found = causes(
    [...base, resource(), ofPlant(NO_REQUESTS)],
    [...base, resource(), grant(), ofPlant()],
  );
  expect(found.find(([label]) => label === 'members of plant can get P on other terms')?.slice(1)).toEqual([
    'packageResourceRole.p/team/Member',
    'policy.plant requestorSettings',
  ]);
});

const PRESS = { allowedTargetScope: 'allExternalUsers' };
const CONFIGURED = { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' };
const through = (address: string, scope: JsonObject, duration: string): AccessResource => ({
  ...policy({ ...scope, expiration: { type: 'afterDuration', duration } }),
  address,
});

it('a policy that they come through as before has no say in what they come to no longer through another', () => {
  const side = (scope: JsonObject, ...groups: readonly string[]) => [
    catalog('c'),
    pack(),
    ofPlant({
      specificAllowedTargets: groups.map((groupId) => ({ '@odata.type': 'groupMembers', groupId })),
    }),
    through('policy.press', scope, 'P7D'),
  ];
  const { changed } = compareAccess({
    before: side(PRESS, 'plant'),
    after: side(CONFIGURED, 'plant', 'more'),
    directory: factsOf({
      users: [{ id: 'gus', mail: 'gus@x.example', userType: 'Guest' }],
      groups: { plant: ['gus'], more: [] },
    }),
  });
  const found = changed.filter(
    ({ capability, requestor }) =>
      capability === 'assign' && requestor.label.startsWith('guests who are mem'),
  );
  expect(found.map((entry) => entry.causes.map(({ address }) => address))).toEqual([['policy.press']]);
});

it('whether an organization is configured has no say where no policy is for those alone that are', () => {
  const organization = (state: string): AccessResource => ({
    kind: 'connectedOrganization',
    address: 'connectedOrganization.union',
    attributes: {
      displayName: 'Union',
      state,
      identitySources: [{ '@odata.type': 'domainIdentitySource', domainName: 'union.example' }],
    },
  });
  const addresses = (scope: JsonObject) => {
    const side = (state: string, duration: string) => [
      organization(state),
      catalog('c'),
      pack(),
      through('policy.press', scope, duration),
      through('policy.all', PRESS, duration),
    ];
    const { gained, lost, changed } = compareAccess({
      before: side('configured', 'P7D'),
      after: side('proposed', 'P2D'),
      directory,
    });
    const own = [...gained, ...lost, ...changed].filter(({ requestor }) => requestor.label.includes('Union'));
    return [...new Set(own.flatMap((entry) => entry.causes.map(({ address }) => address)))].sort();
  };
  expect(addresses(PRESS)).not.toContain('connectedOrganization.union');
  expect(addresses(CONFIGURED)).toContain('connectedOrganization.union');
});

const STUDENTS = factsOf({
  users: [{ id: 'ann' }, { id: 'bob' }, { id: 'stu' }],
  groups: { plant: ['stu'], 'team-id': [] },
});

/** Members of a group come to another one by a package, and that group is let in to a second package. */
function stepping(enableTargetsToSelfAddAccess: boolean, userId: string): readonly AccessResource[] {
  const second = { ...pack({ displayName: 'Q' }), address: 'accessPackage.q' };
  const listed = {
    accessPackage: second.address,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'team-id' }],
  };
  const requestorSettings = {
    enableTargetsToSelfAddAccess,
    enableOnBehalfRequestorsToAddAccess: true,
    onBehalfRequestors: [{ '@odata.type': 'singleUser', userId }],
  };
  return [
    ...[catalog('c'), pack(), second, resource(), grant(), ofPlant({ requestorSettings })],
    { ...policy(listed), address: 'policy.second' },
  ];
}

it('who requests for others has no say in a path that opens by what people request themselves', () => {
  const before = stepping(false, 'ann');
  const { gained } = compareAccess({ before, after: stepping(true, 'bob'), directory: STUDENTS });
  const paths = gained.filter(({ path }) => path !== undefined);
  expect(paths.length).toBeGreaterThan(0);
  for (const entry of paths)
    expect(entry.causes.map(({ path }) => path)).toEqual(['requestorSettings.enableTargetsToSelfAddAccess']);
});

it('that people from outside see a catalog, or no longer, is no cause of what people of the directory come to', () => {
  const guests = { allowedTargetScope: 'allDirectoryUsers' };
  const partners = { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' };
  const hidden = [catalog('c', { isExternallyVisible: false }), pack()];
  const shown = [catalog('c'), pack()];
  const gainedBy = (scope: JsonObject) =>
    compareAccess({
      before: [...hidden, policy(MEMBERS)],
      after: [...shown, policy(scope)],
      directory,
    }).gained.flatMap((entry) => entry.causes.map(({ address, path = '' }) => `${address} ${path}`));
  expect(new Set(gainedBy(guests))).toEqual(new Set(['policy.a allowedTargetScope']));
  expect(gainedBy(partners)).toContain('catalog.c isExternallyVisible');
});

it('who was a sponsor already comes to the new people of the organization by what made them its own', () => {
  const sponsored = (domains: readonly string[], externalSponsors: readonly string[]): AccessResource => ({
    address: 'connectedOrganization.post',
    kind: 'connectedOrganization',
    attributes: {
      ...{ displayName: 'Post', state: 'configured', internalSponsors: [], externalSponsors },
      identitySources: domains.map((domainName) => ({
        '@odata.type': 'domainIdentitySource',
        domainName,
      })),
    },
  });
  const scope = {
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [
      {
        '@odata.type': 'connectedOrganizationMembers',
        connectedOrganizationId: 'connectedOrganization.post',
      },
    ],
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: [{ '@odata.type': 'externalSponsors' }] }],
    },
  };
  const world = [catalog('c'), pack(), policy(scope)];
  const { gained } = compareAccess({
    before: [...world, sponsored(['a.example'], ['vera'])],
    after: [...world, sponsored(['a.example', 'b.example'], ['bea', 'vera'])],
    directory: factsOf({ users: ['vera', 'bea'].map((id) => ({ id, userType: 'Guest' as const })) }),
  });
  const causesOf = (id: string) =>
    gained
      .filter(({ capability, requestor }) => capability === 'approve' && requestor.id === id)
      .map((entry) => entry.causes.map(({ path }) => path));
  expect(causesOf('vera')).toEqual([['identitySources']]);
  expect(causesOf('bea').flat()).toContain('externalSponsors');
});
