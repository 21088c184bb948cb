/**
 * Who can do what in a small world, by the letter of the contract: every person asked, nothing shared with the product.
 */
import type { Valuation } from './people.ts';
import type {
  Approver,
  Name,
  OrganizationState,
  Policy,
  Scope,
  SmallWorld,
  Stage,
  Terms,
} from './small-world.ts';
import { DISABLED, MANAGER, READERS } from './small-world.ts';

/** Ways are compared; the policy that one leads through is no part of it. */
export interface Way {
  readonly policy: number;
  readonly kind: 'request' | 'receive' | 'assign';
  /** Smallest sets of people that complete the stages: one that is empty where nobody is asked, none for a dead end. */
  readonly coalitions: readonly (readonly Name[])[];
  readonly justification: boolean;
  /** Infinity: without end. */
  readonly days: number;
  /** Undefined: no review. */
  readonly reviewers: string | undefined;
  readonly grants: readonly string[];
}

/** Organizations that the person belongs to. */
function organizationsOf({ organizations }: SmallWorld, { status, signIn }: Valuation): OrganizationState[] {
  if (status === 'member' || signIn === 'home') return [];
  return Object.values(organizations).filter(({ sources }) => sources.includes(signIn));
}

/** Without regard to whether the policy takes requests. */
function isInScope(world: SmallWorld, scope: Scope, person: Valuation): boolean {
  const { status } = person;
  const isExternal = status !== 'member';
  switch (scope.type) {
    case 'notSpecified':
      return false;
    case 'automatic':
      return status !== 'absent' && person.sales;
    case 'specificDirectoryUsers':
      return (
        (person.name !== undefined && scope.users?.includes(person.name) === true) ||
        (scope.readers === true && person.inReaders)
      );
    case 'allMemberUsers':
      return status === 'member';
    case 'allDirectoryUsers':
      return status !== 'absent';
    case 'allExternalUsers':
      return isExternal;
    case 'allConfiguredConnectedOrganizationUsers':
      return organizationsOf(world, person).some(({ configured }) => configured);
    case 'specificConnectedOrganizationUsers':
      return organizationsOf(world, person).some((each) =>
        scope.organizations.some((key) => world.organizations[key] === each),
      );
  }
}

const CLASS: Readonly<Record<Scope['type'], number>> = {
  specificDirectoryUsers: 1,
  specificConnectedOrganizationUsers: 1,
  allMemberUsers: 2,
  allDirectoryUsers: 3,
  allConfiguredConnectedOrganizationUsers: 4,
  allExternalUsers: 4,
  notSpecified: 9,
  automatic: 9,
};

const isForOutside = ({ type }: Scope) => /External|Organization/.test(type);

/** What keeps a person out whatever the policies say; whoever holds the package cannot request it again. */
function isKeptOut(
  { catalog, excluded }: SmallWorld,
  person: Valuation,
  asked: 'request' | 'assign',
): boolean {
  const isExcluded = isExcludedFrom(excluded, person);
  const isUnseen = person.status === 'absent' && !catalog.visible;
  if (asked === 'assign') return isExcluded || isUnseen;
  return isExcluded || isUnseen || !catalog.published || !person.enabled || person.holds === 'p';
}

/** Whether rules pass over these is not documented: they get nothing for certain. */
function isExcludedFrom(excluded: SmallWorld['excluded'], person: Valuation): boolean {
  return (excluded.q === true && person.holds === 'q') || (excluded.readers === true && person.inReaders);
}

/** Every way of the person to the package: by request, by rule, and by an administrator. */
export function waysOf(world: SmallWorld, person: Valuation): Way[] {
  const policies = world.policies.flatMap((policy, index) =>
    policy === undefined ? [] : [{ policy, index }],
  );
  const live = policies.filter(({ policy }) => policy.terms.ended !== true);
  const admitting = live.filter(
    ({ policy: { scope, terms } }) =>
      scope.type !== 'automatic' &&
      terms.closed !== true &&
      isInScope(world, scope, person) &&
      (world.catalog.visible || !isForOutside(scope)),
  );
  const narrowest = Math.min(...admitting.map(({ policy }) => CLASS[policy.scope.type]));
  const offered = isKeptOut(world, person, 'request')
    ? []
    : admitting.filter(({ policy }) => CLASS[policy.scope.type] === narrowest);
  const given = live.filter(
    ({ policy: { scope } }) =>
      scope.type === 'automatic' &&
      isInScope(world, scope, person) &&
      !isExcludedFrom(world.excluded, person),
  );
  const assignable = live.filter(
    ({ policy: { scope } }) =>
      scope.type !== 'automatic' &&
      (scope.type === 'notSpecified' ? person.status !== 'absent' : isInScope(world, scope, person)),
  );
  const made = (kind: Way['kind'], of: typeof live) =>
    of.map(({ policy, index }) => wayThrough(world, person, policy, kind, index));
  return [
    ...made('request', offered),
    ...made('receive', given),
    ...made('assign', isKeptOut(world, person, 'assign') ? [] : assignable),
  ];
}

function wayThrough(
  world: SmallWorld,
  person: Valuation,
  { terms, scope }: Policy,
  kind: Way['kind'],
  policy: number,
): Way {
  return {
    ...{ policy, kind },
    coalitions: coalitionsOf(decidersOf(world, person, terms, scope)),
    justification: kind === 'request' && terms.justification === true,
    days: terms.days ?? Infinity,
    reviewers: terms.reviewers === undefined ? undefined : [...terms.reviewers].sort().join(),
    grants: world.grants.map(({ group, role }) => `${group} ${role}`),
  };
}

/** Who can decide each stage of the person's request. */
export function decidersOf(
  world: SmallWorld,
  person: Valuation,
  { stages = [] }: Terms,
  scope: Scope,
): Name[][] {
  const people = (list: readonly Approver[] = []) => resolved(world, person, list, scope);
  return stages.map(({ primary, fallback, escalation }: Stage) => {
    const first = people(primary);
    return [...new Set([...(first.length > 0 ? first : people(fallback)), ...people(escalation)])];
  });
}

/** Enabled people, without the requestor. */
function resolved(world: SmallWorld, person: Valuation, list: readonly Approver[], scope: Scope): Name[] {
  const listed = scope.type === 'specificConnectedOrganizationUsers' ? scope.organizations : undefined;
  const organizations = organizationsOf(world, person).filter(
    (each) => listed?.some((key) => world.organizations[key] === each) ?? true,
  );
  const named = list.flatMap((approver): readonly Name[] => {
    if (approver === 'readers') return READERS;
    if (approver === 'manager') return person.status === 'member' && person.name !== MANAGER ? [MANAGER] : [];
    return approver === 'sponsors' ? organizations.flatMap(({ sponsors }) => sponsors) : [approver];
  });
  return [...new Set(named)].filter((name) => name !== person.name && !DISABLED.includes(name));
}

/** The smallest sets with somebody for every stage; one person may decide two. */
function coalitionsOf(stages: readonly (readonly Name[])[]): (readonly Name[])[] {
  const key = stages.map((names) => names.join()).join(';');
  const known = coalitions.get(key);
  if (known !== undefined && stages.length > 0) return known;
  const sets = stages.reduce<Name[][]>(
    (found, deciders) => found.flatMap((set) => deciders.map((name) => [...new Set([...set, name])].sort())),
    [[]],
  );
  const found = sets.filter(
    (set) => !sets.some((other) => other.length < set.length && isWithin(other, set)),
  );
  if (stages.length > 0) coalitions.set(key, found);
  return found;
}

const coalitions = new Map<string, (readonly Name[])[]>();

const isWithin = (few: readonly string[], many: readonly string[]) =>
  few.every((each) => many.includes(each));

/** Whether the way before already let happen whatever the way after does. */
function isAtLeast(before: Way, after: Way): boolean {
  return (
    before.kind === after.kind &&
    after.coalitions.every((set) => before.coalitions.some((other) => isWithin(other, set))) &&
    (!before.justification || after.justification) &&
    after.days <= before.days &&
    (before.reviewers === undefined || before.reviewers === after.reviewers) &&
    isWithin(after.grants, before.grants)
  );
}

/** Whether somebody with these ways after gets what they could not get by those before. */
export function isNew(before: readonly Way[], after: readonly Way[]): boolean {
  return after.some((way) => !before.some((other) => isAtLeast(other, way)));
}

/** What the named people can do about the access of a person with these ways, as `capability name`. */
export function dutiesTowards(world: SmallWorld, person: Valuation, ways: readonly Way[]): Set<string> {
  const found = new Set<string>();
  const each = (list: readonly (Name | 'readers')[]) =>
    list.flatMap((name): readonly Name[] => (name === 'readers' ? READERS : [name]));
  for (const { policy: index, kind } of ways) {
    const policy = world.policies[index];
    if (policy === undefined) continue;
    const { terms, scope } = policy;
    if (kind === 'request')
      for (const name of decidersOf(world, person, terms, scope).flat()) found.add(`approve ${name}`);
    for (const reviewer of terms.reviewers ?? []) {
      if (reviewer === 'self') found.add('review holder');
      else for (const name of each([reviewer])) found.add(`review ${name}`);
    }
    const isRefused = isKeptOut(world, person, 'request') || (isForOutside(scope) && !world.catalog.visible);
    if (kind === 'assign' && !isRefused)
      for (const name of each(terms.onBehalf ?? [])) found.add(`requestFor ${name}`);
  }
  return found;
}

const WITHIN: Readonly<Record<string, readonly string[]>> = {
  owner: ['accessPackageManager', 'accessPackageAssignmentManager', 'reader'],
  accessPackageManager: ['reader'],
  accessPackageAssignmentManager: ['reader'],
};

/** What the named people can do with the catalog, as `name role`. */
export function administrators({ roles }: SmallWorld): Set<string> {
  return new Set(
    roles.flatMap(({ role, who }) =>
      (who === 'readers' ? READERS : [who]).flatMap((name) =>
        [role, ...(WITHIN[role] ?? [])].map((each) => `${name} ${each}`),
      ),
    ),
  );
}
