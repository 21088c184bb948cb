/** A request that was accepted: stored with its terms, then approved or delivered. */
import { record } from '../audit.ts';
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import { storeRequest } from './assignment-request.ts';
import { endOfExpiration, requestTargets } from './delivery.ts';
import { listedOrganizations } from './eligibility.ts';
import { requireNoOpenRequest } from './open-requests.ts';
import { organizationsOf } from './person.ts';
import type { RequestInput } from './request-input.ts';
import { begin, newStages } from './stages.ts';
import { subjectOf } from './subjects.ts';
import { parseInstant } from './time.ts';

interface NewRequest {
  readonly type: string;
  readonly person: Person;
  readonly accessPackage: Entity;
  readonly policy: Entity;
  /** Approval stages of the policy; empty for none. */
  readonly approval: readonly Entity[];
  readonly input: Pick<RequestInput, 'justification' | 'schedule'> & Partial<RequestInput>;
  readonly answers: readonly Entity[];
  /** The assignment to extend. */
  readonly assignmentId?: string;
  /** The subject of who requests for another. */
  readonly requestedById?: string;
}

/** Stores a request with the terms of its policy: later changes of the policy do not touch it (CONTRACT 9.11). */
export function createRequest(context: Context, options: NewRequest): Entity {
  const { store, now } = context;
  const { type, person, accessPackage, policy, approval, input, answers, assignmentId, requestedById } =
    options;
  requireNoOpenRequest(context, person, accessPackage);
  const { startDateTime, requestedExpiration } = requestedSchedule(policy, input.schedule, type, now);
  const organizations = organizationsOf(store, person);
  const listed = listedOrganizations(policy, organizations);
  const lists = policy['allowedTargetScope'] === 'specificConnectedOrganizationUsers';
  const row = storeRequest(context, {
    requestType: type,
    justification: input.justification,
    answers,
    schedule: Object.keys(input.schedule).length === 0 ? null : input.schedule,
    accessPackageId: accessPackage['id'],
    policyId: policy['id'],
    subjectId: subjectOf(context, person)['id'],
    ...(assignmentId !== undefined && { assignmentId }),
    ...(requestedById !== undefined && { requestedById }),
    ...(input.bypassApproval === true && { parameters: { bypassApproval: true } }),
    expiration: policy['expiration'],
    // Data folders of earlier versions have it under this name.
    asked: requestedExpiration,
    startDateTime,
    organizationIds: (lists ? listed : organizations).map((organization) => textOf(organization['id'])),
    proposesOrganization: policy['allowedTargetScope'] === 'allExternalUsers',
    stages: newStages(context, approval),
  });
  record(context, {
    activity: `${initiatorOf(type)} requests access package assignment`,
    operationType: 'Add',
    targets: requestTargets(context, row),
    details: { policy: textOf(policy['displayName']) },
  });
  return begin(context, row);
}

function initiatorOf(type: string): string {
  if (type.startsWith('system')) return 'Service';
  return isRequestors(type) ? 'User' : 'Administrator';
}

/** Whether a request is one of those that policies open to people. */
function isRequestors(type: string): boolean {
  return type.startsWith('user') || type === 'onBehalfAdd';
}

/** The requested schedule; its end may be earlier than the policy's, never later. */
function requestedSchedule(
  policy: Entity,
  schedule: Entity,
  type: string,
  now: string,
): { readonly startDateTime: string | null; readonly requestedExpiration: Entity | null } {
  const { startDateTime, expiration } = schedule;
  const start = parseInstant(textOf(startDateTime)) ?? null;
  const requestedExpiration =
    isEntity(expiration) && endOfExpiration(expiration, now) !== undefined ? expiration : null;
  const settings = policy['requestorSettings'];
  const allowed = isEntity(settings) && settings['allowCustomAssignmentSchedule'] === true;
  const begins = start !== null && start > now ? start : null;
  if (isRequestors(type) && !allowed && (begins !== null || requestedExpiration !== null)) {
    const message = `The policy ${textOf(policy['displayName'])} does not let requestors choose when access begins or ends.`;
    throw new ServiceError(400, 'CustomScheduleNotAllowed', message);
  }
  const from = begins ?? now;
  const latest = endOfExpiration(policy['expiration'], from);
  const end = endOfExpiration(requestedExpiration, from);
  if (latest !== undefined && latest <= now)
    throw new ServiceError(400, 'PolicyExpired', `Access through this policy ended at ${latest}.`);
  if (end !== undefined && (end <= from || (latest !== undefined && end > latest))) {
    const message = `Access can end at ${latest ?? 'any time'} at the latest, and after it has begun.`;
    throw new ServiceError(400, 'InvalidSchedule', message);
  }
  return { startDateTime: begins, requestedExpiration };
}
