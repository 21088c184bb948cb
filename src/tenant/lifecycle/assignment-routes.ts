/** Requests, approvals and assignments over HTTP (CONTRACT 10, 11). */
import type { Answer, Call, Route } from '../context.ts';
import { isGuid } from '../guid.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf, textsOf } from '../json.ts';
import { packageOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { badRequest } from '../wire/query.ts';
import { KINDS } from '../read/kinds.ts';
import { page, plain } from '../read/render.ts';
import { checkedBody, enumValue } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { isLive, liveAssignment } from './assignments.ts';
import { callingPerson } from './caller.ts';
import { deliver } from './delivery.ts';
import { cancelOwnRequest } from './open-requests.ts';
import { submit } from './requests.ts';
import { resume } from './resume.ts';
import { review } from './reviews.ts';
import { grantAll } from './roles.ts';
import { approversOf, currentStage, decide } from './stages.ts';
import { subjectIdOf } from './subjects.ts';
import { addDuration } from './time.ts';

const REQUESTS = `${EM}/assignmentRequests`;
const ASSIGNMENTS = `${EM}/assignments`;
const APPROVALS = `${EM}/accessPackageAssignmentApprovals`;

function requestOf(call: Call): Entity {
  const found = call.store.get('assignmentRequests', param(call, 'id'));
  if (found === undefined)
    throw notFound('ResourceNotFound', `The assignment request '${param(call, 'id')}'`);
  return found;
}

function assignmentOf(call: Call): Entity {
  const found = call.store.get('assignments', param(call, 'id'));
  if (found === undefined) throw notFound('ResourceNotFound', `The assignment '${param(call, 'id')}'`);
  return found;
}

/** What can be processed again is named by a GUID: any other id is invalid, not missing (CONTRACT 10). */
function requireId(call: Call): void {
  if (!isGuid(param(call, 'id'))) throw badRequest(`The id '${param(call, 'id')}' is not a GUID.`);
}

/** The calling person's subject id. */
function ownSubjectId(call: Call): string {
  return subjectIdOf(callingPerson(call, 'filterByCurrentUser'));
}

const REQUESTS_ON = [
  ...['target', 'createdBy', 'approver', 'targetOrRequestor', 'targetManager', 'requestForOthers'],
  'targetAgentIdentitySponsorOrOwner',
];
const ASSIGNMENTS_ON = ['target', 'createdBy', 'targetManager', 'targetAgentIdentitySponsorOrOwner'];

function ownRequests(call: Call): Answer {
  const on = enumValue('on', param(call, 'on'), REQUESTS_ON);
  const subjectId = ownSubjectId(call);
  return page(call, KINDS.assignmentRequest, requestsOn(call, on, subjectId));
}

function requestsOn(call: Call, on: string, subjectId: string): Entity[] {
  const { store } = call;
  if (on === 'approver') return pendingApprovals(call, subjectId);
  if (on === 'targetManager')
    return reports(store, subjectId).flatMap((id) => store.where('assignmentRequests', 'subjectId', id));
  // Agents request nothing here.
  if (on === 'targetAgentIdentitySponsorOrOwner') return [];
  const forThem = store.where('assignmentRequests', 'subjectId', subjectId);
  if (on === 'target') return forThem;
  const byThem = [
    // A request that an administrator made for a user was not created by that user.
    ...forThem.filter(({ requestType }) => textOf(requestType).startsWith('user')),
    ...store.where('assignmentRequests', 'requestedById', subjectId),
  ];
  if (on === 'createdBy') return byThem;
  if (on === 'requestForOthers') return byThem.filter((row) => row['subjectId'] !== subjectId);
  return [...new Set([...forThem, ...byThem])];
}

function assignmentsOn(call: Call, on: string, subjectId: string): Entity[] {
  const { store } = call;
  if (on === 'targetManager')
    return reports(store, subjectId).flatMap((id) => store.where('assignments', 'subjectId', id));
  if (on === 'targetAgentIdentitySponsorOrOwner') return [];
  if (on === 'target') return store.where('assignments', 'subjectId', subjectId);
  const created = requestsOn(call, 'createdBy', subjectId)
    .filter(({ requestType }) => textOf(requestType).endsWith('Add'))
    .map(({ assignmentId }) => store.get('assignments', textOf(assignmentId)));
  return [...new Set(created.filter(isEntity))];
}

/** Ids of those whom a person manages. */
function reports(store: Store, managerId: string): string[] {
  return store
    .all('users')
    .filter((user) => user['managerId'] === managerId)
    .map(({ id }) => textOf(id));
}

/**
 * Live assignments of people who hold a package and one that it is incompatible with: of all packages, of one, or of
 * one and one other.
 */
function additionalAccess(call: Call): Answer {
  const { store } = call;
  const [one, other] = [param(call, 'package'), param(call, 'incompatible')];
  const packages = one === '' ? store.all('accessPackages') : [packageOf(store, one)];
  if (other !== '') packageOf(store, other);
  const rows = packages.flatMap((accessPackage) => {
    const named = textsOf(accessPackage['incompatibleAccessPackages']);
    const against = other === '' ? named : [other];
    return store
      .where('assignments', 'accessPackageId', textOf(accessPackage['id']))
      .filter(isLive)
      .filter((row) =>
        against.some((id) => liveAssignment(store, textOf(row['subjectId']), id) !== undefined),
      );
  });
  return page(call, KINDS.assignment, rows);
}

function pendingApprovals({ store }: Call, userId: string): Entity[] {
  return store.all('assignmentRequests').filter((row) => {
    const stage = currentStage(row);
    return stage !== undefined && row['state'] === 'pendingApproval' && approversOf(stage).includes(userId);
  });
}

/** A request that has stages; only such a one has an approval. */
function approvalOf(call: Call): Entity {
  const request = call.store.get('assignmentRequests', param(call, 'id'));
  if (request === undefined || entitiesOf(request['stages']).length === 0)
    throw notFound('ResourceNotFound', `The approval '${param(call, 'id')}'`);
  return request;
}

function patchStage(call: Call): Answer {
  const values = checkedBody(call);
  const by = callingPerson(call, 'A decision');
  const result = values['reviewResult'];
  const justification = textOf(values['justification']);
  decide(call, approvalOf(call), param(call, 'stage'), { by, approve: result === 'Approve', justification });
  return NO_CONTENT;
}

/** How long after its end a request can be processed again (the API's reference and Entra's article on it). */
const REPROCESSED_WITHIN = 'P14D';

/** `reprocess` tries again what could not be delivered (CONTRACT 10). */
function reprocess(call: Call, request: Entity): Answer {
  const { completedDateTime } = request;
  const ended = typeof completedDateTime === 'string' ? completedDateTime : call.now;
  if (call.now > addDuration(ended, REPROCESSED_WITHIN)) {
    const message = 'A request can be processed again within 14 days of its completion; make a new one.';
    throw new ServiceError(400, 'InvalidReprocess', message);
  }
  const assignment = call.store.get('assignments', textOf(request['assignmentId']));
  if (request['state'] === 'deliveryFailed') {
    deliver(call, { ...request, completedDateTime: null });
  } else if (assignment?.['state'] !== 'partiallyDelivered') {
    const message = 'Only what failed to be delivered, or was delivered in part, can be processed again.';
    throw new ServiceError(400, 'InvalidReprocess', message);
  }
  return { status: 202 };
}

/** Access that a person holds is enforced anew, whatever has become of its roles in the directory. */
function reprocessAssignment(call: Call): Answer {
  const { store } = call;
  requireId(call);
  const assignment = assignmentOf(call);
  const user = store.get('users', textOf(assignment['subjectId']));
  if (!isLive(assignment) || user === undefined) {
    const message = 'Only an assignment that has not ended can be processed again.';
    throw new ServiceError(400, 'InvalidReprocess', message);
  }
  grantAll(call, user, textOf(assignment['accessPackageId']));
  return { status: 202 };
}

/** What a person has to decide about, or asked for. */
function ownApprovals(call: Call): Answer {
  const on = enumValue('on', param(call, 'on'), ['target', 'createdBy', 'approver']);
  const rows = requestsOn(call, on, ownSubjectId(call));
  return page(
    call,
    KINDS.approval,
    rows.filter(({ stages }) => entitiesOf(stages).length > 0),
  );
}

/** The service answers before it looks at approval and delivery, however soon these follow (CONTRACT 10). */
function asReceived(request: Entity): Entity {
  return { ...request, state: 'submitted', status: 'Accepted', completedDateTime: null };
}

export const assignmentRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: REQUESTS,
    takes: { type: 'accessPackageAssignmentRequest', purpose: 'create' },
    answers: 'assignmentRequest',
    handle: (call) =>
      created(plain(call, KINDS.assignmentRequest, asReceived(submit(call, checkedBody(call))))),
  },
  {
    method: 'GET',
    pattern: `${REQUESTS}/filterByCurrentUser(on='{on}')`,
    answers: ['assignmentRequest'],
    handle: ownRequests,
  },
  {
    method: 'DELETE',
    pattern: `${REQUESTS}/{id}`,
    handle: (call) => {
      const request = requestOf(call);
      if (!['denied', 'canceled', 'deliveryFailed'].includes(textOf(request['state']))) {
        const message = 'Only a request that has ended without an assignment can be deleted.';
        throw new ServiceError(400, 'InvalidDeleteAssignmentRequest', message);
      }
      call.store.delete('assignmentRequests', textOf(request['id']));
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${REQUESTS}/{id}/cancel`,
    handle: (call) => {
      cancelOwnRequest(call, requestOf(call));
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${REQUESTS}/{id}/resume`,
    takes: { type: 'resume', purpose: 'create' },
    handle: (call) => {
      resume(call, requestOf(call), checkedBody(call));
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${REQUESTS}/{id}/reprocess`,
    handle: (call) => {
      requireId(call);
      return reprocess(call, requestOf(call));
    },
  },
  {
    method: 'GET',
    pattern: `${ASSIGNMENTS}/filterByCurrentUser(on='{on}')`,
    answers: ['assignment'],
    handle: (call) => {
      const on = enumValue('on', param(call, 'on'), ASSIGNMENTS_ON);
      return page(call, KINDS.assignment, assignmentsOn(call, on, ownSubjectId(call)));
    },
  },
  ...[
    '()',
    "(accessPackageId='{package}')",
    "(accessPackageId='{package}',incompatibleAccessPackageId='{incompatible}')",
  ].map((parameters): Route => ({
    method: 'GET',
    pattern: `${ASSIGNMENTS}/additionalAccess${parameters}`,
    answers: ['assignment'],
    handle: additionalAccess,
  })),
  {
    method: 'POST',
    pattern: '/entente/assignments/{id}/review',
    takes: { type: 'reviewDecision', purpose: 'create' },
    handle: (call) => {
      const { decision, justification } = checkedBody(call);
      const keep = decision === 'keep';
      review(call, assignmentOf(call), { keep, justification: textOf(justification) });
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${ASSIGNMENTS}/{id}/reprocess`,
    handle: reprocessAssignment,
  },
  {
    method: 'GET',
    pattern: `${APPROVALS}/filterByCurrentUser(on='{on}')`,
    answers: ['approval'],
    handle: ownApprovals,
  },
  {
    method: 'PATCH',
    pattern: `${APPROVALS}/{id}/stages/{stage}`,
    takes: { type: 'approvalStage', purpose: 'update' },
    handle: patchStage,
  },
];
