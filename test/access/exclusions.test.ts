/** Exclusions before and after, put in order by whom they refuse: groups in groups, and groups that packages grant. */
import { describe, expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { DirectoryFacts } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

/** Watched lies in Suspended. Drawings makes its holders members of Readers, of whom Max is one by himself. */
const PEOPLE: People = {
  users: [{ id: 'ann' }, { id: 'max' }],
  groups: { watched: [], suspended: [], readers: ['max'], office: ['ann', 'max'] },
};
const known = factsOf(PEOPLE);
const FACTS: DirectoryFacts = {
  ...known,
  groups: new Map([
    ...known.groups,
    ['suspended', { label: 'suspended', members: [], memberGroups: ['watched'] }],
  ]),
};

type Exclusions = Pick<
  NonNullable<Governance['packages']>[string],
  'incompatibleGroups' | 'incompatibleAccessPackages'
>;

function world(exclusions: Exclusions) {
  return governed({
    catalogs: { main: { displayName: 'Main', resources: { readers: { group: 'readers' } } } },
    packages: {
      drawings: {
        catalog: 'main',
        displayName: 'Drawings',
        resourceRoles: [{ resource: 'readers', role: 'Member' }],
      },
      release: { catalog: 'main', displayName: 'Release', ...exclusions },
    },
    policies: {
      release: {
        accessPackage: 'release',
        displayName: 'office',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'office' }, { user: 'ann' }],
      },
    },
  });
}

async function told(was: Exclusions, is: Exclusions) {
  const [before = [], after = []] = await Promise.all(
    [was, is].map((each) => resourcesOf(world(each), PEOPLE)),
  );
  const { diff, revision } = compareRevision({ before, after, directory: FACTS });
  return {
    changes: [...diff.gained, ...diff.lost, ...diff.changed].map(
      ({ requestor, differences = [] }) =>
        `${requestor.label}: ${differences.map(({ direction }) => direction).join()}`,
    ),
    gate: newAccess(diff, revision).length,
  };
}

const watched: Exclusions = { incompatibleGroups: [{ group: 'watched' }] };
const suspended: Exclusions = { incompatibleGroups: [{ group: 'suspended' }] };
const both: Exclusions = { incompatibleGroups: [{ group: 'watched' }, { group: 'suspended' }] };
const holders: Exclusions = { incompatibleAccessPackages: ['drawings'] };
const readers: Exclusions = { incompatibleGroups: [{ group: 'readers' }] };

describe('an exclusion in the place of another', () => {
  it('is tighter where it names the group around, looser where it names the one within', async () => {
    expect(await told(watched, suspended)).toEqual({
      changes: ['members of office: tighter'],
      gate: 0,
    });
    expect(await told(suspended, watched)).toMatchObject({
      changes: ['members of office: looser'],
    });
  });

  it('is none where the group around is excluded as well', async () => {
    expect(await told(both, suspended)).toEqual({ changes: [], gate: 0 });
    expect(await told(suspended, both)).toEqual({ changes: [], gate: 0 });
  });

  it('is tighter where it names the group that holders are made members of', async () => {
    expect(await told(holders, readers)).toEqual({
      changes: ['members of office: tighter'],
      gate: 0,
    });
    const { gate } = await told(readers, holders);
    expect(gate).toBeGreaterThan(0);
  });

  it('opens to nobody who is known not to be in the group that holders are made members of', async () => {
    const { changes } = await told(holders, {});
    expect(changes).toEqual(['members of office: looser']);
  });
});

it('is the cause of what opens where the way in was there', async () => {
  const worldOf = (leased: boolean): Governance =>
    governed({
      catalogs: { main: { displayName: 'Main' } },
      packages: {
        release: {
          catalog: 'main',
          displayName: 'Release',
          ...(leased && { incompatibleGroups: [{ group: 'watched' }] }),
        },
      },
      policies: {
        direct: { accessPackage: 'release', displayName: 'Direct', allowedTargetScope: 'notSpecified' },
        office: {
          accessPackage: 'release',
          displayName: 'Office',
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ group: 'office' }, ...(leased ? [{ group: 'watched' }] : [])],
        },
      },
    });
  const [before, after] = await Promise.all([true, false].map((each) => resourcesOf(worldOf(each), PEOPLE)));
  const { diff } = compareRevision({ before: before ?? [], after: after ?? [], directory: FACTS });
  expect(
    diff.gained.map(({ requestor, causes }) => [requestor.label, causes.map(({ path }) => path)]),
  ).toEqual([['members of watched', ['incompatibleGroups']]]);
});
