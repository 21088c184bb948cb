/** Of people who lose something or get it on other terms: the parts of them that keep it, and whom else it is so for. */
import type { ResourceAddress } from '../../model/address.ts';
import { isPartOf } from '../facts/part-of.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, isGuests } from '../facts/requestor.ts';
import { shutOut } from '../relation/kept-out.ts';
import { allowsMore } from '../relation/order.ts';
import { requestorKey } from '../relation/overview.ts';
import type { Compared } from './compared.ts';
import { assignmentCompared, certainty, compareAnswers, directionOf } from './compared.ts';
import type { Sides } from './same-people.ts';
import { organizationSides, sidesKey } from './same-people.ts';
import type { Revision } from './touched.ts';

/** Of those that are asked. What opens to a class is told of the class. */
export function partsKeeping(
  change: Compared,
  revision: Revision,
  people: readonly Sides[],
  compared: readonly Compared[],
): readonly Requestor[] {
  // Conditions say themselves whom they are about.
  const isOfConditions = ({ differences }: Compared) =>
    differences.every(({ facet }) => facet === 'conditions');
  if (change.list === 'gained' || (change.list === 'changed' && isOfConditions(change))) return [];
  const model = revision[change.namedIn];
  const differing = new Set(
    compared.filter(({ asked }) => asked === change.asked || change.asked === 'assign').map(sidesKey),
  );
  const parts = people.filter(
    (sides) => isPartOf(model, sides.present, change.requestor) && keeps(change, revision, sides, differing),
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
  const answers = compareAnswers(revision, sides, after.answer.package.address).asked;
  // Where every policy takes requests, what can be requested is what can be assigned.
  const own = answers.find((each) => each.asked === asked) ?? answers[0];
  if (own === undefined) return false;
  return list === 'lost'
    ? certainty(own.after.answer) !== 'no'
    : certainty(own.before.answer) !== 'no' && !differing.has(sidesKey(sides));
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
): readonly Sides[] {
  const { before, after } = revision;
  const classes = compared.filter(
    (change) =>
      change.requestor.type === 'configuredOrganizations' &&
      !opensToClass(change) &&
      partsKeeping(change, revision, people, compared).length > 0,
  );
  if (classes.length === 0) return [];
  const asked = new Set(people.map(({ present }) => addressOf(present)));
  const all = [before, after].flatMap(({ organizations }) => [...organizations.values()]);
  const configured = all.filter(({ state }) => state === 'configured').map(({ address }) => address);
  const others = [...new Set(configured)].filter((address) => !asked.has(address));
  if (others.length > MOST) return [];
  const sides = others.flatMap((address) => organizationSides(before, after)(address));
  const withGuests = people.some(({ present }) => isExternalClass(present) && isGuests(present));
  return [...sides, ...(withGuests ? sides.map(asGuestsOf) : [])];
}

function addressOf(requestor: Requestor): ResourceAddress | undefined {
  return requestor.type === 'connectedOrganization' ? requestor.address : undefined;
}

function asGuestsOf({ past, present, ...sides }: Sides): Sides {
  const guests = (requestor: Requestor): Requestor =>
    isExternalClass(requestor) ? { ...requestor, guests: true } : requestor;
  return { ...sides, past: guests(past), present: guests(present) };
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
  const guests = new Map(people.map((sides) => [requestorKey(sides.present), sides]));
  const told = new Set(compared.filter(({ asked }) => asked === 'assign').map(sidesKey));
  return compared.flatMap((change): readonly Compared[] => {
    const { asked, list, present, after } = change;
    if (asked !== 'request' || list !== 'lost' || told.has(sidesKey(change))) return [];
    if (!isExternalClass(present) || isGuests(present)) return [];
    // Who cannot sign in any more has nothing of an assignment either.
    if (shutOut(revision.after, present) !== undefined) return [];
    const inside = guests.get(requestorKey({ ...present, guests: true }));
    if (inside === undefined) return [];
    const of = (sides: Sides) => assignmentCompared(revision, sides, after.answer.package.address);
    const lost = of(change);
    return lost?.list === 'lost' && of(inside)?.list !== 'lost' ? [lost] : [];
  });
}
