/** A request that was taken: kept with its terms, and sent on its way. */
import { record } from '../audit.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { ServiceError } from '../service-error.ts';
import { endOfPattern, requestTargets } from './delivery.ts';
import { listedOrganizations } from './eligibility.ts';
import { instantOf } from './instant.ts';
import type { Moment } from './moment.ts';
import { requireNoOpenRequest } from './open-requests.ts';
import { organizationsOf } from './person.ts';
import type { Person } from './person.ts';
import { advance, afterApproval, plannedStages } from './stages.ts';
import { subjectOf } from './subjects.ts';
import type { Wish } from './wish.ts';

interface Beginning {
  readonly type: string;
  readonly person: Person;
  readonly accessPackage: Entity;
  readonly policy: Entity;
  /** Stages that have to approve. */
  readonly approval: readonly Entity[];
  readonly wish: Pick<Wish, 'justification' | 'schedule'>;
  readonly answers: readonly Entity[];
  /** What is extended. */
  readonly assignmentId?: string;
}

/** Keeps a request with the terms of its policy: later changes of the policy do not touch it (CONTRACT 9.11). */
export function begin(moment: Moment, beginning: Beginning): Entity {
  const { store, now } = moment;
  const { type, person, accessPackage, policy, approval, wish, answers, assignmentId } = beginning;
  requireNoOpenRequest(moment, person, accessPackage);
  const { startDateTime, asked } = askedSchedule(policy, wish.schedule, type, now);
  const organizations = organizationsOf(store, person);
  const listed = listedOrganizations(policy, organizations);
  const lists = policy['allowedTargetScope'] === 'specificConnectedOrganizationUsers';
  const id = moment.newId();
  const row = store.put('assignmentRequests', id, {
    id,
    requestType: type,
    state: 'submitted',
    status: 'Accepted',
    createdDateTime: now,
    completedDateTime: null,
    justification: wish.justification === '' ? null : wish.justification,
    answers,
    schedule: Object.keys(wish.schedule).length === 0 ? null : wish.schedule,
    accessPackageId: accessPackage['id'],
    policyId: policy['id'],
    subjectId: subjectOf(moment, person)['id'],
    ...(assignmentId !== undefined && { assignmentId }),
    expiration: policy['expiration'],
    asked,
    startDateTime,
    organizationIds: (lists ? listed : organizations).map((organization) => textOf(organization['id'])),
    proposesOrganization: policy['allowedTargetScope'] === 'allExternalUsers',
    stages: plannedStages(moment, approval),
  });
  record(moment, {
    activity: `${initiatorOf(type)} requests access package assignment`,
    operationType: 'Add',
    targets: requestTargets(moment, row),
    details: { policy: textOf(policy['displayName']) },
  });
  return approval.length > 0 ? advance(moment, row) : afterApproval(moment, row);
}

function initiatorOf(type: string): string {
  if (type.startsWith('system')) return 'Service';
  return type.startsWith('user') ? 'User' : 'Administrator';
}

/** What of a schedule was asked for; an end may be earlier than the policy's, never later. */
function askedSchedule(
  policy: Entity,
  schedule: Entity,
  type: string,
  now: string,
): { readonly startDateTime: string | null; readonly asked: Entity | null } {
  const { startDateTime, expiration } = schedule;
  const start = instantOf(textOf(startDateTime)) ?? null;
  const asked = isEntity(expiration) && endOfPattern(expiration, now) !== undefined ? expiration : null;
  const settings = policy['requestorSettings'];
  const allowed = isEntity(settings) && settings['allowCustomAssignmentSchedule'] === true;
  const begins = start !== null && start > now ? start : null;
  if (type.startsWith('user') && !allowed && (begins !== null || asked !== null)) {
    const message = `The policy ${textOf(policy['displayName'])} does not let requestors choose when access begins or ends.`;
    throw new ServiceError(400, 'CustomScheduleNotAllowed', message);
  }
  const from = begins ?? now;
  const latest = endOfPattern(policy['expiration'], from);
  const end = endOfPattern(asked, from);
  if (latest !== undefined && latest <= now)
    throw new ServiceError(400, 'PolicyExpired', `Access through this policy ended at ${latest}.`);
  if (end !== undefined && (end <= from || (latest !== undefined && end > latest))) {
    const message = `Access can end at ${latest ?? 'any time'} at the latest, and after it has begun.`;
    throw new ServiceError(400, 'InvalidSchedule', message);
  }
  return { startDateTime: begins, asked };
}
