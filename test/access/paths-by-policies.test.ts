/** What an administrator could come to by changing policies: told where it is asked for alone, and it hides no way that opens beside. */
import { expect, it } from 'vitest';
import { findPaths } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { modelOf, openedPaths } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [{ id: 'ops' }, { id: 'ann' }],
  groups: { operators: ['ops'], roster: ['ann'], glass: [], watchers: [], others: [] },
};

type Policies = NonNullable<Governance['policies']>;

interface World {
  readonly role?: 'owner' | 'accessPackageManager' | 'accessPackageAssignmentManager';
  /** Whom Crane is for. */
  readonly crane?: string;
  /** Who approves Yard. */
  readonly approver?: string;
}

const listed = (accessPackage: string, group: string): Policies[string] => ({
  accessPackage,
  displayName: accessPackage,
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group }],
});

/** Operators hold a role on the catalog of Glass, which they can request and which makes them `glass`, and of Crane, which makes people of the roster. */
const world = ({ role = 'owner', crane = 'others', approver = 'watchers' }: World): Governance =>
  governed({
    catalogs: {
      main: {
        displayName: 'Main',
        resources: { roster: { group: 'roster' }, glass: { group: 'glass' } },
        roles: { [role]: [{ group: 'operators' }] },
      },
      other: { displayName: 'Other' },
    },
    packages: {
      glass: {
        catalog: 'main',
        displayName: 'Glass',
        resourceRoles: [{ resource: 'glass', role: 'Member' }],
      },
      crane: {
        catalog: 'main',
        displayName: 'Crane',
        resourceRoles: [{ resource: 'roster', role: 'Member' }],
      },
      yard: { catalog: 'other', displayName: 'Yard' },
    },
    policies: {
      glass: listed('glass', 'operators'),
      crane: listed('crane', crane),
      yard: {
        ...listed('yard', 'others'),
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: approver }] }],
        },
      },
    },
  });

async function opened(before: World, after: World): Promise<readonly string[]> {
  const paths = await openedPaths(world(before), world(after), PEOPLE);
  return paths.map(({ summary, details }) => `${summary} (${details.join('; ')})`).sort();
}

async function found(of: World, to?: string): Promise<readonly string[]> {
  const paths = findPaths(await modelOf(world(of), PEOPLE), to === undefined ? {} : { to: new Set([to]) });
  return paths.map(({ summary }) => summary).filter((text) => text.startsWith('members of operators'));
}

const BY_POLICIES = 'Crane, by changing its policies → group roster → can approve requests for Yard';

it.each(['owner', 'accessPackageManager'] as const)(
  'of an %s nothing is told but what they are asked about',
  async (role) => {
    expect(await opened({ role }, { role, approver: 'roster' })).toEqual([
      'members of others can now come to approve requests for Yard (path: Crane → group roster → can approve requests for Yard; decides about access that they can request themselves: requests of others for Yard, so that two of them approve each other; never their own request)',
    ]);
    expect(await found({ role, approver: 'roster' })).toEqual([]);
    expect(await found({ role, approver: 'roster' }, 'accessPackage.yard')).toEqual([
      expect.stringContaining(BY_POLICIES),
    ]);
  },
);

it('is told of who assigns packages, who has nothing to change for it', async () => {
  const role = 'accessPackageAssignmentManager';
  const way = 'Crane, assigned by themselves → group roster → can approve requests for Yard';
  expect(await found({ role, approver: 'roster' })).toContainEqual(expect.stringContaining(way));
  expect(await opened({ role }, { role, approver: 'roster' })).toContainEqual(expect.stringContaining(way));
});

it('a way that opens without it is told of those who could have changed policies', async () => {
  const told = [
    'members of operators can now come to request Crane (path: Glass → group glass → can request Crane)',
  ];
  expect(await opened({}, { crane: 'glass' })).toEqual(told);
  expect(await opened({ role: 'accessPackageAssignmentManager' }, { crane: 'glass' })).toEqual([]);
  expect(await opened({ crane: 'glass' }, { crane: 'glass' })).toEqual([]);
  const approving = await opened({ approver: 'roster' }, { approver: 'roster', crane: 'glass' });
  expect(approving).toEqual([
    'members of glass can now come to approve requests for Yard (path: Crane → group roster → can approve requests for Yard)',
    'members of operators can now come to approve requests for Yard (path: Glass → group glass → Crane → group roster → can approve requests for Yard)',
    ...told,
  ]);
});
