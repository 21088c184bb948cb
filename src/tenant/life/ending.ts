/** Access ends. */
import { record } from '../audit.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { endOf } from './assignments.ts';
import { requestTargets } from './delivery.ts';
import { afterLastAccess } from './guests.ts';
import type { Moment } from './moment.ts';
import { abandonAll } from './open-requests.ts';
import { revokeAll } from './roles.ts';

/** Ends an assignment: an extension under way ends, the roles go, and with the last access what the settings say of a governed guest. */
export function endAssignment(moment: Moment, assignment: Entity, activity: string): void {
  const { store, now } = moment;
  const userId = textOf(assignment['subjectId']);
  store.put('assignments', textOf(assignment['id']), {
    ...assignment,
    state: 'expired',
    status: 'Expired',
    expiredDateTime: now,
  });
  const end = endOf(assignment);
  record(moment, {
    activity,
    operationType: 'Delete',
    targets: requestTargets(moment, assignment),
    ...(end !== undefined && { details: { end } }),
  });
  abandonAll(moment, 'assignmentId', textOf(assignment['id']));
  revokeAll(moment, userId, textOf(assignment['accessPackageId']));
  afterLastAccess(moment, userId);
}
