/**
 * Valid configurations over one small directory, for property tests. Keys and names come from small pools, so that
 * two of them overlap in every awkward way: renamed keys, names that change hands, packages that change catalogs.
 */
import fc from 'fast-check';
import type { Directory } from '../../src/schema/directory.ts';
import type { Governance } from '../../src/schema/governance.ts';

type Organization = NonNullable<Governance['connectedOrganizations']>[string];
type Catalog = NonNullable<Governance['catalogs']>[string];
type AccessPackage = NonNullable<Governance['packages']>[string];
type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];

const DOMAINS = ['fabrikam.com', 'litware.com', 'woodgrove.example', 'tailspin.example'];
const RESOURCES = {
  team: [{ group: 'Project Tango' }, ['Member', 'Owner']],
  desk: [{ group: 'Partner Desk' }, ['Member']],
  tracker: [{ application: 'Tango Tracker' }, ['Contributor', 'Reader']],
  asia: [{ site: 'https://contosoapc.sharepoint.com/sites/asia' }, ['Asia Members']],
  site: [{ site: 'https://contoso.sharepoint.com/sites/tango' }, ['Tango Members', 'Tango Visitors']],
} as const;

const LOGIC_APP = {
  subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
  resourceGroupName: 'desk',
  logicAppWorkflowName: 'tell',
};

const EXTENSIONS: Readonly<Record<string, NonNullable<Catalog['customExtensions']>[string]>> = {
  ask: {
    type: 'requestWorkflow',
    displayName: 'Ask the desk',
    description: 'Holds requests',
    logicApp: LOGIC_APP,
    client: { maximumRetries: 1, timeoutInMilliseconds: 1000 },
    callback: { timeoutDuration: 'PT1H' },
  },
  tell: {
    type: 'assignmentWorkflow',
    displayName: 'Tell the desk',
    logicApp: { ...LOGIC_APP, logicAppWorkflowName: 'remind' },
    authentication: { resourceId: 'api://desk' },
  },
};

/** The directory that every configuration of `governance` refers to. */
export const SMALL_DIRECTORY: Directory = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    { userPrincipalName: 'carol@contoso.com', displayName: 'Carol' },
    { userPrincipalName: 'alice@contoso.com', displayName: 'Alice', manager: 'carol@contoso.com' },
    { mail: 'bob@fabrikam.com', displayName: 'Bob', userType: 'Guest', externalUserState: 'Accepted' },
    {
      mail: 'wendy@woodgrove.example',
      displayName: 'Wendy',
      userType: 'Guest',
      externalUserState: 'Accepted',
    },
  ],
  groups: [{ displayName: 'Project Tango' }, { displayName: 'Partner Desk' }, { displayName: 'Audit' }],
  servicePrincipals: [
    {
      displayName: 'Tango Tracker',
      appRoles: [
        { displayName: 'Contributor', value: 'contribute' },
        { displayName: 'Reader', value: 'read' },
      ],
    },
  ],
  sites: [
    {
      webUrl: 'https://contoso.sharepoint.com/sites/tango',
      displayName: 'Tango',
      roles: ['Tango Members', 'Tango Visitors'],
    },
    {
      webUrl: 'https://contosoapc.sharepoint.com/sites/asia',
      displayName: 'Asia',
      roles: ['Asia Members'],
    },
  ],
  resourceEnvironments: [
    { displayName: 'Europe', originId: 'https://contoso-admin.sharepoint.com/', isDefaultEnvironment: true },
    { displayName: 'Asia', originId: 'https://contosoapc-admin.sharepoint.com/' },
  ],
  organizations: [
    { displayName: 'Fabrikam Inc.', domains: ['fabrikam.com', 'dev.fabrikam.com'] },
    { displayName: 'Litware', domains: ['litware.com'] },
  ],
};

const text = fc.constantFrom('One', 'Two', 'Änderung', 'with "quotes" and \'more\'', 'line\nbreak');
const internal = fc.subarray([{ user: 'alice@contoso.com' }, { group: 'Partner Desk' }, 'carol'] as const);
const external = fc.subarray(['bob', { guest: 'wendy@woodgrove.example' }] as const);

/** A map of 0 to `max` entries, keys from `keys`, each with a name of its own from `names`. */
function named<T>(
  keys: readonly string[],
  names: readonly string[],
  value: (name: string) => fc.Arbitrary<T>,
) {
  return fc
    .tuple(fc.subarray([...keys]), fc.shuffledSubarray([...names], { minLength: keys.length }))
    .chain(([chosen, shuffled]) =>
      fc
        .tuple(...chosen.map((_, index) => value(shuffled[index] ?? '')))
        .map((values) => Object.fromEntries(chosen.map((key, index) => [key, values[index] as T]))),
    );
}

/** Domains are dealt out, because no two organizations may share one. */
const organizations = fc
  .tuple(
    fc.shuffledSubarray(DOMAINS, { minLength: DOMAINS.length }),
    named(['alpha', 'beta'], ['Fabrikam', 'Woodgrove', 'Litware'], (displayName) =>
      fc.record({
        displayName: fc.constant(displayName),
        description: text,
        state: fc.constantFrom('configured', 'proposed'),
        internalSponsors: internal.map((sponsors) => [...sponsors]),
        externalSponsors: external.map((sponsors) => [...sponsors]),
        sources: fc.integer({ min: 1, max: 2 }),
        other: fc.boolean(),
      }),
    ),
  )
  .map(([domains, declared]) => {
    const left = [...domains];
    return Object.fromEntries(
      Object.entries(declared).map(([key, { sources, other, ...rest }]): [string, Organization] => [
        key,
        {
          ...rest,
          // Both domains belong to one Entra tenant, which is the identity source.
          identitySources: left
            .splice(0, sources)
            .map((domain) => ({ domain: other ? domain.replace(/^fabrikam/, 'dev.fabrikam') : domain })),
        },
      ]),
    );
  });

/** What a resource requires of people. An undeclared list keeps what another configuration required. */
const required = fc.subarray<NonNullable<NonNullable<Catalog['resources']>[string]['attributes']>[number]>([
  { name: 'jobTitle', question: { type: 'text', text: 'What do you do?' } },
  {
    name: 'department',
    question: { type: 'multipleChoice', text: 'Where?', choices: [{ actualValue: 'a', text: 'A' }] },
    isEditable: true,
    isPersistedOnAssignmentRemoval: true,
  },
]);

const catalogs = named(['one', 'two', 'three'], ['Partners', 'Projects', 'Audits', 'Spare'], (displayName) =>
  fc.record({
    displayName: fc.constant(displayName),
    description: text,
    state: fc.constantFrom('published', 'unpublished'),
    isExternallyVisible: fc.boolean(),
    resources: fc
      .tuple(
        fc.subarray(Object.keys(RESOURCES) as (keyof typeof RESOURCES)[]),
        fc.array(required, { minLength: 5, maxLength: 5 }),
      )
      .map(([keys, attributes]) =>
        Object.fromEntries(
          keys.map((key, index) => [key, { ...RESOURCES[key][0], attributes: attributes[index] ?? [] }]),
        ),
      ),
    customExtensions: fc
      .subarray(Object.keys(EXTENSIONS))
      .map((keys) =>
        Object.fromEntries(keys.flatMap((key) => Object.entries(EXTENSIONS).filter(([own]) => own === key))),
      ),
    roles: fc.record({ owner: internal.map((holders) => [...holders]) }, { requiredKeys: [] }),
  }),
);

function packagesIn(
  declared: Readonly<Record<string, Catalog>>,
): fc.Arbitrary<Record<string, AccessPackage>> {
  const keys = Object.keys(declared);
  if (keys.length === 0) return fc.constant({});
  return named(['tango', 'audit', 'spare'], ['Tango', 'Audit', 'Spare', 'Other'], (displayName) =>
    fc.constantFrom(...keys).chain((catalog) => {
      const available = Object.keys(declared[catalog]?.resources ?? {}) as (keyof typeof RESOURCES)[];
      const roles = available.flatMap((resource) =>
        RESOURCES[resource][1].map((role) => ({ resource, role })),
      );
      return fc.record({
        catalog: fc.constant(catalog),
        displayName: fc.constant(displayName),
        description: text,
        isHidden: fc.boolean(),
        resourceRoles: fc.subarray(roles),
        incompatibleGroups: fc.subarray([{ group: 'Audit' }, { group: 'Partner Desk' }]),
        incompatibleAccessPackages: fc.subarray(['tango', 'audit', 'spare']),
      });
    }),
  ).map((packages) =>
    Object.fromEntries(
      Object.entries(packages).map(([key, { incompatibleAccessPackages, ...rest }]) => [
        key,
        {
          ...rest,
          incompatibleAccessPackages: incompatibleAccessPackages.filter(
            (other) => other !== key && other in packages,
          ),
        },
      ]),
    ),
  );
}

const stage = (sponsors: boolean): fc.Arbitrary<Stage> =>
  fc.record(
    {
      primaryApprovers: fc.subarray(
        [
          'requestorManager',
          { user: 'alice@contoso.com' },
          ...(sponsors ? ['internalSponsors', 'externalSponsors'] : []),
        ],
        { minLength: 1 },
      ),
      fallbackPrimaryApprovers: fc.subarray(['carol', { group: 'Partner Desk' }]),
      durationBeforeAutomaticDenial: fc.constantFrom('P7D', 'PT168H', 'P14D'),
      isApproverJustificationRequired: fc.boolean(),
    },
    { requiredKeys: ['primaryApprovers'] },
  );

const expiration = fc.constantFrom<NonNullable<Policy['expiration']>>(
  { type: 'noExpiration' },
  { type: 'afterDuration', duration: 'P90D' },
  { type: 'afterDateTime', endDateTime: '2030-01-01T00:00:00Z' },
);

const review = fc.constantFrom<NonNullable<Policy['reviewSettings']>>(
  { isEnabled: false },
  { isEnabled: true, primaryReviewers: [{ user: 'alice@contoso.com' }] },
  {
    isEnabled: true,
    expirationBehavior: 'removeAccess',
    primaryReviewers: [{ user: 'alice@contoso.com' }],
    schedule: {
      expiration: { type: 'afterDuration', duration: 'P25D' },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
    },
  },
);

const questions = fc.subarray<NonNullable<Policy['questions']>[number]>([
  { type: 'text', text: 'Which contract?', isRequired: true },
  {
    type: 'multipleChoice',
    text: 'How long?',
    choices: [
      { actualValue: 'short', text: 'A month', localizations: [{ languageCode: 'de', text: 'Ein Monat' }] },
      { actualValue: 'long', text: 'A year' },
    ],
  },
]);

type Targets = Pick<Policy, 'allowedTargetScope' | 'specificAllowedTargets'>;

function policiesOf(
  declared: Readonly<Record<string, AccessPackage>>,
  within: Readonly<Record<string, Catalog>>,
  partners: readonly string[],
): fc.Arbitrary<Record<string, Policy>> {
  const keys = Object.keys(declared);
  if (keys.length === 0) return fc.constant({});
  return named(['first', 'second', 'third'], ['Partners', 'Members', 'Everybody'], (displayName) =>
    fc.constantFrom(...keys).chain((accessPackage) => {
      const catalog = within[declared[accessPackage]?.catalog ?? ''];
      const visible = catalog?.isExternallyVisible === true;
      const targets = fc.oneof(
        fc.constantFrom<Targets>({}, { allowedTargetScope: 'allMemberUsers' }),
        fc
          .subarray([{ group: 'Audit' }, { user: 'alice@contoso.com' }], { minLength: 1 })
          .map((specificAllowedTargets): Targets => ({
            allowedTargetScope: 'specificDirectoryUsers',
            specificAllowedTargets,
          })),
        ...(visible ? [fc.constant<Targets>({ allowedTargetScope: 'allExternalUsers' })] : []),
        ...(visible && partners.length > 0
          ? [
              fc.subarray([...partners], { minLength: 1 }).map((chosen): Targets => ({
                allowedTargetScope: 'specificConnectedOrganizationUsers',
                specificAllowedTargets: chosen.map((connectedOrganization) => ({ connectedOrganization })),
              })),
            ]
          : []),
      );
      return targets.chain(({ allowedTargetScope, specificAllowedTargets }) => {
        const sponsors = /External|Connected/.test(allowedTargetScope ?? '');
        return fc
          .record({
            description: text,
            stages: fc.array(stage(sponsors), { maxLength: 2 }),
            expiration,
            reviewSettings: review,
            questions,
            called: fc.subarray(Object.keys(catalog?.customExtensions ?? {})),
          })
          .map(({ stages, called, ...rest }): Policy => ({
            accessPackage,
            displayName,
            ...(allowedTargetScope !== undefined && { allowedTargetScope }),
            ...(specificAllowedTargets !== undefined && { specificAllowedTargets }),
            ...(stages.length > 0 && { requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } }),
            // An undeclared list keeps what is bound, which another configuration may want to delete.
            customExtensionStageSettings: called.map((customExtension) => ({
              stage: 'assignmentRequestCreated',
              customExtension,
            })),
            ...rest,
          }));
      });
    }),
  );
}

/** By the action that `settings` have; both change together. */
const END_USER_SETTINGS = {
  none: { relatedPeopleInsightLevel: 'countAndNames', showApproverDetailsToMembers: true, isEnabled: false },
  blockSignInAndDelete: {
    relatedPeopleInsightLevel: 'disabled',
    showApproverDetailsToMembers: false,
    isEnabled: true,
  },
} as const;

/** A valid configuration. `settings` and `endUserSettings` are always declared: an undeclared singleton keeps what it has. */
export const governance: fc.Arbitrary<Governance> = fc
  .tuple(organizations, catalogs)
  .chain(([partners, declared]) =>
    packagesIn(declared).chain((packages) =>
      fc
        .tuple(
          fc.record(
            {
              catalogCreator: internal.map((holders) => [...holders]),
              connectedOrganizationAdministrator: internal.map((holders) => [...holders]),
            },
            { requiredKeys: [] },
          ),
          policiesOf(packages, declared, Object.keys(partners)),
          fc.constantFrom('none' as const, 'blockSignInAndDelete' as const),
        )
        .map(([tenantRoles, policies, externalUserLifecycleAction]) => ({
          version: 1 as const,
          tenant: { embedded: 'unused' },
          settings: { externalUserLifecycleAction },
          endUserSettings: END_USER_SETTINGS[externalUserLifecycleAction],
          sponsors: { carol: { user: 'carol@contoso.com' }, bob: { guest: 'bob@fabrikam.com' } },
          tenantRoles,
          connectedOrganizations: partners,
          catalogs: declared,
          packages,
          policies,
        })),
    ),
  );
