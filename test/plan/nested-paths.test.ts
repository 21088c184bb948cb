/** A path through groups that the change does not name: the tenant alone tells that one is within the other. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
  const groups = await bench.list('/v1.0/groups');
  const idOf = (name: string) => String(groups.find(({ displayName }) => displayName === name)?.['id']);
  // Project Tango is within Partner Desk.
  await bench.portal('POST', `/v1.0/groups/${idOf('Partner Desk')}/members/$ref`, {
    '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${idOf('Project Tango')}`,
  });
});
afterEach(() => bench.close());

/** Members can have the library; who is at the desk can request the ledger. */
function world(library: { readonly state?: 'unpublished'; readonly grants: boolean }): Governance {
  const { state = 'published', grants } = library;
  const roles = [{ resource: 'team', role: 'Member' }];
  return governed({
    catalogs: {
      books: { displayName: 'Books', state, resources: { team: { group: 'Project Tango' } } },
      finance: { displayName: 'Finance' },
    },
    packages: {
      library: { catalog: 'books', displayName: 'Library', resourceRoles: grants ? roles : [] },
      ledger: { catalog: 'finance', displayName: 'Ledger' },
    },
    policies: {
      all: { accessPackage: 'library', displayName: 'All', allowedTargetScope: 'allMemberUsers' },
      desk: {
        accessPackage: 'ledger',
        displayName: 'Desk',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Partner Desk' }],
      },
    },
  });
}

const pathsOf = ({ access: { gained } }: Plan) =>
  gained.filter(({ path }) => path !== undefined).map(({ summary, details }) => [summary, ...details]);

const PATH = [
  'all members (except those in Partner Desk) can now come to request Ledger',
  'path: Library → group Project Tango → group Partner Desk → can request Ledger',
];

it('is told when a package comes to grant the inner group', async () => {
  await bench.apply(world({ grants: false }));
  expect(pathsOf(await bench.plan(world({ grants: true })))).toEqual([PATH]);
});

it('is told when the package that grants it is published', async () => {
  await bench.apply(world({ state: 'unpublished', grants: true }));
  expect(pathsOf(await bench.plan(world({ grants: true })))).toEqual([PATH]);
});
