/**
 * Worlds for the proof: those that the analysis and the tenant are compared in, with namesakes, reviews, requests on
 * behalf of others, catalog roles and resources added; and the facts about their people, without a tenant.
 */
import fc from 'fast-check';
import type { DirectoryFacts, Person } from '../../../src/access/index.ts';
import { matchesRule } from '../../../src/access/facts/membership-rule.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import type { World } from '../world-arbitrary.ts';
import { world } from '../world-arbitrary.ts';
import { doorsIn } from './doors.ts';
import { Choice } from './random.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Review = NonNullable<Policy['reviewSettings']>;
type Principal = { user: string } | { group: string };

/** Two groups that people call the same. */
const TWINS = ['Twin One', 'Twin Two'] as const;
const TWIN_LABEL = 'Twin';
/** A member whose mail is a partner's: from the directory, all the same. */
const PARTNER_MAIL = 'm9@contoso.com';
/** A guest of a partner with an Entra tenant. */
const PARTNER_GUEST = 'g9@litware.com';

const people: readonly Principal[] = [
  ...['m0', 'm1', 'm2', 'm3', 'm9'].map((name) => ({ user: `${name}@contoso.com` })),
  ...['Alpha', 'Beta', 'Gamma', 'Sales', ...TWINS].map((group) => ({ group })),
];

/** The same number makes the same world. */
export function proofWorld(seed: number): World {
  const [drawn] = fc.sample(world, { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('fast-check drew nothing');
  const choice = new Choice(seed, 1);
  return { ...drawn, directory: directoryOf(drawn, choice), document: documentOf(drawn.document, choice) };
}

/** The same with configurations of cross-tenant access, none in some. */
export function withDoors(world: World, seed: number): World {
  const crossTenantAccess = doorsIn(world.directory, new Choice(seed, 4));
  return { ...world, document: { ...world.document, crossTenantAccess } };
}

function directoryOf({ directory }: World, choice: Choice): World['directory'] {
  const members = (directory.users ?? []).flatMap(
    ({ userPrincipalName, mail }) => userPrincipalName ?? mail ?? [],
  );
  return {
    ...directory,
    users: [
      ...(directory.users ?? []),
      { userPrincipalName: PARTNER_MAIL, mail: 'nina@fabrikam.com', displayName: 'm9', department: 'Sales' },
      { mail: PARTNER_GUEST, displayName: 'g9', userType: 'Guest', externalUserState: 'Accepted' },
    ],
    groups: [
      ...(directory.groups ?? []),
      ...TWINS.map((displayName) => ({
        displayName,
        members: [...choice.some(members, 3), ...choice.some(['Alpha', 'Beta'], 1)],
      })),
    ],
    servicePrincipals: [
      {
        displayName: 'Tracker',
        appRoles: [
          { displayName: 'Contributor', value: 'contribute' },
          { displayName: 'Reader', value: 'read' },
        ],
      },
    ],
  };
}

function documentOf(document: Governance, choice: Choice): Governance {
  const organizations = { ...document.connectedOrganizations };
  const [first, second] = Object.entries(organizations);
  if (first !== undefined && second !== undefined && choice.oneIn(2))
    organizations[second[0]] = { ...second[1], displayName: first[1].displayName };
  return {
    ...document,
    connectedOrganizations: organizations,
    catalogs: Object.fromEntries(
      Object.entries(document.catalogs ?? {}).map(([key, catalog]) => [
        key,
        { ...catalog, roles: rolesOf(choice), resources: RESOURCES },
      ]),
    ),
    packages: Object.fromEntries(
      Object.entries(document.packages ?? {}).map(([key, made]) => [
        key,
        { ...made, resourceRoles: [...(made.resourceRoles ?? []), ...choice.some(GRANTS, 3)] },
      ]),
    ),
    policies: Object.fromEntries(
      Object.entries(document.policies ?? {}).map(([key, policy]) => [key, decorated(policy, choice)]),
    ),
  };
}

const RESOURCES = {
  team: { group: 'Resource' },
  one: { group: TWINS[0] },
  two: { group: TWINS[1] },
  tracker: { application: 'Tracker' },
};
const GRANTS = [
  { resource: 'team', role: 'Owner' },
  { resource: 'one', role: 'Member' },
  { resource: 'two', role: 'Member' },
  { resource: 'tracker', role: 'Contributor' },
];

function rolesOf(choice: Choice): NonNullable<NonNullable<Governance['catalogs']>[string]['roles']> {
  return {
    owner: choice.some(people, 1),
    reader: choice.some(people, 1),
    accessPackageManager: choice.some(people, 1),
    accessPackageAssignmentManager: choice.some(people, 1),
  };
}

const EXTERNAL = [
  'specificConnectedOrganizationUsers',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
];

/** Sponsors decide only about people from outside; the configuration refuses them elsewhere. */
function withoutSponsors(policy: Policy): Policy {
  const approval = policy.requestApprovalSettings;
  if (approval?.stages === undefined || EXTERNAL.includes(policy.allowedTargetScope ?? '')) return policy;
  const people = <T>(list: readonly T[] | undefined) =>
    (list ?? []).filter((each) => each !== 'internalSponsors' && each !== 'externalSponsors');
  const stages = approval.stages.map((stage) => ({
    ...stage,
    primaryApprovers: people(stage.primaryApprovers),
    ...(stage.escalationApprovers !== undefined && {
      escalationApprovers: people(stage.escalationApprovers),
    }),
  }));
  return { ...policy, requestApprovalSettings: { ...approval, stages } };
}

/** Without stages nothing can be approved; the configuration refuses to want it. */
function withoutEmptyApproval(policy: Policy): Policy {
  const approval = policy.requestApprovalSettings;
  if ((approval?.stages ?? []).length > 0) return policy;
  const none = { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false };
  return { ...policy, requestApprovalSettings: { ...approval, ...none } };
}

function decorated(drawn: Policy, choice: Choice): Policy {
  const policy = withoutEmptyApproval(withoutSponsors(drawn));
  if (policy.automaticRequestSettings !== undefined || policy.displayName === 'Direct') return policy;
  return {
    ...policy,
    ...(choice.oneIn(3) && { reviewSettings: reviewOf(choice) }),
    ...(choice.oneIn(4) && {
      requestorSettings: {
        ...policy.requestorSettings,
        enableOnBehalfRequestorsToAddAccess: choice.oneIn(2),
        enableOnBehalfRequestorsToRemoveAccess: choice.oneIn(2),
        onBehalfRequestors: choice.some(people, 2),
      },
    }),
  };
}

function reviewOf(choice: Choice): Review {
  return {
    isEnabled: !choice.oneIn(4),
    expirationBehavior: choice.from(['keepAccess', 'removeAccess', 'acceptAccessRecommendation']),
    ...(choice.oneIn(4)
      ? { isSelfReview: true }
      : { primaryReviewers: choice.some(people, 2), fallbackReviewers: choice.some(people, 1) }),
    schedule: {
      expiration: { type: 'afterDuration', duration: choice.from(['P14D', 'P25D']) },
      recurrence: {
        pattern: { type: choice.from(['absoluteMonthly', 'weekly']), interval: 1 + choice.below(3) },
        range: choice.oneIn(4) ? { type: 'numbered', numberOfOccurrences: 3 } : { type: 'noEnd' },
      },
    },
  };
}

/** What is known of the people of a world, by name: in a document without a tenant every name is its own id. */
export function factsIn({ directory, held }: World): DirectoryFacts {
  const users = new Map(
    (directory.users ?? []).map((user): [string, Person] => {
      const id = (user.userPrincipalName ?? user.mail ?? '').toLowerCase();
      const { signIn, manager, department = null } = user;
      const userType = user.userType ?? 'Member';
      const mail = user.mail ?? user.userPrincipalName ?? '';
      const person: Person = {
        id,
        label: id,
        userType,
        accountEnabled: user.accountEnabled ?? true,
        mail,
        ...(user.userPrincipalName !== undefined && { userPrincipalName: user.userPrincipalName }),
        manager: manager?.toLowerCase() ?? null,
        holds: held.filter(({ who }) => who === id).map(({ package: key }) => `accessPackage.${key}`),
        properties: {
          department,
          userType,
          mail,
          displayName: user.displayName,
          accountEnabled: user.accountEnabled ?? true,
        },
        ...(signIn !== undefined && { signIn: signIn as Person['signIn'] & object }),
      };
      return [id, person];
    }),
  );
  const groups = new Map(
    (directory.groups ?? []).map(({ displayName }) => [
      displayName.toLowerCase(),
      {
        label: labelOf(displayName),
        members: membersOf(directory, users, displayName),
        memberGroups: groupsWithin(directory, displayName),
      },
    ]),
  );
  const domains = (directory.organizations ?? []).flatMap(({ tenantId = '', domains: names }) =>
    names.map((name): [string, string] => [name, tenantId]),
  );
  return {
    users,
    groups,
    names: { tracker: 'Tracker' },
    tenantOfDomain: new Map(domains),
    ownDomains: new Set(['contoso.com']),
    complete: true,
  };
}

function labelOf(displayName: string): string {
  return (TWINS as readonly string[]).includes(displayName) ? TWIN_LABEL : displayName;
}

/** Users who are in a group, also through others. */
function membersOf(
  { groups = [] }: World['directory'],
  users: ReadonlyMap<string, Person>,
  group: string,
): string[] {
  const found = new Set<string>();
  const entered = new Set<string>();
  const enter = (name: string) => {
    if (entered.has(name)) return;
    entered.add(name);
    const entry = groups.find(({ displayName }) => displayName === name);
    const rule = entry?.membershipRule;
    if (rule !== undefined)
      for (const [id, { properties }] of users) if (matchesRule(rule, properties) === 'yes') found.add(id);
    for (const member of entry?.members ?? []) {
      if (users.has(member.toLowerCase())) found.add(member.toLowerCase());
      else enter(member);
    }
  };
  enter(group);
  return [...found];
}

/** Groups that are in a group, also through others. */
function groupsWithin({ groups = [] }: World['directory'], group: string): string[] {
  const found = new Set<string>();
  const enter = (name: string) => {
    const known = groups.find(({ displayName }) => displayName === name);
    for (const member of known?.members ?? []) {
      const inner = groups.some(({ displayName }) => displayName === member);
      if (inner && !found.has(member)) enter([...found.add(member)].at(-1) ?? '');
    }
  };
  enter(group);
  return [...found].map((name) => name.toLowerCase());
}
