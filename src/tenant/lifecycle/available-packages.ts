/** The packages that are there for people to request, as they see them (CONTRACT 16). */
import type { Call, Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import { liveAssignment } from './assignments.ts';
import { requestablePolicies } from './eligibility.ts';
import { subjectIdOf } from './subjects.ts';

function canRequest(context: Context, person: Person, accessPackage: Entity): boolean {
  try {
    return requestablePolicies(context, person, accessPackage).length > 0;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

/** The packages that a person can request. Hidden ones are left out: they are requested through their link. */
export function requestablePackages(context: Context, person: Person): Entity[] {
  return context.store
    .all('accessPackages')
    .filter((row) => row['isHidden'] !== true && canRequest(context, person, row));
}

/** What the calling person can request, without what is hidden; for an application everything. */
export function availablePackages(call: Call): readonly Entity[] {
  const { caller, store } = call;
  return caller.kind === 'person' ? requestablePackages(call, caller.person) : store.all('accessPackages');
}

/** One of them by its id: a hidden one has been found by its link, and what is held is seen too. */
export function availablePackage(call: Call, id: string): Entity | undefined {
  const { caller, store } = call;
  const row = store.get('accessPackages', id);
  if (row === undefined || caller.kind !== 'person') return row;
  const isHeld = liveAssignment(store, subjectIdOf(caller.person), textOf(row['id'])) !== undefined;
  return isHeld || canRequest(call, caller.person, row) ? row : undefined;
}
