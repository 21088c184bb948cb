/** Assignments: who holds a package, through which policy, until when. */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import type { Expand } from '../query.ts';
import { pick } from '../query.ts';
import { ServiceError } from '../service-error.ts';
import type { Store } from '../store.ts';
import { subjectView } from './subjects.ts';

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

/** An assignment as it is answered. */
export function assignmentView(context: Context, row: Entity, expand: Expand): Entity {
  const { store } = context;
  const named = (table: 'accessPackages' | 'policies', field: string) => {
    const found = store.get(table, textOf(row[field]));
    return found === undefined ? null : { id: found['id'], displayName: found['displayName'] };
  };
  return {
    ...pick(row, 'id', 'state', 'status', 'expiredDateTime', 'schedule'),
    customExtensionCalloutInstances: [],
    ...(expand['target'] && { target: subjectView(context, textOf(row['subjectId']), expand['target']) }),
    ...(expand['accessPackage'] && { accessPackage: named('accessPackages', 'accessPackageId') }),
    ...(expand['assignmentPolicy'] && { assignmentPolicy: named('policies', 'policyId') }),
  };
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
