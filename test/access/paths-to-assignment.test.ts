/** Who comes to assign the packages of a catalog decides about their own access only where a policy there lets them have one. */
import { expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { openedPaths } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [
    { id: 'ann', properties: { department: 'Sales' } },
    { id: 'bob' },
    { id: 'eve' },
    { id: 'gus', userType: 'Guest' },
  ],
  groups: { clerks: ['eve'], desk: ['bob'], staff: ['ann'], clients: ['gus'], wardens: [] },
};

interface World {
  readonly manages: readonly string[];
  /** Who can request, and be assigned, the package that makes people wardens. */
  readonly warden: string;
  /** Whom the package that makes people clerks is given to, instead of all members who request it. */
  readonly rule?: string;
}

/** All members can request Desk, which makes them its members; wardens approve for Room, which all members can request. */
const world = ({ manages, warden, rule }: World): Governance =>
  governed({
    catalogs: {
      main: { displayName: 'Main', resources: { desk: { group: 'desk' } } },
      rooms: {
        displayName: 'Rooms',
        resources: { wardens: { group: 'wardens' } },
        roles: { accessPackageAssignmentManager: manages.map((group) => ({ group })) },
      },
    },
    packages: {
      desk: {
        catalog: 'main',
        displayName: 'Desk',
        resourceRoles: [{ resource: 'desk', role: 'Member' }],
      },
      warden: {
        catalog: 'rooms',
        displayName: 'Warden',
        resourceRoles: [{ resource: 'wardens', role: 'Member' }],
      },
      room: { catalog: 'main', displayName: 'Room' },
    },
    policies: {
      desk: {
        ...{ accessPackage: 'desk', displayName: 'All' },
        ...(rule === undefined
          ? { allowedTargetScope: 'allMemberUsers' as const }
          : {
              allowedTargetScope: 'specificDirectoryUsers' as const,
              specificAllowedTargets: [{ attributeRule: rule }],
              automaticRequestSettings: { requestAccessForAllowedTargets: true },
            }),
      },
      warden: {
        accessPackage: 'warden',
        displayName: 'Some',
        ...(warden === 'all'
          ? { allowedTargetScope: 'allMemberUsers' as const }
          : {
              allowedTargetScope: 'specificDirectoryUsers' as const,
              specificAllowedTargets: [{ group: warden }],
            }),
        requestorSettings: { enableTargetsToSelfAddAccess: false },
      },
      room: {
        accessPackage: 'room',
        displayName: 'All',
        allowedTargetScope: 'allMemberUsers',
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: 'wardens' }] }],
        },
      },
    },
  });

async function opened(warden: string, rule?: string) {
  const of = { warden, ...(rule !== undefined && { rule }) };
  const paths = await openedPaths(
    world({ manages: ['clerks'], ...of }),
    world({ manages: ['clerks', 'desk'], ...of }),
    PEOPLE,
  );
  return paths.map(({ capability, severity, path }) => [
    capability,
    severity,
    path?.certain,
    path?.selfDecision.map(({ type }) => type),
  ]);
}

it('is critical where a policy has them in its scope', async () => {
  const all = await opened('all');
  expect(all).toContainEqual(['administer', 'critical', true, ['assignment']]);
  expect(all).toContainEqual(['approve', 'critical', true, ['eachOther']]);
});

it('is one where some of their class may be in its scope, which is no more than possible of what follows', async () => {
  const some = await opened('staff');
  expect(some).toContainEqual(['administer', 'critical', true, ['assignment']]);
  expect(some).toContainEqual(['approve', 'high', false, ['eachOther']]);
});

it.each([
  ['those alone who had the role before', 'clerks'],
  ['guests alone', 'clients'],
])('is none where its policies are for %s', async (_, warden) => {
  expect(await opened(warden)).toEqual([
    ['approve', 'medium', false, []],
    ['administer', 'medium', true, []],
  ]);
});

it.each([
  ['Sales', ['assignment']],
  ['Plant', []],
])(
  'of people whom the rule for %s gives it, those count of the scope whom it matches',
  async (department, own) => {
    const found = await opened('staff', `user.department -eq "${department}"`);
    expect(found.filter(([capability]) => capability === 'administer').map((each) => each[3])).toContainEqual(
      own,
    );
  },
);
