/**
 * People whose manager comes to be kept out by the outer door, or to be let in: fallbacks approve for them instead of the
 * manager, or no longer do, while for the rest of their class nothing differs.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import type { Person } from '../facts/facts.ts';
import { isOfOuterDoor } from '../facts/outer-door.ts';
import { requestorKey } from '../relation/overview.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { managerOf } from '../relation/approver-list.ts';
import { managerLevelsOf } from '../relation/approvers.ts';
import { managerLevelsRequesting } from '../relation/beneficiaries.ts';
import { isAmong } from './among.ts';
import { differencesIn } from './causes.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import { differencesTold } from './differences-told.ts';
import { hasOtherStanding } from './standing.ts';
import type { Revision } from './touched.ts';

type Sides = Pick<Revision, 'before' | 'after' | 'changes'>;

/** Whether the outer door comes to be another. */
export function isDoorChanging({ changes }: Pick<Sides, 'changes'>): boolean {
  return changes.some((change) => isOfOuterDoor(change) && differencesIn(change).length > 0);
}

/**
 * Ids of the people who are known and come to be kept out, or to be let in, or of whom that comes to be unknown: guests, and
 * members who sign in with another tenant.
 */
export const peopleAtDoor = onceFor((revision: Sides): ReadonlySet<string> => {
  if (!isDoorChanging(revision)) return new Set();
  const ids = [...revision.after.directory.users.values()].flatMap(({ id }) => id ?? []);
  return new Set(ids.filter((id) => hasOtherStanding(revision, id)));
});

/** The highest level of managers who approve, review or request for others through any policy; 0 where none do. */
export function highestManagerLevel({ before, after }: Sides): number {
  const policies = [before, after].flatMap((model) => [...model.policies.values()]);
  return policies.reduce(
    (highest, policy) => Math.max(highest, ...managerLevelsOf(policy), ...managerLevelsRequesting(policy)),
    0,
  );
}

/** Those of whom such a person is the manager, by the level of which they are. */
const managedAtDoor = onceFor((revision: Sides): ReadonlyMap<number, readonly Person[]> => {
  const managers = peopleAtDoor(revision);
  const highest = managers.size === 0 ? 0 : highestManagerLevel(revision);
  const { directory } = revision.after;
  const known = [...directory.users.values()].filter(
    ({ id, manager }) => id !== undefined && manager != null,
  );
  const levels = Array.from({ length: highest }, (_, index) => index + 1);
  const isManaged = (person: Person, level: number) =>
    managers.has(managerOf(directory, person, level) ?? '');
  return new Map(levels.map((level) => [level, known.filter((person) => isManaged(person, level))]));
});

/** What is said of classes and people, and what is so of these people beside. */
export function withManagersAtDoor(
  revision: Revision,
  said: readonly Compared[],
  address: ResourceAddress,
): readonly Compared[] {
  if (peopleAtDoor(revision).size === 0) return said;
  const policies = [revision.before, revision.after].flatMap(
    ({ policiesOf }) => policiesOf.get(address) ?? [],
  );
  const people = new Set(
    policies.flatMap(managerLevelsOf).flatMap((level) => managedAtDoor(revision).get(level) ?? []),
  );
  const named = new Set(said.map(({ requestor }) => requestorKey(requestor)));
  const own = [...people].flatMap((person): readonly Compared[] => {
    const requestor: Requestor = { type: 'person', person };
    // What is said of someone by name is said with the manager that they have.
    if (named.has(requestorKey(requestor))) return [];
    const sides = { past: requestor, present: requestor, split: false };
    const { differing } = compareAnswers(revision, sides, address);
    return differing.filter(
      (each) => each.list === 'changed' && !said.some((other) => tells(revision, other, each, requestor)),
    );
  });
  return [...said, ...own];
}

/** Whether all that differs for someone is said of a class that they are of. */
function tells(revision: Revision, other: Compared, own: Compared, person: Requestor): boolean {
  const { asked, list, requestor, namedIn, outside } = other;
  if (list !== 'changed' || outside === true || asked !== own.asked) return false;
  return (
    differencesTold(own, other) &&
    isAmong(revision[namedIn], person, requestorName(revision[namedIn], requestor))
  );
}
