/** Assignments: who holds a package, through which policy, until when. */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

const LIVE = ['delivering', 'partiallyDelivered', 'delivered'];

/** Whether an assignment gives access now. */
export function isLive(assignment: Entity): boolean {
  return LIVE.includes(textOf(assignment['state']));
}

/** The live assignments of a subject. */
export function liveAssignmentsOf(store: Store, subjectId: string): Entity[] {
  return store.where('assignments', 'subjectId', subjectId).filter(isLive);
}

/** The live assignment of a package to a subject. */
export function liveAssignment(store: Store, subjectId: string, packageId: string): Entity | undefined {
  return liveAssignmentsOf(store, subjectId).find((row) => row['accessPackageId'] === packageId);
}

/** End of an assignment; undefined when it does not expire. */
export function endOf(assignment: Entity): string | undefined {
  const { schedule } = assignment;
  const expiration = isEntity(schedule) ? schedule['expiration'] : undefined;
  const end = isEntity(expiration) ? textOf(expiration['endDateTime']) : '';
  return end === '' ? undefined : end;
}

/** Whether a caller sees no roles of a package: external people do not, until they hold it. */
export function hidesRoles({ store, caller }: Context, packageId: string): boolean {
  if (caller.kind !== 'person') return false;
  const { user } = caller.person;
  if (user?.['userType'] === 'Member') return false;
  return liveAssignment(store, textOf(user?.['id']), packageId) === undefined;
}

/** Throws when a package or a policy, named by `field`, still has live assignments. */
export function requireUnassigned(
  store: Store,
  field: 'accessPackageId' | 'policyId',
  id: string,
  code: string,
  what: string,
): void {
  const live = store.where('assignments', field, id).filter(isLive).length;
  if (live === 0) return;
  const many = live === 1 ? '1 active assignment' : `${live} active assignments`;
  throw new ServiceError(400, code, `${what} cannot be deleted because it has ${many}.`);
}
