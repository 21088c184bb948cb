/** Access in several steps: which paths there are, which of them are certain, and what they mean for one's own access. */
import { expect, it } from 'vitest';
import { findPaths } from '../../src/access/index.ts';
import type { AccessPath, PathQuestion } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { modelOf, newcomer } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Sections = Parameters<typeof governed>[0];
type Policies = NonNullable<Governance['policies']>;

const PEOPLE: People = {
  users: [{ id: 'alice@contoso.com', label: 'Alice' }],
  groups: { Readers: [], Writers: ['alice@contoso.com'], Desk: ['alice@contoso.com'] },
};
const forReaders: Policies[string] = {
  accessPackage: 'audit',
  displayName: 'For readers',
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group: 'Readers' }],
};
const approvedBy = (group: string) => ({
  requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ group }] }] },
});
const PARTNERS: Policies[string] = {
  accessPackage: 'library',
  displayName: 'Partners',
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};

/** A library that makes its holders readers, and a package beside it. */
const world = ({ policies = {}, packages = {}, catalogs = {} }: Partial<Sections> = {}) =>
  governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: {
      main: {
        displayName: 'Main',
        isExternallyVisible: true,
        resources: { readers: { group: 'Readers' }, writers: { group: 'Writers' } },
        ...catalogs['main'],
      },
      ...catalogs,
    },
    packages: {
      library: {
        catalog: 'main',
        displayName: 'Library',
        resourceRoles: [{ resource: 'readers', role: 'Member' }],
      },
      audit: { catalog: 'main', displayName: 'Audit' },
      ...packages,
    },
    policies: { partners: PARTNERS, ...policies },
  });

async function found(
  document: Governance,
  question: PathQuestion = {},
  people = PEOPLE,
): Promise<readonly AccessPath[]> {
  return findPaths(await modelOf(document, people), question);
}
const told = (paths: readonly AccessPath[]) =>
  paths.map(({ summary, certain, severity, selfDecision }) =>
    [summary, certain ? 'certain' : 'possible', severity, ...selfDecision.map(({ type }) => type)].join(
      ' | ',
    ),
  );

it('finds the package that a granted group can request, with ids and what says each step', async () => {
  const paths = await found(world({ policies: { readers: forReaders } }));
  expect(told(paths)).toEqual([
    'Fabrikam (fabrikam.com) → Library → group Readers → can request Audit | certain | high',
  ]);
  expect(paths[0]?.steps).toMatchObject([
    { kind: 'request', id: 'accessPackage.library', by: 'policy.partners' },
    { kind: 'member', id: 'readers', by: 'packageResourceRole.library/readers/Member' },
    { kind: 'request', id: 'accessPackage.audit', by: 'policy.readers' },
  ]);
  expect(paths[0]?.end).toEqual({
    capability: 'request',
    address: 'accessPackage.audit',
    displayName: 'Audit',
  });
});

it('goes on to the fixpoint, through groups within groups and the ownership of groups', async () => {
  const people = { ...PEOPLE, groups: { ...PEOPLE.groups, All: [] } };
  const model = await modelOf(
    world({
      packages: {
        audit: {
          catalog: 'main',
          displayName: 'Audit',
          resourceRoles: [{ resource: 'writers', role: 'Owner' }],
        },
        last: { catalog: 'main', displayName: 'Last' },
      },
      policies: {
        readers: { ...forReaders, specificAllowedTargets: [{ group: 'All' }] },
        writers: { ...forReaders, accessPackage: 'last', specificAllowedTargets: [{ group: 'Writers' }] },
      },
    }),
    people,
  );
  const groups = new Map(model.directory.groups).set('all', { label: 'All', memberGroups: ['readers'] });
  const paths = findPaths({ ...model, directory: { ...model.directory, groups } });
  expect(told(paths)).toEqual([
    'Fabrikam (fabrikam.com) → Library → group Readers → group All → can request Audit | certain | critical',
    'Fabrikam (fabrikam.com) → Library → group Readers → group All → Audit → owner of group Writers → member of it, by adding themselves → can request Last | certain | high',
    'members of All → Audit → owner of group Writers → member of it, by adding themselves → can request Last | certain | medium',
  ]);
});

it('a path that an exclusion stops is possible, not proved, and says why', async () => {
  const paths = await found(
    world({
      packages: { audit: { catalog: 'main', displayName: 'Audit', incompatibleAccessPackages: ['library'] } },
      policies: { readers: forReaders },
    }),
  );
  expect(told(paths)).toEqual([
    'Fabrikam (fabrikam.com) → Library → group Readers → can request Audit | possible | high',
  ]);
  expect(paths[0]?.unproved).toBe('what they hold by then is incompatible');
});

it('of two ways the one that the exact answers grant is told, and the other is named', async () => {
  const paths = await found(
    world({
      packages: {
        audit: { catalog: 'main', displayName: 'Audit', incompatibleAccessPackages: ['library'] },
        store: {
          catalog: 'main',
          displayName: 'Store',
          resourceRoles: [{ resource: 'writers', role: 'Member' }],
        },
      },
      policies: {
        readers: { ...forReaders, specificAllowedTargets: [{ group: 'Readers' }, { group: 'Writers' }] },
        store: { ...PARTNERS, accessPackage: 'store' },
      },
    }),
    { from: [{ type: 'connectedOrganization', address: 'connectedOrganization.fabrikam' }] },
  );
  expect(told(paths)).toEqual([
    'Fabrikam (fabrikam.com) → Store → group Writers → can request Audit | certain | high',
  ]);
  expect(paths[0]?.others).toEqual(['group Readers']);
});

it.each([
  [
    'approvers of what they can request approve each other',
    world({ policies: { partners: { ...PARTNERS, ...approvedBy('Readers') } } }),
    'can approve requests for Library | possible | high | eachOther',
  ],
  [
    'approvers of what they cannot request do not decide about their own access',
    world({
      policies: {
        other: {
          accessPackage: 'audit',
          displayName: 'Members',
          allowedTargetScope: 'allMemberUsers',
          ...approvedBy('Readers'),
        },
      },
    }),
    'can approve requests for Audit | certain | high',
  ],
  [
    'fallback approvers approve only where there is no other',
    world({
      policies: {
        other: {
          accessPackage: 'audit',
          displayName: 'Members',
          allowedTargetScope: 'allMemberUsers',
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [
              { primaryApprovers: [{ group: 'Desk' }], fallbackPrimaryApprovers: [{ group: 'Readers' }] },
            ],
          },
        },
      },
    }),
    'can approve requests for Audit, as fallback approver | possible | high',
  ],
  [
    'what is requested on their behalf',
    world({
      policies: {
        partners: {
          ...PARTNERS,
          requestorSettings: {
            enableOnBehalfRequestorsToAddAccess: true,
            onBehalfRequestors: [{ user: 'alice@contoso.com' }],
          },
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [{ primaryApprovers: [{ group: 'Readers' }, { user: 'alice@contoso.com' }] }],
          },
        },
      },
    }),
    'can approve requests for Library | certain | critical | eachOther onBehalf',
  ],
  [
    'reviewers of what they hold',
    world({
      policies: {
        partners: {
          ...PARTNERS,
          reviewSettings: {
            isEnabled: true,
            primaryReviewers: [{ group: 'Readers' }],
            schedule: {
              expiration: { type: 'afterDuration', duration: 'P14D' },
              recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
            },
          },
        },
      },
    }),
    'can review who keeps Library | certain | critical | ownReview',
  ],
  [
    'owners of a catalog',
    world({
      catalogs: {
        main: {
          displayName: 'Main',
          isExternallyVisible: true,
          resources: { readers: { group: 'Readers' } },
          roles: { owner: [{ group: 'Readers' }] },
        },
      },
    }),
    'can change all packages and policies of catalog Main, as owner | certain | critical | policy',
  ],
])('self-decision: %s', async (_name, document, expected) => {
  const paths = await found(document, {
    from: [{ type: 'connectedOrganization', address: 'connectedOrganization.fabrikam' }],
  });
  expect(told(paths).map((text) => text.replace(/ \| (\w+) \| (\w+)$/, ' | $1 | $2'))).toContain(
    `Fabrikam (fabrikam.com) → Library → group Readers → ${expected}`.replace(
      'eachOther onBehalf',
      'eachOther | onBehalf',
    ),
  );
});

it('owners of the group that approves what they can request choose who decides', async () => {
  const paths = await found(
    world({
      packages: {
        library: {
          catalog: 'main',
          displayName: 'Library',
          resourceRoles: [{ resource: 'writers', role: 'Owner' }],
        },
      },
      policies: { partners: { ...PARTNERS, ...approvedBy('Writers') } },
    }),
    { from: [{ type: 'connectedOrganization', address: 'connectedOrganization.fabrikam' }] },
  );
  expect(told(paths)).toContain(
    'Fabrikam (fabrikam.com) → Library → can put anyone into group Writers, which decides about Library | certain | critical | approvers',
  );
});

it('says of a class what holds for it, and of its organizations only what is another', async () => {
  const paths = await found(
    world({
      policies: {
        readers: forReaders,
        partners: {
          ...PARTNERS,
          allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
          specificAllowedTargets: [],
        },
      },
    }),
  );
  expect(told(paths)).toEqual([
    'every configured organization → Library → group Readers → can request Audit | certain | high',
  ]);
});

it('people from outside come into the directory with their first package', async () => {
  const everyone: Policies[string] = {
    accessPackage: 'audit',
    displayName: 'All',
    allowedTargetScope: 'allDirectoryUsers',
  };
  const document = world({ policies: { everyone } });
  expect(told(await found(document))).toEqual([
    'Fabrikam (fabrikam.com) → Library → guest in the directory, who can request what is open to everyone in it | certain | high',
  ]);
  const [path] = await found(document, {
    from: [newcomer('pal@fabrikam.com')],
    to: new Set(['accessPackage.audit']),
  });
  expect(path?.summary).toBe('pal@fabrikam.com → Library → guest in the directory → can request Audit');
  expect(path?.certain).toBe(true);
});

it('a person starts from their class, their groups and what lists them', async () => {
  const document = world({
    packages: {
      store: {
        catalog: 'main',
        displayName: 'Store',
        resourceRoles: [{ resource: 'readers', role: 'Member' }],
      },
    },
    policies: {
      readers: forReaders,
      store: { ...forReaders, accessPackage: 'store', specificAllowedTargets: [{ group: 'Writers' }] },
    },
  });
  const model = await modelOf(document, PEOPLE);
  const alice = model.directory.users.get('alice@contoso.com');
  if (alice === undefined) throw new Error('Alice is missing');
  expect(told(findPaths(model, { from: [{ type: 'person', person: alice }] }))).toEqual([
    'Alice → Store → group Readers → can request Audit | certain | medium',
  ]);
  expect(
    findPaths(model, { from: [{ type: 'person', person: { ...alice, accountEnabled: false } }] }),
  ).toEqual([]);
});
