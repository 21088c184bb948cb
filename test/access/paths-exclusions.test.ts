/** Who cannot take a step of a path because of a group: said of a class beside its path, and of one person as the reason of the doubt. */
import { expect, it } from 'vitest';
import { compareAccess, findPaths } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, modelOf, resourcesOf } from '../support/access.ts';
import type { People } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [
    { id: 'dora', userType: 'Member' },
    { id: 'emil', userType: 'Member' },
    { id: 'tom', userType: 'Member' },
  ],
  groups: { Desk: [], Apart: ['dora'], Vaulted: [] },
};
const FACTS = factsOf(PEOPLE);

type Policy = NonNullable<Governance['policies']>[string];
type Who = Omit<Policy, 'accessPackage' | 'displayName'>;
const users = (...names: readonly string[]): Who => ({
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: names.map((user) => ({ user })),
});
const EVERYONE: Who = { allowedTargetScope: 'allMemberUsers' };

/** Tool makes its holders members of Desk, who request Vault; who is in Apart cannot request Tool. */
const world = (who: Who): Governance =>
  governed({
    catalogs: {
      c: { displayName: 'C', resources: { desk: { group: 'Desk' }, vaulted: { group: 'Vaulted' } } },
    },
    packages: {
      tool: {
        catalog: 'c',
        displayName: 'Tool',
        description: 'Tool',
        incompatibleGroups: [{ group: 'Apart' }],
        resourceRoles: [{ resource: 'desk', role: 'Member' }],
      },
      vault: {
        catalog: 'c',
        displayName: 'Vault',
        description: 'Vault',
        resourceRoles: [{ resource: 'vaulted', role: 'Member' }],
      },
    },
    policies: {
      tool: { accessPackage: 'tool', displayName: 'Tool', ...who },
      vault: {
        accessPackage: 'vault',
        displayName: 'Vault',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Desk' }],
      },
    },
  });

it('of a class, whom a package on the way excludes', async () => {
  const [path] = findPaths(await modelOf(world(EVERYONE), PEOPLE)).filter(
    ({ from }) => from.type === 'members',
  );
  expect(path).toMatchObject({ certain: true, conditions: ['Tool: not for members of Apart'] });
  const { gained } = compareAccess({
    before: await resourcesOf(world(users('tom'))),
    after: await resourcesOf(world(EVERYONE)),
    directory: FACTS,
  });
  const told = gained.find(({ path: way }) => way !== undefined);
  expect(told?.details).toContain('Tool: not for members of Apart');
});

it('of one person, that a group keeps them from it before any step', async () => {
  const told = findPaths(await modelOf(world(users('dora', 'emil')), PEOPLE)).map(
    ({ from, unproved, conditions }) => [from.label, unproved, conditions],
  );
  expect(told).toEqual([
    ['dora', 'they are in Apart, which is incompatible with Tool', undefined],
    ['emil', undefined, undefined],
  ]);
});
