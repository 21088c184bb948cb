/** A granted group may hold a role on a catalog that lets nobody in, such as reader: whoever can get the package comes to that role. */
import { expect, it } from 'vitest';
import { findPaths, targetsCalled } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { modelOf, openedPaths } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [{ id: 'ann' }, { id: 'gus', userType: 'Guest' }],
  groups: { editors: ['ann'], bosses: [], staff: [], clients: ['gus'] },
};

type Roles = NonNullable<NonNullable<Governance['catalogs']>[string]['roles']>;

/** A group can request Precedents, which makes its holders editors; Archive gives nothing. */
const world = (roles: Roles, of = 'staff', on: 'archive' | 'main' = 'archive'): Governance =>
  governed({
    catalogs: {
      main: {
        displayName: 'Main',
        resources: { editors: { group: 'editors' } },
        ...(on === 'main' && { roles }),
      },
      archive: { displayName: 'Archive', ...(on === 'archive' && { roles }) },
    },
    packages: {
      precedents: {
        catalog: 'main',
        displayName: 'Precedents',
        resourceRoles: [{ resource: 'editors', role: 'Member' }],
      },
    },
    policies: {
      precedents: {
        accessPackage: 'precedents',
        displayName: 'All',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: of }],
      },
    },
  });

const EDITORS = [{ group: 'editors' }];

async function opened(before: Governance, after: Governance): Promise<readonly string[]> {
  const paths = await openedPaths(before, after, PEOPLE);
  return paths.map(
    ({ severity, summary, details, causes }) =>
      `${severity}: ${summary} (${details.join('; ')}) # ${causes.map(({ address }) => address).join(', ')}`,
  );
}

it.each(['archive', 'main'] as const)(
  'is told with its path and the line that opened it, on %s',
  async (on) => {
    const name = on === 'archive' ? 'Archive' : 'Main';
    expect(await opened(world({}, 'staff', on), world({ reader: EDITORS }, 'staff', on))).toEqual([
      `low: members of staff can now come to administer the catalog ${name} (path: Precedents → group editors → can see all packages and policies of catalog ${name}, as reader) # catalogRole.${on}/reader/group:editors`,
    ]);
  },
);

it('opens with the policy as well, and is high of guests, as the role by itself is', async () => {
  const roles = { reader: EDITORS };
  expect(await opened(world(roles), world(roles, 'clients'))).toEqual([
    expect.stringMatching(/^high: members of clients can now come to .*as reader\) # policy\.precedents$/),
  ]);
});

it('opens nothing to those who came to a role before that it is within', async () => {
  const both = (owner: string) => ({ owner: [{ group: owner }], reader: EDITORS });
  const owners = { owner: EDITORS };
  expect(await opened(world(owners), world({ ...owners, reader: EDITORS }))).toEqual([]);
  expect(await opened(world({ owner: [{ group: 'bosses' }] }), world(both('bosses')))).toHaveLength(1);
});

it('is listed and found where paths are asked for', async () => {
  const model = await modelOf(world({ reader: EDITORS }), PEOPLE);
  const told = [['members of staff', 'administer', 'Archive', 'low', true]];
  const listed = (paths: ReturnType<typeof findPaths>) =>
    paths.map(({ from, end, severity, certain }) => [
      from.label,
      end.capability,
      end.displayName,
      severity,
      certain,
    ]);
  expect(listed(findPaths(model))).toEqual(told);
  const [to] = targetsCalled(model, 'archive');
  expect(listed(findPaths(model, { ...(to && { to }) }))).toEqual(told);
});
