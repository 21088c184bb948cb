/** Requests, approvals and assignments over HTTP (CONTRACT 10, 11). */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf } from '../json.ts';
import { EM } from '../paths.ts';
import type { Expand } from '../query.ts';
import { page, single } from '../query.ts';
import { enumValue } from '../request-body.ts';
import { bodyOf, created, NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../service-error.ts';
import { checkBody } from '../types/check-body.ts';
import { requestMembers } from './assignment-request.ts';
import { assignmentView } from './assignments.ts';
import { callingPerson } from './caller.ts';
import { deliver } from './delivery.ts';
import { cancelOwnRequest } from './open-requests.ts';
import { submit } from './requests.ts';
import { review } from './reviews.ts';
import { approversOf, currentStage, decide, stageView } from './stages.ts';
import { subjectIdOf, subjectView } from './subjects.ts';

const REQUESTS = `${EM}/assignmentRequests`;
const ASSIGNMENTS = `${EM}/assignments`;
const APPROVALS = `${EM}/accessPackageAssignmentApprovals`;
const REQUEST_EXPANDABLE = ['accessPackage', 'assignment', 'requestor'];
const ASSIGNMENT_EXPANDABLE = ['target', 'accessPackage', 'assignmentPolicy'];

function requestView(call: Call, row: Entity, expand: Expand): Entity {
  const { store } = call;
  const assignment = store.get('assignments', textOf(row['assignmentId']));
  const accessPackage = store.get('accessPackages', textOf(row['accessPackageId']));
  return {
    ...requestMembers(row),
    customExtensionCalloutInstances: [],
    ...(expand['accessPackage'] && {
      accessPackage: accessPackage && { id: accessPackage['id'], displayName: accessPackage['displayName'] },
    }),
    ...(expand['assignment'] && {
      assignment: assignment === undefined ? null : assignmentView(call, assignment, expand['assignment']),
    }),
    ...(expand['requestor'] && { requestor: subjectView(call, textOf(row['subjectId'])) }),
  };
}

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

function requestPage(call: Call, rows: readonly Entity[]): Answer {
  return ok(
    page(rows, call.query, call.url, {
      filterable: ['accessPackage/id', 'state', 'status', 'requestType', 'requestor/objectId'],
      expandable: REQUEST_EXPANDABLE,
      project: (row, expand) => requestView(call, row, expand),
      filterView: (row) => ({
        ...row,
        accessPackage: { id: row['accessPackageId'] },
        requestor: call.store.get('subjects', textOf(row['subjectId'])),
      }),
    }),
  );
}

function assignmentPage(call: Call, rows: readonly Entity[]): Answer {
  return ok(
    page(rows, call.query, call.url, {
      filterable: ['state', 'accessPackage/id', 'target/objectid', 'target/objectId', 'assignmentPolicy/id'],
      expandable: ASSIGNMENT_EXPANDABLE,
      project: (row, expand) => assignmentView(call, row, expand),
      filterView: (row) => ({
        ...row,
        accessPackage: { id: row['accessPackageId'] },
        assignmentPolicy: { id: row['policyId'] },
        target: { objectid: row['subjectId'], objectId: row['subjectId'] },
      }),
    }),
  );
}

/** The calling person's subject id. */
function ownSubjectId(call: Call): string {
  return subjectIdOf(callingPerson(call, 'filterByCurrentUser'));
}

function ownRequests(call: Call): Answer {
  const on = enumValue('on', param(call, 'on'), ['target', 'createdBy', 'approver']);
  const subjectId = ownSubjectId(call);
  const { store } = call;
  if (on !== 'approver') {
    const rows = store.where('assignmentRequests', 'subjectId', subjectId);
    // A request that an administrator made on behalf of a user was not created by that user.
    const own = (row: Entity) => on === 'target' || textOf(row['requestType']).startsWith('user');
    return requestPage(call, rows.filter(own));
  }
  return requestPage(call, pendingApprovals(call, subjectId));
}

function pendingApprovals({ store }: Call, userId: string): Entity[] {
  return store.all('assignmentRequests').filter((row) => {
    const stage = currentStage(row);
    return stage !== undefined && row['state'] === 'pendingApproval' && approversOf(stage).includes(userId);
  });
}

function readerId({ caller }: Call): string {
  return caller.kind === 'person' ? textOf(caller.person.user?.['id']) : '';
}

function approvalView(call: Call, request: Entity, expand: Expand): Entity {
  const stages = () => entitiesOf(request['stages']).map((stage) => stageView(stage, readerId(call)));
  return { id: request['id'], ...(expand['stages'] && { stages: stages() }) };
}

/** A request that has stages; only such a one has an approval. */
function approvalOf(call: Call): Entity {
  const request = call.store.get('assignmentRequests', param(call, 'id'));
  if (request === undefined || entitiesOf(request['stages']).length === 0)
    throw notFound('ResourceNotFound', `The approval '${param(call, 'id')}'`);
  return request;
}

function stageOf(call: Call): Entity {
  const stage = entitiesOf(approvalOf(call)['stages']).find(({ id }) => id === param(call, 'stage'));
  if (stage === undefined) throw notFound('ResourceNotFound', `The stage '${param(call, 'stage')}'`);
  return stage;
}

function patchStage(call: Call): Answer {
  const values = checkBody('approvalStage', bodyOf(call), 'update');
  const by = callingPerson(call, 'A decision');
  const result = values['reviewResult'];
  const justification = textOf(values['justification']);
  decide(call, approvalOf(call), param(call, 'stage'), { by, approve: result === 'Approve', justification });
  return NO_CONTENT;
}

/** `reprocess` tries again what could not be delivered (CONTRACT 10). */
function reprocess(call: Call, request: Entity | undefined): Answer {
  const assignment = call.store.get('assignments', textOf(request?.['assignmentId']));
  if (request?.['state'] === 'deliveryFailed') {
    deliver(call, { ...request, completedDateTime: null });
  } else if (assignment?.['state'] !== 'partiallyDelivered') {
    const message = 'Only what failed to be delivered, or was delivered in part, can be processed again.';
    throw new ServiceError(400, 'InvalidReprocess', message);
  }
  return { status: 202 };
}

export const assignmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: REQUESTS,
    handle: (call) => requestPage(call, call.store.all('assignmentRequests')),
  },
  {
    method: 'POST',
    pattern: REQUESTS,
    handle: (call) => created(requestView(call, submit(call, bodyOf(call)), {})),
  },
  { method: 'GET', pattern: `${REQUESTS}/filterByCurrentUser(on='{on}')`, handle: ownRequests },
  {
    method: 'GET',
    pattern: `${REQUESTS}/{id}`,
    handle: (call) => {
      const project = (row: Entity, expand: Expand) => requestView(call, row, expand);
      return ok(single(requestOf(call), call.query, { expandable: REQUEST_EXPANDABLE, project }));
    },
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
    pattern: `${REQUESTS}/{id}/reprocess`,
    handle: (call) => reprocess(call, requestOf(call)),
  },
  {
    method: 'GET',
    pattern: ASSIGNMENTS,
    handle: (call) => assignmentPage(call, call.store.all('assignments')),
  },
  {
    method: 'GET',
    pattern: `${ASSIGNMENTS}/filterByCurrentUser(on='{on}')`,
    handle: (call) => {
      const on = enumValue('on', param(call, 'on'), ['target', 'createdBy']);
      const rows = call.store.where('assignments', 'subjectId', ownSubjectId(call));
      const type = (row: Entity) =>
        call.store.where('assignmentRequests', 'assignmentId', textOf(row['id']))[0]?.['requestType'];
      return assignmentPage(
        call,
        rows.filter((row) => on === 'target' || type(row) === 'userAdd'),
      );
    },
  },
  {
    method: 'GET',
    pattern: `${ASSIGNMENTS}/{id}`,
    handle: (call) => {
      const project = (row: Entity, expand: Expand) => assignmentView(call, row, expand);
      return ok(single(assignmentOf(call), call.query, { expandable: ASSIGNMENT_EXPANDABLE, project }));
    },
  },
  {
    method: 'POST',
    pattern: '/entente/assignments/{id}/review',
    handle: (call) => {
      const { decision, justification } = checkBody('reviewDecision', bodyOf(call), 'create');
      const keep = decision === 'keep';
      review(call, assignmentOf(call), { keep, justification: textOf(justification) });
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: `${ASSIGNMENTS}/{id}/reprocess`,
    handle: (call) =>
      reprocess(
        call,
        call.store.where('assignmentRequests', 'assignmentId', textOf(assignmentOf(call)['id']))[0],
      ),
  },
  {
    method: 'GET',
    pattern: `${APPROVALS}/filterByCurrentUser(on='{on}')`,
    handle: (call) => {
      enumValue('on', param(call, 'on'), ['approver']);
      const project = (row: Entity, expand: Expand) => approvalView(call, row, expand);
      const rows = pendingApprovals(call, ownSubjectId(call));
      return ok(page(rows, call.query, call.url, { filterable: [], expandable: ['stages'], project }));
    },
  },
  {
    method: 'GET',
    pattern: `${APPROVALS}/{id}`,
    handle: (call) => {
      const project = (row: Entity, expand: Expand) => approvalView(call, row, expand);
      return ok(single(approvalOf(call), call.query, { expandable: ['stages'], project }));
    },
  },
  {
    method: 'GET',
    pattern: `${APPROVALS}/{id}/stages`,
    handle: (call) => {
      const project = (row: Entity) => stageView(row, readerId(call));
      return ok(
        page(entitiesOf(approvalOf(call)['stages']), call.query, call.url, { filterable: [], project }),
      );
    },
  },
  {
    method: 'GET',
    pattern: `${APPROVALS}/{id}/stages/{stage}`,
    handle: (call) => ok(single(stageView(stageOf(call), readerId(call)), call.query, {})),
  },
  { method: 'PATCH', pattern: `${APPROVALS}/{id}/stages/{stage}`, handle: patchStage },
];
