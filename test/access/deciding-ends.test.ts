/** Who approved for a package all along, by another one, decides about their own access once they can get it as well. */
import { expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { openedPaths } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE = {
  users: [{ id: 'ann' }, { id: 'bob' }, { id: 'eve' }],
  groups: { staff: ['ann'], desk: ['eve'] },
};

interface World {
  readonly excluded?: boolean;
  readonly forDesk?: boolean;
}

/** Staff can request Desk, which makes them its members; these approve for Room. */
const world = ({ excluded = false, forDesk = true }: World): Governance =>
  governed({
    catalogs: { main: { displayName: 'Main', resources: { desk: { group: 'desk' } } } },
    packages: {
      desk: { catalog: 'main', displayName: 'Desk', resourceRoles: [{ resource: 'desk', role: 'Member' }] },
      room: {
        catalog: 'main',
        displayName: 'Room',
        ...(excluded && { incompatibleAccessPackages: ['desk'] }),
      },
    },
    policies: {
      desk: {
        accessPackage: 'desk',
        displayName: 'Staff',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'staff' }],
      },
      room: {
        accessPackage: 'room',
        displayName: 'Some',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [forDesk ? { group: 'desk' } : { user: 'bob' }],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: 'desk' }] }],
        },
      },
    },
  });

const deciding = async (before: World, after: World) =>
  (await openedPaths(world(before), world(after), PEOPLE))
    .filter(({ capability }) => capability === 'approve')
    .map(({ summary, severity, path }) => [summary, severity, path?.selfDecision.map(({ type }) => type)]);

const TOLD = [
  'members of staff can now come to approve requests for Room, and decide about their own access by it',
  'critical',
  ['eachOther'],
];

it('because what kept them out of it goes', async () => {
  expect(await deciding({ excluded: true }, {})).toEqual([TOLD]);
});

it('because it is for them as well now', async () => {
  expect(await deciding({ forDesk: false }, {})).toEqual([TOLD]);
});

it('and comes to nothing where they did before, or do not after', async () => {
  expect(await deciding({}, { excluded: true })).toEqual([]);
  expect(await deciding({ excluded: true, forDesk: false }, { forDesk: false })).toEqual([]);
});
