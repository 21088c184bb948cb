/** Of several sorts of people the same is said once: of the widest of them. */
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isPartOf } from '../facts/part-of.ts';
import { isExternalClass, isGuests } from '../facts/requestor.ts';
import { requestorKey, widerClass } from '../relation/overview.ts';
import type { Compared } from './compared.ts';
import { losesAssignments } from './compared.ts';
import { membersKeeping } from './members-keeping.ts';
import { assignmentsLost, differingIn, opensToClass, partsKeeping } from './parts-keeping.ts';
import type { Sides } from './same-people.ts';
import { GUESTS, MEMBERS, widerThan } from './same-people.ts';
import type { Revision } from './touched.ts';

/** What is to be said of all that differs: what holds for a class is not repeated for each of its members. */
export function said(
  differing: readonly Compared[],
  revision: Revision,
  people: readonly Sides[],
): readonly Compared[] {
  const { before, after } = revision;
  const compared = [...differing, ...assignmentsLost(revision, people, differing)];
  const key = (asked: Compared['asked'], requestor: Requestor) => `${asked} ${requestorKey(requestor)}`;
  const byRequestor = new Map(compared.map((change) => [key(change.asked, change.requestor), change]));
  const parts = differingIn(compared);
  const alone = new Set(people.flatMap(({ present }) => idOf(present) ?? []));
  const members = new Map(compared.map((change) => [change, membersKeeping(change, revision, alone)]));
  // Who joins the group later loses it all the same.
  const keptByAll = new Set(
    compared.filter((change) => change.list === 'lost' && members.get(change)?.areAll === true),
  );
  const kept = new Map(
    compared.map((change) => {
      const within = partsKeeping(change, revision, people, parts);
      const others = keptByAll.has(change) ? [] : (members.get(change)?.members ?? []);
      return [change, [...within, ...others.filter((each) => !isTold(after, each, within))]];
    }),
  );
  const listed = new Set(people.flatMap(({ past, present }) => [requestorKey(past), requestorKey(present)]));
  const isEmpty = ({ requestor }: Compared) => isEmptyClass(requestor, [before, after], listed);
  // Where some of a class keep it and all of them are known, the others are named.
  const unnamed = new Set(
    compared.filter(
      (change) => (kept.get(change)?.length ?? 0) > 0 && isEmpty(change) && !opensToClass(change),
    ),
  );
  const isSaidOf = (wider: Requestor | undefined, { asked, signature }: Compared): boolean => {
    const found = wider && byRequestor.get(key(asked, wider));
    return found !== undefined && !unnamed.has(found) && found.signature === signature;
  };
  /** What is said of the requests of guests stands for their assignments where these are lost as well. */
  const isSaidOfGuests = (guests: Requestor, { asked, signature }: Compared): boolean => {
    const own = byRequestor.get(key(asked, guests));
    if (own !== undefined) return own.signature === signature;
    const requested = asked === 'assign' ? byRequestor.get(key('request', guests)) : undefined;
    return requested?.list === 'lost' && losesAssignments(revision, requested);
  };
  const excepting = (change: Compared): Compared => {
    // Guests of whom the same is said are told with them, without those of the guests for whom it is not so.
    const guests = guestsOf(change.requestor);
    const alike = guests && byRequestor.get(key(change.asked, guests));
    const of = alike?.signature === change.signature ? [change, alike] : [change];
    const all = of.flatMap((each) => kept.get(each) ?? []);
    const except = all.filter((part) => !all.some((each) => isGuestsOf(part, each)));
    return except.length === 0 ? change : { ...change, except };
  };
  return compared.flatMap((change): Compared[] => {
    const { requestor, asked, list } = change;
    const all = byRequestor.get(key(asked, MEMBERS));
    if (all !== undefined && isSaidOf(GUESTS, all)) {
      if (change === all) return [{ ...excepting(change), requestor: { type: 'directoryUsers' } }];
      if (requestorKey(requestor) === requestorKey(GUESTS)) return [];
    }
    if (isSaidOf(widerClass(after, requestor), change)) return [];
    if (widerThan(requestor).some((wider) => isSaidOf(wider, change))) return [];
    // What opens to a class opens to those who join it later; nobody loses anything of a class that has no one in it.
    if (unnamed.has(change)) return [];
    const isOfNobody =
      list !== 'gained' &&
      isEmpty(change) &&
      !compared.some((other) => other !== change && isSaidOf(requestor, other));
    if (isOfNobody) return [];
    const guests = guestsOf(requestor);
    const isOutside =
      guests !== undefined && listed.has(requestorKey(guests)) && !isSaidOfGuests(guests, change);
    const inGroup = guestsInGroup(requestor);
    const isOfMembers =
      inGroup !== undefined &&
      listed.has(requestorKey(inGroup)) &&
      byRequestor.get(key(asked, inGroup))?.signature !== change.signature;
    return [
      {
        ...excepting(change),
        ...(isOutside && { outside: true }),
        ...(isOfMembers && { membersAlone: true }),
        ...(keptByAll.has(change) && { keptToday: true }),
      },
    ];
  });
}

function idOf(requestor: Requestor): string | undefined {
  return requestor.type === 'person' ? requestor.person.id : undefined;
}

/** Whether a person is among the parts that are told, or in one of them. */
function isTold(model: AccessModel, person: Requestor, parts: readonly Requestor[]): boolean {
  return parts.some((part) => idOf(part) === idOf(person) || isPartOf(model, person, part));
}

/** The same people, of whom all may be said that is said of them, once they are in the directory. */
function guestsOf(requestor: Requestor): Requestor | undefined {
  return isExternalClass(requestor) && !isGuests(requestor) ? { ...requestor, guests: true } : undefined;
}

/** Whether the guests of a class are told with those of it who are not in the directory yet. */
function isGuestsOf(part: Requestor, whole: Requestor): boolean {
  const guests = guestsOf(whole);
  return guests !== undefined && requestorKey(guests) === requestorKey(part);
}

function guestsInGroup(requestor: Requestor): Requestor | undefined {
  return requestor.type === 'group' ? { ...GUESTS, inGroup: requestor.id } : undefined;
}

/** True for the class of configured organizations where each of them has an answer of its own. */
function isEmptyClass(
  requestor: Requestor,
  models: readonly AccessModel[],
  listed: ReadonlySet<string>,
): boolean {
  if (requestor.type !== 'configuredOrganizations') return false;
  const configured = models
    .flatMap(({ organizations }) => [...organizations.values()])
    .filter(({ state }) => state === 'configured');
  return (
    configured.length > 0 &&
    configured.every(({ address }) => listed.has(requestorKey({ type: 'connectedOrganization', address })))
  );
}
