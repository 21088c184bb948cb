/** Whether one person can come to hold several things that nobody may hold together. */
import type { ResourceAddress } from '../../model/address.ts';
import { causeAt } from '../compare/causes.ts';
import { certainty } from '../compare/compared.ts';
import { opened } from '../compare/severity.ts';
import type { Person, Tri } from '../facts/facts.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import type { AccessModel } from '../facts/model.ts';
import { grantedGroup } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import { answerFor, briefAnswer } from '../relation/answering.ts';
import { personText } from '../words/person-text.ts';
import type { Guaranteed } from './guaranteed.ts';
import { guestOf, memberIn, peopleLike } from './people-like.ts';
import { waysTo } from './reached.ts';
import type { Violation } from './violation.ts';
import { isAmong } from './who.ts';

/** `items`: of each the packages that give it. One violation for each set of packages that one person can come to hold. */
export function heldTogether(
  guaranteed: Guaranteed,
  items: readonly (readonly ResourceAddress[])[],
): readonly Violation[] {
  return combinations(items).flatMap((packages) => {
    let best: Course | undefined;
    for (const someone of candidates(guaranteed, packages)) {
      const course = courseOf(guaranteed.model, someone, packages);
      if (course === undefined) continue;
      if (best === undefined || (course.certain && !best.certain)) best = course;
      if (best.certain) break;
    }
    return best === undefined ? [] : [violationOf(guaranteed, best)];
  });
}

/** One package of each item, each set once; none where an item cannot be had. */
function combinations(
  items: readonly (readonly ResourceAddress[])[],
): readonly (readonly ResourceAddress[])[] {
  const sets = items.reduce<readonly (readonly ResourceAddress[])[]>(
    (found, packages) => found.flatMap((set) => packages.map((each) => [...set, each])),
    [[]],
  );
  const distinct = sets.map((set) => [...new Set(set)].sort());
  const once = [...new Map(distinct.map((set) => [JSON.stringify(set), set])).values()];
  // Who comes to hold more than another set needs, comes to hold that one first.
  return once.filter((set) => !once.some((other) => other.length < set.length && isWithin(other, set)));
}

const isWithin = (few: readonly string[], many: readonly string[]) =>
  few.every((each) => many.includes(each));

/** A person who may come to hold a set of packages; what is taken of them is said. */
interface Someone {
  readonly person: Person;
  /** Those whom they stand for. */
  readonly sort: Requestor;
  /** Rules of automatic assignment that match them; undefined: their properties tell. */
  readonly rules: readonly string[] | undefined;
  /** Memberships that are not known to be of anyone; empty: there is a person like that. */
  readonly assumed: readonly string[];
}

/** Everyone whom the policies and exclusions of the packages tell apart, and who is or may be meant. */
function* candidates(guaranteed: Guaranteed, packages: readonly ResourceAddress[]): Generator<Someone> {
  const { model, who } = guaranteed;
  if (who.type === 'person') {
    yield { person: who.person, sort: who, rules: undefined, assumed: [] };
    return;
  }
  const told = toldApart(guaranteed, packages);
  const found = [...unnamed(model, told, packages.length), ...usersOf(model, told, packages.length)];
  for (const someone of found)
    if (isAmong(model, who, { type: 'person', person: someone.person }) !== 'no') yield someone;
}

/** What the packages tell people apart by. */
interface ToldApart {
  readonly organizations: ReadonlySet<ResourceAddress>;
  readonly users: ReadonlySet<string>;
  /** Groups whose members are known. */
  readonly read: readonly string[];
  /** The others. */
  readonly unread: readonly string[];
  readonly rules: readonly string[];
}

function toldApart({ model, who }: Guaranteed, packages: readonly ResourceAddress[]): ToldApart {
  const policies = packages.flatMap((address): readonly PolicyView[] => model.policiesOf.get(address) ?? []);
  const groups = new Set([
    ...policies.flatMap((policy) => policy.groups),
    ...packages.flatMap((address) => model.packages.get(address)?.incompatibleGroups ?? []),
    ...(who.type === 'group' ? [who.id] : []),
  ]);
  const isRead = (id: string) => model.directory.groups.get(id)?.members !== undefined;
  return {
    organizations: new Set([
      ...policies.flatMap((policy) => policy.organizations),
      ...(who.type === 'organization' ? [who.address] : []),
    ]),
    users: new Set(policies.flatMap((policy) => policy.users)),
    read: [...groups].filter(isRead),
    unread: [...groups].filter((id) => !isRead(id)),
    rules: [...new Set(policies.filter(({ automatic }) => automatic).flatMap(({ rules }) => rules))],
  };
}

/** People whom nothing names, in each few of the groups whose members are not known. */
function unnamed(
  model: AccessModel,
  { organizations, unread, rules }: ToldApart,
  most: number,
): readonly Someone[] {
  const isOther = (configured: boolean) =>
    [...model.organizations.values()].find(
      ({ address, state }) => !organizations.has(address) && (state === 'configured') === configured,
    )?.address;
  const others = [isOther(true), isOther(false)].flatMap((address) => address ?? []);
  const outside: Requestor[] = [
    { type: 'anyExternalUser' },
    ...[...organizations, ...others].map((address): Requestor => ({
      type: 'connectedOrganization',
      address,
    })),
  ];
  const people = outside.flatMap((sort) =>
    peopleLike([model], requestorName(model, sort)).map((person) => ({ sort, person })),
  );
  const inside = [
    { sort: { type: 'members' } as Requestor, person: memberIn([]) },
    ...people.map(({ sort, person }) => ({
      sort: { ...sort, guests: true } as Requestor,
      person: guestOf(person, []),
    })),
  ];
  return [
    ...people.map((each) => ({ ...each, rules: [], assumed: [] })),
    ...inside.flatMap(({ sort, person }) => {
      const possible = rules.filter(
        (rule) => matchesRule(rule, { userType: person.userType ?? 'Member' }) !== 'no',
      );
      const atoms = [...unread.map((group) => ({ group })), ...possible.map((rule) => ({ rule }))];
      return subsets(atoms, most).map((set): Someone => {
        const groups = set.flatMap((atom) => ('group' in atom ? [atom.group] : []));
        const matched = set.flatMap((atom) => ('rule' in atom ? [atom.rule] : []));
        const names = [
          ...groups.map((id) => `a member of ${nameOf(model.directory, id)}`),
          ...matched.map((rule) => `matched by ${rule}`),
        ];
        // Of one group or rule there is a person; of two nobody need be in both.
        const assumed = names.length < 2 ? [] : [`whether a person is ${names.join(' and ')}`];
        return { person: { ...person, groups }, sort: inOne(sort, groups), rules: matched, assumed };
      });
    }),
  ];
}

function inOne(sort: Requestor, groups: readonly string[]): Requestor {
  const [id] = groups;
  if (id === undefined) return sort;
  return sort.type === 'members' ? { type: 'group', id } : ({ ...sort, inGroup: id } as Requestor);
}

/** Known users, of those that are alike one. */
function usersOf(
  { directory }: AccessModel,
  { users, read, unread }: ToldApart,
  most: number,
): readonly Someone[] {
  const isIn = (group: string, id: string) => directory.groups.get(group)?.members?.includes(id) === true;
  const ids = new Set([...users, ...read.flatMap((group) => directory.groups.get(group)?.members ?? [])]);
  const known = [...ids].map((id): Person => ({
    ...userOf(directory, id),
    groups: read.filter((group) => isIn(group, id)),
  }));
  const alike = new Map(
    known.map((person) => [users.has(person.id ?? '') ? person.id : likeness(person), person]),
  );
  return [...alike.values()].flatMap((person) =>
    subsets(unread, most).map((more): Someone => ({
      person: { ...person, groups: [...(person.groups ?? []), ...more] },
      sort: { type: 'person', person },
      rules: undefined,
      assumed: more.map((id) => `whether ${person.label} is a member of ${nameOf(directory, id)}`),
    })),
  );
}

/** The same for users of whom the packages say the same. */
function likeness({
  id: _,
  label: _label,
  mail,
  userPrincipalName: _name,
  manager: _manager,
  ...rest
}: Person) {
  return JSON.stringify({ ...rest, domain: mail?.slice(mail.lastIndexOf('@')) });
}

/** All sets of at most so many, the empty one first. */
function subsets<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  let last: readonly (readonly T[])[] = [[]];
  const found = [...last];
  for (let size = 1; size <= most; size += 1) {
    last = last.flatMap((set) =>
      items.slice(set.length === 0 ? 0 : items.indexOf(set.at(-1) as T) + 1).map((each) => [...set, each]),
    );
    found.push(...last);
  }
  return found;
}

/** An order in which a person gets all of them. */
interface Course {
  readonly someone: Someone;
  readonly steps: readonly CourseStep[];
  readonly certain: boolean;
}

interface CourseStep {
  readonly address: ResourceAddress;
  /** As they are when they get it. */
  readonly person: Person;
  readonly certain: boolean;
  readonly policies: readonly ResourceAddress[];
  readonly unknown: readonly string[];
}

function courseOf(
  model: AccessModel,
  someone: Someone,
  packages: readonly ResourceAddress[],
): Course | undefined {
  const { person, assumed } = someone;
  const held = packages.filter((each) => person.holds?.includes(each) === true);
  const steps = inSomeOrder(
    model,
    someone,
    person,
    packages.filter((each) => !held.includes(each)),
  );
  if (steps === undefined) return undefined;
  return { someone, steps, certain: assumed.length === 0 && steps.every(({ certain }) => certain) };
}

/** The steps to all packages that are left, certain ones where there are such. */
function inSomeOrder(
  model: AccessModel,
  someone: Someone,
  person: Person,
  left: readonly ResourceAddress[],
): readonly CourseStep[] | undefined {
  if (left.length === 0) return [];
  let possible: readonly CourseStep[] | undefined;
  for (const address of left) {
    const step = stepTo(model, someone, person, address);
    if (step === undefined) continue;
    const rest = inSomeOrder(
      model,
      someone,
      holding(model, person, address),
      left.filter((each) => each !== address),
    );
    if (rest === undefined) continue;
    const steps = [step, ...rest];
    if (steps.every(({ certain }) => certain)) return steps;
    possible ??= steps;
  }
  return possible;
}

function stepTo(
  model: AccessModel,
  { rules }: Someone,
  person: Person,
  address: ResourceAddress,
): CourseStep | undefined {
  const asked: Requestor = { type: 'person', person };
  const { reason, unknown, verdict } = briefAnswer(model, asked, address);
  const isMatched = (policy: ResourceAddress): Tri => {
    const [rule = ''] = model.policies.get(policy)?.rules ?? [];
    const matched = rules === undefined ? 'unknown' : rules.includes(rule) ? 'yes' : 'no';
    // Whether rules pass over those who have something that is incompatible is not documented.
    return matched === 'yes' && reason === 'incompatible' ? 'unknown' : matched;
  };
  const ways = waysTo(model, asked, address).flatMap(({ way, certain, automatic }) => {
    const matched = automatic && !certain ? isMatched(way.policy.address) : 'yes';
    const is = automatic && !certain ? matched : certain ? 'yes' : 'unknown';
    return is === 'no' ? [] : [{ policy: way.policy.address, certain: is === 'yes' }];
  });
  const sure = ways.filter(({ certain }) => certain);
  const isUnseen = verdict === 'unknown' && (model.unknownOf.get(address)?.length ?? 0) > 0;
  if (ways.length === 0 && !isUnseen) return undefined;
  const policies = (sure.length > 0 ? sure : ways).map(({ policy }) => policy);
  return { address, person, policies, certain: sure.length > 0, unknown: sure.length > 0 ? [] : unknown };
}

/** The same person once they hold the package: in the directory, and in the groups that it makes them a member of. */
function holding(model: AccessModel, person: Person, address: ResourceAddress): Person {
  const inside = person.id === undefined ? guestOf(person, person.groups ?? []) : person;
  const groups = (model.grantsOf.get(address) ?? [])
    .filter(({ role }) => role === 'Member')
    .flatMap((grant) => grantedGroup(grant) ?? []);
  return {
    ...inside,
    holds: [...(inside.holds ?? []), address],
    ...(inside.groups !== undefined && { groups: [...new Set([...inside.groups, ...groups])] }),
  };
}

function violationOf(
  { model, name, who, placeOf }: Guaranteed,
  { someone, steps, certain }: Course,
): Violation {
  const { person, sort, assumed } = someone;
  const among = isAmong(model, who, { type: 'person', person });
  const isCertain = certain && among === 'yes';
  const last = steps.at(-1);
  const held = person.holds ?? [];
  const address = last?.address ?? held[0] ?? '';
  const answer = answerFor(model, { type: 'person', person: last?.person ?? person }, address);
  const requestor = requestorName(model, sort);
  const called = steps.map((step) => packageName(model, step.address)).join(' and then ');
  const unknown = [...assumed, ...steps.flatMap((step) => step.unknown)];
  return {
    check: 'guarantee',
    guarantee: name,
    capability: 'request',
    requestor,
    about: { address, displayName: model.packages.get(address)?.displayName ?? address },
    severity: opened(sort, answer),
    certain: isCertain,
    summary:
      steps.length === 0
        ? `${requestor.label} holds it all today`
        : `${requestor.label} ${isCertain ? 'can' : 'can possibly'} get ${called}${steps.length > 1 ? ', and hold both' : ', which gives it all'}`,
    details: [...steps.map((step) => stepText(model, step)), ...unknown.map((text) => `unknown: ${text}`)],
    causes: steps.flatMap(({ policies }) => policies.map((policy) => causeAt(policy, [], placeOf))),
    counterexample: {
      person: last?.person ?? person,
      text: personText(model, last?.person ?? person),
      after: { verdict: certainty(answer), steps: answer.steps },
    },
  };
}

function stepText(model: AccessModel, { address, policies }: CourseStep): string {
  const names = policies.map((policy) => `"${model.policies.get(policy)?.displayName ?? policy}"`).join(', ');
  return `${packageName(model, address)}${names === '' ? '' : ` through ${names}`}`;
}
