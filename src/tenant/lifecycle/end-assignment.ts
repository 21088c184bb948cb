/** The end of an assignment. */
import { record } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { endOf } from './assignments.ts';
import { requestTargets } from './delivery.ts';
import { applyExternalUserLifecycle } from './guests.ts';
import { cancelOpenRequests } from './open-requests.ts';
import { clearAttributes } from './resource-attributes.ts';
import { revokeAll } from './roles.ts';

/** Ends an assignment: an extension under way ends, the roles go, and with the last access what the settings say of a governed guest. */
export function endAssignment(context: Context, assignment: Entity, activity: string): void {
  const { store, now } = context;
  const userId = textOf(assignment['subjectId']);
  store.put('assignments', textOf(assignment['id']), {
    ...assignment,
    state: 'expired',
    status: 'Expired',
    expiredDateTime: now,
  });
  const end = endOf(assignment);
  record(context, {
    activity,
    operationType: 'Delete',
    targets: requestTargets(context, assignment),
    ...(end !== undefined && { details: { end } }),
  });
  cancelOpenRequests(context, 'assignmentId', textOf(assignment['id']));
  revokeAll(context, userId, textOf(assignment['accessPackageId']));
  clearAttributes(context, assignment);
  applyExternalUserLifecycle(context, userId);
}
