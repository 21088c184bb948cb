/** What else the holders of a package come to because they hold less, or more: exclusions and scopes of other packages. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Steps } from '../../model/turns.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { Gained, Requestor } from '../facts/requestor.ts';
import {
  isExternal,
  isExternalClass,
  isOutsideDirectory,
  organizationsOf,
  requestorName,
} from '../facts/requestor.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import { assignability } from '../relation/eligibility.ts';
import { allowsMore } from '../relation/order.ts';
import { assigneesOf } from '../relation/overview.ts';
import type { AccessChange, AccessDiff, Holders } from './access-change.ts';
import type { Telling } from './access-entry.ts';
import { toChange } from './access-entry.ts';
import { causeAt, causesOf, changesAt } from './causes.ts';
import type { Compared } from './compared.ts';
import { compareAnswers, directionOf } from './compared.ts';
import { compareSeverity } from './severity.ts';
import { countHolders, holdersMoved, peopleText } from './held-by.ts';
import type { Shift } from './holder-shifts.ts';
import type { SortOfHolders } from './known-holders.ts';
import { knownSorts } from './known-holders.ts';
import type { Sides } from './same-people.ts';
import { GUESTS, MEMBERS, sidesAsked, sidesKey } from './same-people.ts';

/**
 * Openings alone, one package a step; what `paths` tell of the same package and end is not repeated. Where the holders are
 * known, of them: nothing where nobody holds it. Otherwise of the sorts of people of whom someone may.
 */
export function* compareHolders(
  shift: Shift,
  telling: Telling,
  paths: readonly AccessChange[],
): Steps<Pick<AccessDiff, 'gained' | 'changed'>> {
  const found = { gained: [] as AccessChange[], changed: [] as AccessChange[] };
  const known = knownSorts(shift, telling);
  if (known?.length === 0) return found;
  for (const address of packagesAsking(shift, telling)) {
    yield;
    const leading = paths.filter((entry) => entry.package.address === address && leadsThrough(entry, shift));
    const isTold = ({ list, requestor }: Compared) =>
      list === 'gained' && leading.some((entry) => isOf(entry, requestor, telling.after));
    const sorts = known ?? sortsUnknown(shift, telling, address);
    for (const { list, said } of yield* openings(sorts, telling, address)) {
      const untold = said.filter((compared) => !isTold(compared));
      if (list !== 'lost' && untold.length > 0) found[list].push(toEntry(shift, telling, untold));
    }
  }
  return found;
}

/** Only what they come into leads on. */
function leadsThrough({ capability, path }: AccessChange, shift: Shift): boolean {
  return (
    capability === 'request' &&
    path?.certain === true &&
    path.steps.some(({ id }) => id === shift.package) &&
    path.steps.some(({ id }) => shift.joined.has(id))
  );
}

/** With the package people from outside are guests, whom the path does not tell apart. */
function isOf({ requestor: { type, id } }: AccessChange, requestor: Requestor, after: AccessModel): boolean {
  if (requestor.type === 'person') return isOfPerson(type, id ?? '', requestor, after);
  if (type !== requestor.type) return false;
  switch (requestor.type) {
    case 'connectedOrganization':
      return id === requestor.address;
    case 'group':
      return id === requestor.id;
    default:
      return true;
  }
}

/** Whether a holder is of the people whom a path is about. */
function isOfPerson(
  type: RequestorName['type'],
  id: string,
  holder: Requestor & { readonly type: 'person' },
  after: AccessModel,
): boolean {
  const { person } = holder;
  switch (type) {
    case 'user':
      return id === person.id;
    case 'members':
      return person.userType === 'Member';
    case 'group':
      return after.directory.groups.get(id)?.members?.includes(person.id ?? '') === true;
    case 'attributeRule':
      return matchesRule(id, person.properties) === 'yes';
    case 'connectedOrganization':
      return organizationsOf(after, holder).certain.some(({ address }) => address === id);
    default:
      return person.userType === 'Guest';
  }
}

/** Packages whose exclusions or scopes name what the holders come into or fall out of. */
export function packagesAsking(
  shift: Shift,
  { before, after }: Pick<Telling, 'before' | 'after'>,
): ReadonlySet<ResourceAddress> {
  const groups = new Set([...shift.left, ...shift.joined]);
  const isHeldNoMore = !shift.is.holds.has(shift.package);
  const found = new Set<ResourceAddress>();
  for (const { packages, policies } of [before, after]) {
    for (const { address, incompatibleGroups, incompatiblePackages } of packages.values())
      if (
        incompatibleGroups.some((group) => groups.has(group)) ||
        (isHeldNoMore && incompatiblePackages.includes(shift.package))
      )
        found.add(address);
    if (groups.size > 0)
      for (const policy of policies.values())
        if (policy.groups.some((group) => groups.has(group))) found.add(policy.package);
  }
  // Who held it could ask for nothing of it but to keep it.
  found.delete(shift.package);
  return new Set([...found].filter((address) => after.packages.has(address)));
}

/** Holders between two steps. */
const AT_ONCE = 50;

interface Opening {
  readonly list: Compared['list'];
  /** Of several sorts of holders the same: the worst first is told. */
  readonly said: readonly Compared[];
}

function* openings(
  sorts: readonly SortOfHolders[],
  telling: Telling,
  address: ResourceAddress,
): Steps<readonly Opening[]> {
  const bySignature = new Map<string, Compared[]>();
  for (const [index, sort] of sorts.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) yield;
    for (const compared of openedFor(sort, telling, address)) {
      const known = bySignature.get(compared.signature);
      if (known === undefined) bySignature.set(compared.signature, [compared]);
      else known.push(compared);
    }
  }
  return [...bySignature.values()].flatMap((said) => {
    const [first] = said;
    return first === undefined ? [] : [{ list: first.list, said }];
  });
}

/** Where the holders are not known, the sorts of people of whom someone may be one. */
function sortsUnknown(shift: Shift, telling: Telling, address: ResourceAddress): readonly SortOfHolders[] {
  const { was, is } = shift;
  return sortsOfHolders(shift, telling, address).map((sides) => ({ sides, was, is, unmoved: was }));
}

/** What opens to one sort of holders, and would not if they were left where they are. */
function openedFor(
  { sides, was, is, unmoved: left }: SortOfHolders,
  telling: Telling,
  address: ResourceAddress,
): readonly Compared[] {
  const { after } = telling;
  const [past, present] = [withGained(sides.past, was), withGained(sides.present, is)];
  const opened = compareAnswers(telling, { ...sides, past, present }, address).differing.filter(isOpening);
  if (opened.length === 0) return [];
  const unmoved = { ...sides, past: withGained(sides.present, left), present };
  const moved = compareAnswers({ ...telling, before: after }, unmoved, address).differing.filter(isOpening);
  const others = compareAnswers(telling, sides, address).differing;
  return opened.filter(
    ({ asked, signature }) =>
      moved.some((each) => each.asked === asked) &&
      !others.some((each) => each.asked === asked && each.signature === signature),
  );
}

function isOpening({ list, differences, after: { answer } }: Compared): boolean {
  return (
    allowsMore(directionOf(list, differences)) && !(answer.automatic.length === 0 && requestsInVain(answer))
  );
}

function withGained(requestor: Requestor, gained: Gained): Requestor {
  return { ...requestor, gained };
}

/** The sorts of people that the package tells apart, of whom someone may hold what the shift is about. */
function sortsOfHolders(shift: Shift, revision: Telling, address: ResourceAddress): readonly Sides[] {
  const { before, after } = revision;
  const asked = [...assigneesOf(before, address), ...assigneesOf(after, address), MEMBERS, GUESTS];
  const sorts = sidesAsked(revision, asked, address).flatMap((sides): readonly Sides[] => {
    const inside = { ...sides, past: insideOf(sides.past), present: insideOf(sides.present) };
    return canHold(shift, before, inside.past) ? [inside] : [];
  });
  return [...new Map(sorts.map((each) => [sidesKey(each), each])).values()];
}

/** Who holds a package is in the directory. */
function insideOf(requestor: Requestor): Requestor {
  return isExternalClass(requestor) ? { ...requestor, guests: true } : requestor;
}

function canHold(shift: Shift, before: AccessModel, requestor: Requestor): boolean {
  const { type } = requestor;
  if (type === 'servicePrincipals' || type === 'attributeRule' || isOutsideDirectory(requestor)) return false;
  if (type === 'person' && !mayHold(shift, before, requestor.person)) return false;
  const policies = shift.policy === undefined ? (before.policiesOf.get(shift.package) ?? []) : [shift.policy];
  return policies.some((policy) => isFor(before, policy, requestor));
}

/** A person of whom it is known what they hold, or that they are not in what it gives, does not hold it. */
function mayHold(
  { package: address, was }: Shift,
  { directory }: AccessModel,
  person: { id?: string; holds?: readonly string[] },
): boolean {
  if (person.holds !== undefined) return person.holds.includes(address);
  return [...was.groups].every((group) => {
    const members = directory.groups.get(group)?.members;
    return members === undefined || members.includes(person.id ?? '');
  });
}

/** Whether some of the people may have got it through a policy; lists and rules may be of anyone in the directory. */
function isFor(model: AccessModel, policy: PolicyView, requestor: Requestor): boolean {
  if (EXTERNAL_SCOPES.includes(policy.scope) && !mayBeFromOutside(model, requestor)) return false;
  if (
    requestor.type === 'person' ||
    requestor.type === 'group' ||
    policy.scope === 'specificDirectoryUsers' ||
    policy.scope === 'notSpecified'
  )
    return true;
  return policy.ended !== undefined || assignability(model, policy, requestor) !== 'no';
}

/** A group holds guests, unless each of its members is known to be none. */
function mayBeFromOutside({ directory: { groups, users } }: AccessModel, requestor: Requestor): boolean {
  if (requestor.type !== 'group') return isExternal(requestor) !== 'no';
  const members = groups.get(requestor.id)?.members;
  return members?.every((id) => users.get(id)?.userType === 'Member') !== true;
}

function toEntry(shift: Shift, telling: Telling, said: readonly Compared[]): AccessChange {
  const people = holdersAmong(shift, telling, said);
  // The tenant was asked and does not tell, so that there may be nobody of these sorts.
  const possible = !shift.certain || (telling.held !== undefined && people === undefined);
  const entries = said
    .map((compared) => toChange(compared, compared.after.answer.package.address, { ...telling, possible }))
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  const [worst] = entries;
  if (worst === undefined) throw new Error('Nothing is said of no one');
  const isOpen = possible || entries.every(({ certain }) => certain === false);
  return {
    ...worst,
    requestor: { type: 'holder', id: shift.policy?.address ?? shift.package, label: shift.label },
    ...(isOpen && { certain: false }),
    summary: `${shift.label} ${worst.predicate ?? ''}`,
    ...(people !== undefined && { holders: people }),
    details: [
      ...worst.details,
      `among them: ${people === undefined ? sortNames(said, telling) : peopleText(people)}`,
    ],
    causes: causesOfShift(shift, telling),
  };
}

function sortNames(said: readonly Compared[], { after }: Telling): string {
  return [...new Set(said.map(({ requestor }) => requestorName(after, requestor).label))].join(', ');
}

/** The holders of whom it is said; undefined where it is said of sorts of people. */
function holdersAmong(shift: Shift, telling: Telling, said: readonly Compared[]): Holders | undefined {
  const ids = new Set(
    said.flatMap(({ requestor }) => (requestor.type === 'person' ? requestor.person.id : [])),
  );
  const moved = holdersMoved(shift, telling);
  return moved && countHolders(moved.filter(({ id }) => ids.has(id)).map(({ holder }) => holder));
}

/** The lines that move the holders. */
export function causesOfShift({ by }: Shift, { changes, placeOf }: Telling): AccessChange['causes'] {
  const moving = changesAt(changes)(by);
  const causes = causesOf(moving, new Set(['grants', 'reach', 'people']), placeOf);
  return causes.length > 0 ? causes : [...by].map((address) => causeAt(address, [], placeOf));
}
