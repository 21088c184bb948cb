/**
 * Random worlds for access: a directory, what is governed in it, who holds what already, and who asks. Names come from
 * small pools, so that people, groups, domains and policies meet in every awkward way.
 */
import fc from 'fast-check';
import type { SignIn } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import type { Directory } from '../../src/schema/directory.ts';
import type { Governance } from '../../src/schema/governance.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];
type User = NonNullable<Directory['users']>[number];
type Organization = NonNullable<Governance['connectedOrganizations']>[string];
type Source = Organization['identitySources'][number];

/** Somebody who is not in the directory. */
interface Newcomer {
  readonly mail: string;
  readonly signIn?: SignIn;
}

export interface World {
  readonly directory: Directory;
  readonly document: Governance;
  /** Assigned by an administrator before anybody asks. */
  readonly held: readonly { readonly package: string; readonly who: string }[];
  /** Catalogs that are made invisible to people from outside after their policies were. */
  readonly hiddenLater: readonly string[];
  readonly newcomers: readonly Newcomer[];
  /** What the tenant decides outside of entitlement management; undefined: as the service begins. */
  readonly outerDoor?: OuterDoorSettings;
}

interface OuterDoorSettings {
  readonly default: JsonObject | undefined;
  /** Inbound collaboration by the partner's tenant. */
  readonly partners: readonly { readonly tenantId: string; readonly inbound: JsonObject | undefined }[];
  readonly allowInvitesFrom: 'none' | 'everyone';
  /** The analysis is not told. */
  readonly unread: boolean;
}

const FABRIKAM = '11111111-1111-4111-8111-111111111111';
const LITWARE = '22222222-2222-4222-8222-222222222222';

const MEMBERS = ['m0', 'm1', 'm2', 'm3', 'm4'].map((name) => `${name}@contoso.com`);
const GUESTS = [
  'g0@fabrikam.com',
  'g1@dev.fabrikam.com',
  'g2@woodgrove.example',
  'g3@tailspin.example',
  'g4@fabrikam.com',
  'g5@litware.com',
];
const GROUPS = ['Alpha', 'Beta', 'Gamma'];
const DYNAMIC = ['Sales', 'Guests'];
const PACKAGES = ['p0', 'p1', 'p2', 'p3'];
const ORGANIZATIONS = ['o0', 'o1', 'o2', 'o3'];

const PARTNERS: Directory['organizations'] = [
  { tenantId: FABRIKAM, displayName: 'Fabrikam Inc.', domains: ['fabrikam.com', 'dev.fabrikam.com'] },
  { tenantId: LITWARE, displayName: 'Litware', domains: ['litware.com'] },
];

const SIGN_INS: readonly SignIn[] = [
  { kind: 'entra', tenantId: FABRIKAM },
  { kind: 'entra', tenantId: '33333333-3333-4333-8333-333333333333' },
  { kind: 'oneTimePasscode' },
  { kind: 'federation', issuerUri: 'https://idp.tailspin.example' },
  { kind: 'social', provider: 'facebook' },
];

/** Each at most once in a world: no two organizations may share one. */
const SOURCES: readonly Source[] = [
  { domain: 'dev.fabrikam.com' },
  { domain: 'woodgrove.example' },
  { domain: 'tailspin.example', issuerUri: 'https://idp.tailspin.example' },
  { social: 'facebook' },
  { tenantId: LITWARE },
  { domain: 'Adatum.example' },
];

const RULES = [
  'user.department -eq "Sales"',
  '(user.department -ne "Sales") -and (user.userType -eq "Member")',
  'user.userType -eq "Guest"',
  'user.mail -contains "woodgrove" -or user.mail -startsWith "M1"',
  'user.mail -match "^m"',
];

const users: fc.Arbitrary<User[]> = fc
  .tuple(
    fc.tuple(
      ...MEMBERS.map((userPrincipalName, index) =>
        fc
          .record({
            manager: fc.option(fc.constantFrom(...MEMBERS), { nil: undefined, freq: 4 }),
            department: fc.option(fc.constantFrom('Sales', 'Finance'), { nil: undefined }),
            // Nobody can be asked to approve where everybody is disabled.
            accountEnabled: index === 0 ? fc.constant(true) : oneIn(6).map((disabled) => !disabled),
          })
          .map(({ manager, department, accountEnabled }): User => ({
            userPrincipalName,
            displayName: userPrincipalName.slice(0, 2),
            accountEnabled,
            ...(manager !== undefined && manager !== userPrincipalName && { manager }),
            ...(department !== undefined && { department }),
          })),
      ),
    ),
    fc.tuple(
      ...GUESTS.map((mail) =>
        fc
          .record({
            signIn: fc.option(fc.constantFrom(...SIGN_INS), { nil: undefined, freq: 2 }),
            accountEnabled: oneIn(8).map((disabled) => !disabled),
            accepted: fc.boolean(),
          })
          .map(({ signIn, accountEnabled, accepted }): User => ({
            mail,
            displayName: mail.slice(0, 2),
            userType: 'Guest',
            externalUserState: accepted ? 'Accepted' : 'PendingAcceptance',
            accountEnabled,
            ...(signIn !== undefined && { signIn }),
          })),
      ),
    ),
  )
  .map(([members, guests]) => [...members, ...guests]);

function oneIn(times: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: times }).map((drawn) => drawn === times);
}

const someOf = <T>(all: readonly T[], maxLength = all.length): fc.Arbitrary<T[]> =>
  fc.subarray([...all], { maxLength });

/** Groups may hold each other, in circles as well. */
const groups: fc.Arbitrary<NonNullable<Directory['groups']>> = fc
  .tuple(
    fc.tuple(
      ...GROUPS.map((displayName) =>
        someOf([...MEMBERS, ...GUESTS, ...GROUPS.filter((other) => other !== displayName)], 4).map(
          (members) => ({ displayName, members }),
        ),
      ),
    ),
    fc.tuple(
      ...DYNAMIC.map((displayName, index) =>
        fc.constantFrom(...RULES.slice(0, index === 0 ? 4 : 5)).map((membershipRule) => ({
          displayName,
          groupTypes: ['DynamicMembership' as const],
          membershipRule,
        })),
      ),
    ),
  )
  .map(([fixed, dynamic]) => [...fixed, ...dynamic]);

type Lists = NonNullable<Directory['tenant']['invitationDomains']>;

const directory: fc.Arbitrary<Directory> = fc
  .record({
    users,
    groups,
    lists: fc.constantFrom<Lists | undefined>(
      undefined,
      undefined,
      { deny: ['denied.example', 'Woodgrove.example'] },
      { allow: ['fabrikam.com', 'dev.fabrikam.com', 'woodgrove.example'] },
    ),
  })
  .map(({ users: people, groups: made, lists }) => ({
    tenant: {
      displayName: 'Contoso',
      domains: ['contoso.com'],
      ...(lists !== undefined && { invitationDomains: lists }),
    },
    users: people,
    groups: [...made, { displayName: 'Resource' }],
    organizations: PARTNERS,
  }));

const member = fc.constantFrom(...MEMBERS).map((user) => ({ user }));
const guest = fc.constantFrom(...GUESTS).map((mail) => ({ guest: mail }));
const group = fc.constantFrom(...GROUPS, 'Sales').map((name) => ({ group: name }));
const few = <T>(item: fc.Arbitrary<T>, maxLength = 2) => fc.uniqueArray(item, { maxLength, selector: keyOf });
const keyOf = (value: unknown) => JSON.stringify(value);

const organizations = fc
  .tuple(
    fc.shuffledSubarray([...SOURCES], { minLength: SOURCES.length }),
    fc.tuple(
      ...ORGANIZATIONS.map(() =>
        fc.record({
          state: fc.constantFrom('configured' as const, 'configured' as const, 'proposed' as const),
          internalSponsors: few(fc.oneof(member, group)),
          externalSponsors: few(guest),
          two: oneIn(3),
        }),
      ),
    ),
  )
  .map(([sources, drawn]) => {
    const left = [...sources];
    const made = drawn.map(({ two, ...rest }, index): [string, Organization] => [
      `o${index}`,
      { ...rest, displayName: `Org ${9 - index}`, identitySources: left.splice(0, two ? 2 : 1) },
    ]);
    // The fourth may find no source left.
    return Object.fromEntries(made.filter(([, { identitySources }]) => identitySources.length > 0));
  });

const approver = fc.oneof(
  fc.constantFrom('internalSponsors', 'externalSponsors', 'internalSponsors', 'externalSponsors'),
  fc.constantFrom({ requestorManager: { managerLevel: 1 } }, { requestorManager: { managerLevel: 2 } }),
  member,
  guest,
  group,
);

const stage: fc.Arbitrary<Stage> = fc
  .record({
    primaryApprovers: few(approver),
    fallbackPrimaryApprovers: few(fc.oneof(member, group)),
    durationBeforeAutomaticDenial: fc.constantFrom('P7D', 'P14D'),
    isApproverJustificationRequired: fc.boolean(),
    isEscalationEnabled: oneIn(3),
    escalationApprovers: few(approver),
    fallbackEscalationApprovers: few(member),
  })
  .map(({ isEscalationEnabled, escalationApprovers, fallbackEscalationApprovers, ...rest }) => ({
    ...rest,
    ...(isEscalationEnabled && {
      isEscalationEnabled,
      durationBeforeEscalation: 'P2D',
      escalationApprovers,
      fallbackEscalationApprovers,
    }),
  }));

type Targets = Pick<Policy, 'allowedTargetScope' | 'specificAllowedTargets'>;

const targets: fc.Arbitrary<Targets> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      { allowedTargetScope: 'notSpecified' as const },
      { allowedTargetScope: 'allMemberUsers' as const },
      { allowedTargetScope: 'allDirectoryUsers' as const },
      { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' as const },
      { allowedTargetScope: 'allExternalUsers' as const },
      { allowedTargetScope: 'allExternalUsers' as const },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(
        fc.oneof(
          member,
          guest,
          fc.constantFrom(...GROUPS, ...DYNAMIC).map((name) => ({ group: name })),
        ),
        {
          minLength: 1,
          maxLength: 3,
          selector: keyOf,
        },
      )
      .map((specificAllowedTargets) => ({
        allowedTargetScope: 'specificDirectoryUsers' as const,
        specificAllowedTargets,
      })),
  },
  {
    weight: 3,
    arbitrary: fc.subarray(ORGANIZATIONS.slice(0, 3), { minLength: 1 }).map((keys) => ({
      allowedTargetScope: 'specificConnectedOrganizationUsers' as const,
      specificAllowedTargets: keys.map((connectedOrganization) => ({ connectedOrganization })),
    })),
  },
);

const policy: fc.Arbitrary<Omit<Policy, 'accessPackage' | 'displayName'>> = fc
  .record({
    targets,
    open: oneIn(8).map((closed) => !closed),
    stages: fc.array(stage, { maxLength: 3 }),
    needsApproval: oneIn(5).map((spared) => !spared),
    update: fc.boolean(),
    extensionNeedsApproval: fc.boolean(),
    justification: fc.boolean(),
    expiration: fc.constantFrom<NonNullable<Policy['expiration']>>(
      { type: 'noExpiration' },
      { type: 'afterDuration', duration: 'P90D' },
      { type: 'afterDuration', duration: 'P5W' },
      { type: 'afterDateTime', endDateTime: '2026-05-01T00:00:00Z' },
    ),
    question: fc.boolean(),
  })
  .map((drawn) => ({
    ...drawn.targets,
    expiration: drawn.expiration,
    requestorSettings: {
      enableTargetsToSelfAddAccess: drawn.open,
      enableTargetsToSelfUpdateAccess: drawn.update,
    },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: drawn.needsApproval,
      isApprovalRequiredForUpdate: drawn.extensionNeedsApproval,
      isRequestorJustificationRequired: drawn.justification,
      stages: drawn.stages,
    },
    questions: drawn.question
      ? [{ type: 'text' as const, text: 'Contract?', isRequired: true, regexPattern: '[A-Z]\\d+' }]
      : [],
  }));

/** A rule that assigns by itself; a package has one at most. */
const automatic = fc.option(fc.constantFrom(...RULES), { nil: undefined, freq: 2 });

const packages = fc.tuple(
  ...PACKAGES.map((key) =>
    fc.record({
      catalog: fc.constantFrom('main', 'main', 'main', 'other'),
      isHidden: fc.boolean(),
      incompatibleAccessPackages: oneIn(2).chain((any) =>
        any
          ? someOf(
              PACKAGES.filter((other) => other !== key),
              1,
            )
          : fc.constant<string[]>([]),
      ),
      incompatibleGroups: oneIn(4).chain((any) =>
        any ? few(group, 1) : fc.constant<{ group: string }[]>([]),
      ),
      policies: fc.array(policy, { maxLength: 4 }),
      automatic,
    }),
  ),
);

const newcomers: fc.Arbitrary<Newcomer[]> = fc.tuple(
  ...[
    'n0@fabrikam.com',
    'n1@dev.fabrikam.com',
    'n2@sub.fabrikam.com',
    'N3@Woodgrove.example',
    'n4@tailspin.example',
    'n5@nowhere.example',
    'n6@denied.example',
    'n7@adatum.example',
  ].map((mail) =>
    fc
      .option(fc.constantFrom(...SIGN_INS), { nil: undefined, freq: 2 })
      .map((signIn): Newcomer => ({ mail, ...(signIn !== undefined && { signIn }) })),
  ),
);

export const world: fc.Arbitrary<World> = fc
  .record({
    directory,
    organizations,
    packages,
    otherState: fc.constantFrom('published' as const, 'unpublished' as const),
    hidden: fc.subarray(['main', 'other'], { maxLength: 1 }),
    hiding: oneIn(4),
    held: fc.uniqueArray(
      fc.record({
        package: fc.constantFrom(...PACKAGES),
        who: fc.constantFrom(...MEMBERS, ...GUESTS, 'late@woodgrove.example'),
      }),
      { maxLength: 8, selector: keyOf },
    ),
    newcomers,
    lapse: fc.constantFrom('none' as const, 'blockSignIn' as const, 'blockSignInAndDelete' as const),
  })
  .map((drawn): World => ({
    directory: drawn.directory,
    held: drawn.held,
    newcomers: drawn.newcomers,
    hiddenLater: drawn.hiding ? drawn.hidden : [],
    document: documentOf(drawn),
  }));

const half = (accessType: string, target: string, targetType: string): JsonObject => ({
  accessType,
  targets: [{ target, targetType }],
});
const ALL_APPLICATIONS = half('allowed', 'AllApplications', 'application');
const EVERYONE = half('allowed', 'AllUsers', 'user');
const SHUT: JsonObject = {
  usersAndGroups: half('blocked', 'AllUsers', 'user'),
  applications: half('blocked', 'AllApplications', 'application'),
};

const inbound = fc.constantFrom<JsonObject | undefined>(
  undefined,
  SHUT,
  { usersAndGroups: EVERYONE, applications: ALL_APPLICATIONS },
  { usersAndGroups: half('allowed', FABRIKAM, 'user'), applications: ALL_APPLICATIONS },
  { usersAndGroups: half('blocked', FABRIKAM, 'user'), applications: ALL_APPLICATIONS },
  { usersAndGroups: EVERYONE, applications: SHUT['applications'] ?? null },
);

const outerDoor: fc.Arbitrary<OuterDoorSettings> = fc
  .record({
    default: fc.constantFrom(undefined, undefined, SHUT),
    fabrikam: inbound,
    litware: inbound,
    none: oneIn(3),
    unread: oneIn(8),
  })
  .map(({ default: values, fabrikam, litware, none, unread }) => ({
    default: values,
    partners: [
      { tenantId: FABRIKAM, inbound: fabrikam },
      { tenantId: LITWARE, inbound: litware },
    ],
    allowInvitesFrom: none ? ('none' as const) : ('everyone' as const),
    unread,
  }));

/** The same worlds with an outer door, half of them; comparisons of access suppose that it is open. */
export const worldAtDoor: fc.Arbitrary<World> = fc
  .tuple(world, fc.option(outerDoor, { nil: undefined, freq: 2 }))
  .map(([made, door]) => ({ ...made, ...(door !== undefined && { outerDoor: door }) }));

type Drawn = {
  readonly organizations: NonNullable<Governance['connectedOrganizations']>;
  readonly packages: typeof packages extends fc.Arbitrary<infer T> ? T : never;
  readonly otherState: 'published' | 'unpublished';
  readonly lapse: 'none' | 'blockSignIn' | 'blockSignInAndDelete';
  readonly directory: Directory;
};

function documentOf({
  organizations: partners,
  packages: drawn,
  otherState,
  lapse,
  directory: seed,
}: Drawn): Governance {
  const catalog = (displayName: string, state: 'published' | 'unpublished') => ({
    displayName,
    state,
    isExternallyVisible: true,
    resources: { team: { group: 'Resource' } },
  });
  const policies = drawn.flatMap(({ policies: made, automatic: rule }, index) => {
    const accessPackage = `p${index}`;
    const all: Record<string, Policy> = {
      // For nobody: an administrator assigns through it.
      [`direct${index}`]: { accessPackage, displayName: 'Direct' },
    };
    // Names run against the keys, so that their order tells which of the two counts.
    for (const [place, one] of made.entries())
      all[`policy${index}${place}`] = { accessPackage, displayName: `Policy ${9 - place}`, ...one };
    if (rule !== undefined)
      all[`automatic${index}`] = {
        accessPackage,
        displayName: 'Automatic',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ attributeRule: rule }],
        automaticRequestSettings: { requestAccessForAllowedTargets: true },
      };
    return Object.entries(all);
  });
  return {
    version: 1,
    tenant: {
      embedded: 'unused',
      ...(seed.tenant.invitationDomains !== undefined && {
        invitationDomains: seed.tenant.invitationDomains,
      }),
    },
    settings: { externalUserLifecycleAction: lapse },
    connectedOrganizations: partners,
    catalogs: { main: catalog('Main', 'published'), other: catalog('Other', otherState) },
    packages: Object.fromEntries(
      drawn.map(({ catalog: where, isHidden, incompatibleAccessPackages, incompatibleGroups }, index) => [
        `p${index}`,
        {
          catalog: where,
          displayName: `Package ${index}`,
          isHidden,
          incompatibleAccessPackages,
          incompatibleGroups,
          resourceRoles: [{ resource: 'team', role: 'Member' }],
        },
      ]),
    ),
    policies: Object.fromEntries(policies),
  };
}
