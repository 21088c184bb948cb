/** Who can request for others, where the package or its catalog refuses those whom they would do it for. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Catalog = NonNullable<Governance['catalogs']>[string];
type Package = NonNullable<Governance['packages']>[string];

const PEOPLE: People = {
  users: [{ id: 'ann' }, { id: 'bob' }],
  groups: { desk: ['ann'], staff: ['bob'], all: [] },
};

interface World {
  readonly catalog?: Partial<Catalog>;
  readonly tango?: Partial<Package>;
  readonly policy?: Partial<Policy>;
}

function world({ catalog = {}, tango = {}, policy = {} }: World): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: { partners: { displayName: 'Partners', ...catalog } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango', ...tango } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'staff' }],
        requestorSettings: {
          enableTargetsToSelfAddAccess: false,
          enableOnBehalfRequestorsToAddAccess: true,
          onBehalfRequestors: [{ group: 'desk' }],
        },
        ...policy,
      },
    },
  });
}

const TARGETS = ['staff', 'all'].map((group) => ({ group }));
const PARTNERS: Partial<Policy> = {
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};

/** Entries about requests for others, and what they blame. */
async function told(before: World, after: World): Promise<string[]> {
  const sides = await Promise.all([before, after].map((each) => resourcesOf(world(each), PEOPLE)));
  const [past = [], present = []] = sides;
  const diff = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
  return (['gained', 'lost', 'changed'] as const).flatMap((list: keyof AccessDiff) =>
    diff[list]
      .filter(({ capability }) => capability === 'requestFor')
      .map(({ details: [roles = ''], causes }) => {
        const blamed = causes.map(({ address, path = '' }) => `${address} ${path}`).join(', ');
        return `${list} ${roles.replace('as requestor on behalf of others: ', '')} # ${blamed}`;
      }),
  );
}

describe('those for whom it is requested are refused', () => {
  it.each<[string, World, string, string]>([
    ['by the state of the catalog', { catalog: { state: 'unpublished' } }, 'staff', 'catalog.partners state'],
    [
      'by an exclusion of the package',
      { tango: { incompatibleGroups: [{ group: 'staff' }] } },
      'staff',
      'accessPackage.tango incompatibleGroups',
    ],
    [
      'by the visibility of the catalog',
      { catalog: { isExternallyVisible: false }, policy: PARTNERS },
      'Fabrikam',
      'catalog.partners isExternallyVisible',
    ],
  ])('%s', async (_why, refusing, whom, cause) => {
    const open: World = refusing.policy === undefined ? {} : { policy: refusing.policy };
    expect(await told(open, refusing)).toEqual([`lost ${whom} # ${cause}`]);
    expect(await told(refusing, open)).toEqual([`gained ${whom} # ${cause}`]);
  });

  it('some of them: it is requested for the others', async () => {
    const [open, refusing] = [
      { policy: { specificAllowedTargets: TARGETS } },
      { policy: { specificAllowedTargets: TARGETS }, tango: { incompatibleGroups: [{ group: 'all' }] } },
    ];
    expect(await told(open, refusing)).toEqual([
      'changed all, staff -> requestor on behalf of others: staff # accessPackage.tango incompatibleGroups',
    ]);
  });
});

it('says who approves of those alone whom the package does not refuse', async () => {
  const people: People = {
    users: [
      { id: 'ann' },
      { id: 'kim' },
      { id: 'bob', manager: 'ann' },
      { id: 'cara', manager: 'ann' },
      { id: 'dan', manager: 'kim' },
    ],
    groups: { desk: ['kim'], staff: ['bob', 'cara', 'dan'], wall: ['bob'] },
  };
  const stages = [{ primaryApprovers: [{ user: 'ann' }], fallbackPrimaryApprovers: [{ user: 'kim' }] }];
  const withRequestors = (
    onBehalfRequestors: NonNullable<NonNullable<Policy['requestorSettings']>['onBehalfRequestors']>,
  ) =>
    world({
      tango: { incompatibleGroups: [{ group: 'wall' }] },
      policy: {
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
        requestorSettings: {
          enableTargetsToSelfAddAccess: false,
          enableOnBehalfRequestorsToAddAccess: true,
          onBehalfRequestors,
        },
      },
    });
  const sides = [withRequestors([]), withRequestors([{ targetManager: { managerLevel: 1 } }])];
  const [before = [], after = []] = await Promise.all(sides.map((each) => resourcesOf(each, people)));
  const { gained } = compareAccess({ before, after, directory: factsOf(people) });
  const lines = gained.flatMap(({ details }) => details).filter((line) => line.startsWith('approval'));
  expect(lines).toEqual(['approval for cara: kim (fallback)', 'approval for dan: ann']);
});
