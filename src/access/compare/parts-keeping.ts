/** Of people who lose something or get it on other terms: the parts of them that keep it, and whom else it is so for. */
import type { ResourceAddress } from '../../model/address.ts';
import { isPartOf } from '../facts/part-of.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, isGuests } from '../facts/requestor.ts';
import { allowsMore } from '../relation/order.ts';
import { requestorKey } from '../relation/overview.ts';
import type { Compared } from './compared.ts';
import {
  answersTo,
  assignmentCompared,
  certainty,
  compareAnswers,
  directionOf,
  losesAssignments,
} from './compared.ts';
import type { Sides } from './same-people.ts';
import { asGuests, guestsInGroups, organizationSides, sidesKey } from './same-people.ts';
import type { Revision } from './touched.ts';
import { groupsOfGuests } from './touched.ts';

/** Keys of those for whom something differs, by what is asked. */
type Differing = Readonly<Record<Compared['asked'], ReadonlySet<string>>>;

/** Looked for once, however many changes are asked about. */
export function differingIn(compared: readonly Compared[]): Differing {
  const keyed = compared.map(({ asked, ...sides }) => ({ asked, key: sidesKey(sides) }));
  return {
    request: new Set(keyed.flatMap(({ asked, key }) => (asked === 'request' ? [key] : []))),
    // What is said of requests stands for assignments too.
    assign: new Set(keyed.map(({ key }) => key)),
  };
}

/** Of those that are asked: who keeps what these lose, has it on the same terms, or could get it before these could. */
export function partsKeeping(
  change: Compared,
  revision: Revision,
  people: readonly Sides[],
  differing: Differing,
): readonly Requestor[] {
  // Conditions say themselves whom they are about.
  const isOfConditions = ({ differences }: Compared) =>
    differences.every(({ facet }) => facet === 'conditions');
  if (change.list === 'changed' && isOfConditions(change)) return [];
  // A rule says itself whom the one before it matched.
  if (change.list === 'gained' && change.requestor.type === 'attributeRule') return [];
  const model = revision[change.namedIn];
  const parts = people.filter(
    (sides) =>
      isPartOf(model, sides.present, change.requestor) &&
      keeps(change, revision, sides, differing[change.asked]),
  );
  const widest = parts.filter(
    ({ present }) => !parts.some((other) => isPartOf(model, present, other.present)),
  );
  return widest.map(({ present }) => present);
}

function keeps(
  { asked, list, after }: Compared,
  revision: Revision,
  sides: Sides,
  differing: ReadonlySet<string>,
): boolean {
  if (list === 'changed' && differing.has(sidesKey(sides))) return false;
  const answers = compareAnswers(revision, sides, after.answer.package.address).asked;
  const own = answersTo(asked, answers);
  if (own === undefined) return false;
  return certainty((list === 'lost' ? own.after : own.before).answer) !== 'no';
}

/** It is so as well for those who join a class later, which is why the class is told. */
export function opensToClass({ list, differences }: Compared): boolean {
  return allowsMore(directionOf(list, differences));
}

/** More organizations of a class are not named one by one. */
const MOST = 5;

/** Configured organizations of which no policy tells, where others of their class keep what these lose. */
export function othersOfClass(
  revision: Revision,
  people: readonly Sides[],
  compared: readonly Compared[],
  address: ResourceAddress,
): readonly Sides[] {
  const { before, after } = revision;
  const classes = compared.filter(
    (change) => change.requestor.type === 'configuredOrganizations' && !opensToClass(change),
  );
  if (classes.length === 0) return [];
  const differing = differingIn(compared);
  if (classes.every((change) => partsKeeping(change, revision, people, differing).length === 0)) return [];
  const asked = new Set(people.map(({ present }) => addressOf(present)));
  const all = [before, after].flatMap(({ organizations }) => [...organizations.values()]);
  const configured = all.filter(({ state }) => state === 'configured').map(({ address }) => address);
  const others = [...new Set(configured)].filter((address) => !asked.has(address));
  if (others.length > MOST) return [];
  const sides = others.flatMap((each) => organizationSides(before, after)(each));
  const withGuests = people.some(({ present }) => isExternalClass(present) && isGuests(present));
  const groups = groupsOfGuests(revision, address);
  return [...sides, ...(withGuests ? sides.flatMap(asGuests) : []), ...guestsInGroups(after, sides, groups)];
}

function addressOf(requestor: Requestor): ResourceAddress | undefined {
  return requestor.type === 'connectedOrganization' ? requestor.address : undefined;
}

/**
 * Assignments that people who are not in the directory yet lose with their requests, while guests of the same class keep them:
 * that nobody can request is said of both.
 */
export function assignmentsLost(
  revision: Revision,
  people: readonly Sides[],
  compared: readonly Compared[],
): readonly Compared[] {
  const losing = compared.filter(
    ({ asked, list, present }) =>
      asked === 'request' && list === 'lost' && isExternalClass(present) && !isGuests(present),
  );
  if (losing.length === 0) return [];
  const guests = new Map(people.map((sides) => [requestorKey(sides.present), sides]));
  const told = new Set(compared.filter(({ asked }) => asked === 'assign').map(sidesKey));
  const differing = differingIn(compared).assign;
  return losing.flatMap((change): readonly Compared[] => {
    const { present, after } = change;
    if (told.has(sidesKey(change)) || losesAssignments(revision, change)) return [];
    const inside = isExternalClass(present) && guests.get(requestorKey({ ...present, guests: true }));
    if (!inside) return [];
    const of = (sides: Sides) => assignmentCompared(revision, sides, after.answer.package.address);
    if (differing.has(sidesKey(inside)) && of(inside)?.list === 'lost') return [];
    const lost = of(change);
    return lost?.list === 'lost' ? [lost] : [];
  });
}
