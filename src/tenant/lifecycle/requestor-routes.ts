/** What a requestor sees: the packages that they can request, and on which terms (CONTRACT 16). */
import type { Answer, Call, Person, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { packageOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { pick } from '../wire/query.ts';
import type { EntityKind } from '../read/kind.ts';
import { KINDS } from '../read/kinds.ts';
import { page, plain } from '../read/render.ts';
import { enumValue } from '../wire/request-body.ts';
import { ok, param } from '../route.ts';
import { notFound } from '../wire/service-error.ts';
import { callingPerson } from './caller.ts';
import { requestablePackages } from './available-packages.ts';
import { requestablePolicies } from './eligibility.ts';
import { questionsFor } from './resource-attributes.ts';
import { approversOf } from './stages.ts';

function requestable(call: Call): Answer {
  enumValue('on', param(call, 'on'), ['allowedRequestor']);
  const person = callingPerson(call, 'filterByCurrentUser');
  return page(call, KINDS.accessPackage, requestablePackages(call, person));
}

function requirements(call: Call): Answer {
  const person = callingPerson(call, 'getApplicablePolicyRequirements');
  const policies = requestablePolicies(call, person, packageOf(call.store, param(call, 'id')));
  return ok({ value: policies.map((policy) => requirementOf(call, policy, person)) });
}

function requirementOf({ store }: Call, policy: Entity, { user }: Person): Entity {
  const approval = isEntity(policy['requestApprovalSettings']) ? policy['requestApprovalSettings'] : {};
  const requestor = isEntity(policy['requestorSettings']) ? policy['requestorSettings'] : {};
  return {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestRequirements',
    policyId: policy['id'],
    policyDisplayName: policy['displayName'],
    policyDescription: policy['description'],
    allowCustomAssignmentSchedule: requestor['allowCustomAssignmentSchedule'] === true,
    isApprovalRequiredForAdd: approval['isApprovalRequiredForAdd'],
    isApprovalRequiredForUpdate: approval['isApprovalRequiredForUpdate'],
    isRequestorJustificationRequired: approval['isRequestorJustificationRequired'],
    schedule: { startDateTime: null, recurrence: null, expiration: policy['expiration'] },
    questions: questionsFor(store, policy, user),
  };
}

/** A request with its approvers, which Graph does not tell. */
function requestDetails(call: Call, request: Entity): Entity {
  const { store } = call;
  const named = (table: 'accessPackages' | 'policies', field: string) =>
    store.get(table, textOf(request[field]))?.['displayName'] ?? null;
  const subject = store.get('subjects', textOf(request['subjectId']));
  const people = (ids: readonly string[]) =>
    ids.map((userId): Entity => ({
      id: userId,
      displayName: store.get('users', userId)?.['displayName'] ?? null,
    }));
  return {
    ...pick(request, 'id', 'requestType', 'state', 'status', 'createdDateTime', 'justification'),
    accessPackage: named('accessPackages', 'accessPackageId'),
    policy: named('policies', 'policyId'),
    requestor: subject === undefined ? null : plain(call, KINDS.subject, subject),
    stages: entitiesOf(request['stages']).map((stage) => ({
      id: stage['id'],
      displayName: stage['displayName'],
      status: stage['status'],
      reviewResult: stage['reviewResult'],
      reviewedBy: stage['reviewedBy'] ?? null,
      approvers: people(approversOf(stage)),
      escalationDueDateTime: stage['escalationDueDateTime'] ?? null,
      denialDueDateTime: stage['denialDueDateTime'] ?? null,
    })),
  };
}

const REQUEST_DETAILS: EntityKind = {
  type: 'accessPackageAssignmentRequest',
  properties: [
    ...['id', 'requestType', 'state', 'status', 'createdDateTime', 'justification'],
    ...['accessPackage', 'policy', 'requestor', 'stages'],
  ],
  view: requestDetails,
  filterable: { id: 'text', state: 'text' },
  navigations: {},
  missing: (id) => notFound('ResourceNotFound', `The assignment request '${id}'`),
};

export const requestorRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${EM}/accessPackages/filterByCurrentUser(on='{on}')`,
    answers: ['accessPackage'],
    handle: requestable,
  },
  {
    method: 'POST',
    pattern: `${EM}/accessPackages/{id}/getApplicablePolicyRequirements`,
    handle: requirements,
  },
  {
    method: 'GET',
    pattern: '/entente/assignmentRequests',
    handle: (call) => page(call, REQUEST_DETAILS, call.store.all('assignmentRequests')),
  },
];
