/** Packages that are suggested to a person: because people near them hold one, or because they held it before. */
import type { Call, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { endUserSettings } from '../directory/lookups.ts';
import { isLive, liveAssignment } from './assignments.ts';
import { requestablePackages } from './available-packages.ts';
import { subjectIdOf } from './subjects.ts';

const REASON = '#microsoft.graph.accessPackageSuggestion';
export const NEAR = 'relatedPeopleAssignments';
export const BEFORE = 'assignmentHistory';

/** Users with the same manager, the manager, and those whom the person manages. */
function peopleNear({ store }: Call, { user }: Person): Entity[] {
  if (user === undefined) return [];
  const { id, managerId } = user;
  const isNear = (other: Entity) =>
    other['managerId'] === id ||
    (managerId !== undefined && (other['id'] === managerId || other['managerId'] === managerId));
  return store.all('users').filter((other) => other['id'] !== id && isNear(other));
}

function relatedPeople(call: Call, person: Person, packageId: string): Entity[] {
  const level = textOf(endUserSettings(call.store)['relatedPeopleInsightLevel']);
  if (level === 'disabled') return [];
  const holders = peopleNear(call, person).filter(
    ({ id }) => liveAssignment(call.store, textOf(id), packageId) !== undefined,
  );
  if (holders.length === 0) return [];
  const named = holders.map(({ id, displayName }): Entity => ({ id, displayName: displayName ?? null }));
  return [
    {
      '@odata.type': `${REASON}RelatedPeopleBased`,
      relatedPeople: level === 'countAndNames' ? named : [],
      relatedPeopleAssignmentCount: holders.length,
    },
  ];
}

function ownHistory({ store }: Call, person: Person, packageId: string): Entity[] {
  const past = store
    .where('assignments', 'subjectId', subjectIdOf(person))
    .filter((row) => row['accessPackageId'] === packageId && !isLive(row));
  const ends = past.map((row) => textOf(row['assignedDateTime'] ?? row['createdDateTime'])).sort();
  const last = ends.at(-1);
  if (last === undefined) return [];
  return [
    {
      '@odata.type': `${REASON}SelfAssignmentHistoryBased`,
      pastAssignmentCount: past.length,
      lastAssignmentDateTime: last,
    },
  ];
}

/** What is suggested to a person for the reasons that are asked for. */
export function suggestionsFor(call: Call, person: Person, on: readonly string[]): Entity[] {
  return requestablePackages(call, person).flatMap(({ id }): Entity[] => {
    const packageId = textOf(id);
    const reasons = [
      ...(on.includes(NEAR) ? relatedPeople(call, person, packageId) : []),
      ...(on.includes(BEFORE) ? ownHistory(call, person, packageId) : []),
    ];
    return reasons.length === 0 ? [] : [{ id: packageId, reasons }];
  });
}

/** All that is suggested to the calling person; nothing is to an application. */
export function suggestions(call: Call): readonly Entity[] {
  const { caller } = call;
  return caller.kind === 'person' ? suggestionsFor(call, caller.person, [NEAR, BEFORE]) : [];
}
