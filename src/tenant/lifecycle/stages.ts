/** The stages of an approval: its approvers, decisions, escalation and automatic denial. */
import { record } from '../audit.ts';
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import { shutBy } from '../directory/outer-door.ts';
import { ServiceError } from '../wire/service-error.ts';
import { approversFor } from './approvers.ts';
import { callOut, isWaiting } from './callouts.ts';
import { completeRequest, continueDelivery, deliver, requestTargets } from './delivery.ts';
import { personName } from './person.ts';
import { storeAttributes } from './resource-attributes.ts';
import { addDuration } from './time.ts';

/** The stages of a request as it begins, from those of its policy. */
export function newStages(context: Context, stages: readonly Entity[]): Entity[] {
  return stages.map((terms, index) => ({
    id: context.newId(),
    displayName: `Stage ${index + 1}`,
    status: 'Initializing',
    reviewResult: 'NotReviewed',
    terms,
  }));
}

/** The stage that is being decided; undefined when there is none. */
export function currentStage(request: Entity): Entity | undefined {
  return entitiesOf(request['stages']).find(({ status }) => status === 'InProgress');
}

function withStage(request: Entity, stage: Entity): Entity {
  const stages = entitiesOf(request['stages']).map((other) => (other['id'] === stage['id'] ? stage : other));
  return { ...request, stages };
}

function requestorOf(request: Entity) {
  const subjectId = textOf(request['subjectId']);
  const requestedById = textOf(request['requestedById']);
  return {
    userId: subjectId.includes('@') ? '' : subjectId,
    organizationIds: textsOf(request['organizationIds']),
    ...(requestedById !== '' && { requestedById }),
  };
}

/** Sends a new request on its way; an extension that is called at its creation may hold it up. */
export function begin(context: Context, request: Entity): Entity {
  const called = callOut(context, request, 'assignmentRequestCreated');
  return isWaiting(called) ? called : startNextStage(context, called);
}

/** Sends a request on that an extension held up at a stage of the workflow. */
export function continueAfter(context: Context, request: Entity, stage: string): Entity {
  const running = { ...request, state: 'submitted', status: 'Accepted' };
  return stage === 'assignmentRequestCreated'
    ? startNextStage(context, running)
    : deliverOrSchedule(context, running);
}

/** Begins the next stage, or delivers when all have approved. */
function startNextStage(context: Context, request: Entity): Entity {
  const { store, now } = context;
  const next = entitiesOf(request['stages']).find(({ status }) => status === 'Initializing');
  if (next === undefined) {
    const called = callOut(context, request, 'assignmentRequestApproved');
    return isWaiting(called) ? called : deliverOrSchedule(context, called);
  }
  const terms = next['terms'] as Entity;
  const stage = {
    ...next,
    status: 'InProgress',
    startedDateTime: now,
    denialDueDateTime: addDuration(now, textOf(terms['durationBeforeAutomaticDenial'])),
    escalationDueDateTime:
      terms['isEscalationEnabled'] === true
        ? addDuration(now, textOf(terms['durationBeforeEscalation']))
        : null,
    approverIds: approversFor(
      store,
      requestorOf(request),
      entitiesOf(terms['primaryApprovers']),
      entitiesOf(terms['fallbackPrimaryApprovers']),
    ),
    escalationApproverIds: [],
  };
  return store.put('assignmentRequests', textOf(request['id']), {
    ...withStage(request, stage),
    state: 'pendingApproval',
    status: 'PendingApproval',
  });
}

const GRANTED = ['delivered', 'partiallyDelivered'];

/** Delivers an approved request at once, or schedules it for the requested start. */
export function deliverOrSchedule(context: Context, request: Entity): Entity {
  const start = textOf(request['startDateTime']);
  if (start === '' || start <= context.now) return granted(context, deliver(context, request));
  return context.store.put('assignmentRequests', textOf(request['id']), {
    ...request,
    state: 'scheduled',
    status: 'PendingNotBefore',
  });
}

/** Goes on with a delivery that takes its time. */
export function deliverFurther(context: Context, request: Entity): Entity {
  return granted(context, continueDelivery(context, request));
}

/** What a request that has just been delivered brings about. */
function granted(context: Context, request: Entity): Entity {
  if (!GRANTED.includes(textOf(request['state']))) return request;
  storeAttributes(context, request);
  return callOut(context, request, 'assignmentRequestGranted');
}

/** Ids of those who can decide about a stage now. */
export function approversOf(stage: Entity): string[] {
  return [...new Set([...textsOf(stage['approverIds']), ...textsOf(stage['escalationApproverIds'])])].sort();
}

/** A person's decision. Throws 403 for whom it is not, 409 when it is decided already. */
export function decide(
  context: Context,
  request: Entity,
  stageId: string,
  decision: { readonly by: Person; readonly approve: boolean; readonly justification: string },
): Entity {
  const { now } = context;
  const { by, approve, justification } = decision;
  const stage = entitiesOf(request['stages']).find(({ id }) => id === stageId);
  if (stage === undefined)
    throw new ServiceError(404, 'ResourceNotFound', `The stage '${stageId}' was not found.`);
  const userId = textOf(by.user?.['id']);
  requireApprover(context, request, stage, by);
  if (stage['status'] !== 'InProgress' || request['state'] !== 'pendingApproval') {
    const message = `${textOf(stage['displayName'])} is decided already or not under way: ${textOf(stage['reviewResult'])}.`;
    throw new ServiceError(409, 'StageAlreadyDecided', message);
  }
  const terms = stage['terms'] as Entity;
  if (terms['isApproverJustificationRequired'] === true && justification.trim() === '')
    throw new ServiceError(
      400,
      'JustificationRequired',
      'This stage requires a justification of the decision.',
    );
  const decided = withStage(request, {
    ...stage,
    status: 'Completed',
    reviewResult: approve ? 'Approved' : 'Denied',
    reviewedBy: { id: userId, displayName: by.user?.['displayName'] ?? null },
    reviewedDateTime: now,
    justification: justification === '' ? null : justification,
  });
  record(context, {
    activity: `${approve ? 'Approve' : 'Deny'} access package assignment request`,
    targets: requestTargets(context, request),
    details: { stage: textOf(stage['displayName']), ...(justification !== '' && { justification }) },
  });
  return approve ? startNextStage(context, decided) : deny(context, decided, 'Denied');
}

function requireApprover({ store }: Context, request: Entity, stage: Entity, by: Person): void {
  const userId = textOf(by.user?.['id']);
  const blocked = by.user?.['accountEnabled'] === false;
  const keptOut = shutBy(store, by);
  if (userId !== '' && !blocked && keptOut === undefined && approversOf(stage).includes(userId)) return;
  const own = userId !== '' && userId === (request['requestedById'] ?? request['subjectId']);
  const why = own
    ? 'requestors cannot approve their own requests'
    : blocked
      ? 'the account is disabled'
      : keptOut !== undefined
        ? `cross-tenant access blocks their sign-in (crossTenantAccessPolicy/${keptOut})`
        : `they are not an approver of ${textOf(stage['displayName'])}`;
  throw new ServiceError(403, 'Forbidden', `${personName(by)} cannot decide about this request: ${why}.`);
}

function deny(context: Context, request: Entity, status: string): Entity {
  return completeRequest(context, request, {
    state: 'denied',
    status,
    activity: 'Deny access package assignment',
  });
}

/** Denies a request whose stage was not decided in time. */
export function expireStage(context: Context, request: Entity, stage: Entity): Entity {
  const expired = withStage(request, {
    ...stage,
    status: 'Expired',
    reviewResult: 'Denied',
    reviewedDateTime: context.now,
  });
  return deny(context, expired, 'DeniedAutomatically');
}

/** Adds the escalation approvers to a stage. */
export function escalate(context: Context, request: Entity, stage: Entity): Entity {
  const { store } = context;
  const terms = stage['terms'] as Entity;
  const escalationApproverIds = approversFor(
    store,
    requestorOf(request),
    entitiesOf(terms['escalationApprovers']),
    entitiesOf(terms['fallbackEscalationApprovers']),
  );
  record(context, {
    activity: 'Escalate access package assignment request',
    targets: requestTargets(context, request),
    details: { stage: textOf(stage['displayName']) },
  });
  return store.put('assignmentRequests', textOf(request['id']), {
    ...withStage(request, { ...stage, escalationApproverIds, escalationDueDateTime: null }),
    status: 'PendingApprovalEscalated',
  });
}

/** A stage as it is answered. */
export function stageView(stage: Entity, readerId: string): Entity {
  return {
    id: stage['id'],
    displayName: stage['displayName'],
    assignedToMe:
      readerId !== '' && stage['status'] === 'InProgress' && approversOf(stage).includes(readerId),
    justification: stage['justification'] ?? '',
    reviewResult: stage['reviewResult'],
    reviewedBy: stage['reviewedBy'] ?? null,
    reviewedDateTime: stage['reviewedDateTime'] ?? null,
    status: stage['status'],
  };
}
