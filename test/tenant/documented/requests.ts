/** Requests for assignments, assignments and approvals. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const REQUESTS = `${EM}/assignmentRequests`;
const ASSIGNMENTS = `${EM}/assignments`;
const APPROVALS = `${EM}/accessPackageAssignmentApprovals`;
const POST = 'entitlementmanagement-post-assignmentrequests';

const UNSPECIFIED = {
  startDateTime: 'null',
  recurrence: 'null',
  expiration: { endDateTime: 'null', duration: 'null', type: '=notSpecified' },
} satisfies Shape;
const received = (requestType: string) =>
  ({ id: 'text', requestType: `=${requestType}`, state: '=submitted', status: '=Accepted' }) satisfies Shape;
const DELIVERED = {
  id: 'text',
  requestType: 'text',
  state: '=delivered',
  status: '=Delivered',
  createdDateTime: 'instant',
  completedDateTime: 'instant',
  schedule: 'object?',
} satisfies Shape;
const ASSIGNMENT = {
  id: 'text',
  state: '=delivered',
  status: '=Delivered',
  expiredDateTime: 'instant?',
  schedule: 'object?',
} satisfies Shape;
const STAGE = {
  id: 'text',
  displayName: 'text?',
  reviewedDateTime: 'instant?',
  reviewResult: '=NotReviewed',
  status: '=InProgress',
  assignedToMe: 'flag',
  justification: 'text',
  reviewedBy: 'object?',
} satisfies Shape;
const BETA_NAMES =
  'requestState, requestStatus, completedDate, isValidationOnly, verifiedCredentialsData and customExtensionHandlerInstances are names of beta.';

const text = (type: string, id: string) => ({
  '@odata.type': `#microsoft.graph.accessPackage${type}Question`,
  id,
});
const answerTo = (type: string, question: string, value: string, displayValue?: string) => ({
  '@odata.type': '#microsoft.graph.accessPackageAnswerString',
  ...(displayValue !== undefined && { displayValue }),
  value,
  answeredQuestion: text(type, question),
});
const ANSWER: Shape = {
  '@odata.type': 'text',
  value: 'text',
  answeredQuestion: { '@odata.type': 'text', id: 'text' },
  displayValue: 'text',
};

const creations: readonly Example[] = [
  {
    name: 'assigns to a user of the directory',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    body: {
      requestType: 'adminAdd',
      assignment: { targetId: '{carol}', assignmentPolicyId: '{policy}', accessPackageId: '{package}' },
    },
    status: 201,
    answer: received('adminAdd'),
    differs: BETA_NAMES,
  },
  {
    name: 'removes an assignment',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    body: { requestType: 'adminRemove', assignment: { id: '{assignment}' } },
    status: 201,
    answer: received('adminRemove'),
    differs: BETA_NAMES,
  },
  {
    name: 'answers questions',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    as: 'dora@contoso.com',
    body: {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequest',
      requestType: 'userAdd',
      answers: [
        answerTo('MultipleChoice', '{choiceQuestion}', 'N', 'Depot N'),
        answerTo('TextInput', '{textQuestion}', 'Van', 'A van'),
      ],
      assignment: { accessPackageId: '{asking}' },
    },
    status: 201,
    answer: {
      ...received('userAdd'),
      createdDateTime: 'instant?',
      completedDateTime: 'null',
      schedule: UNSPECIFIED,
      answers: [ANSWER],
    },
  },
  {
    name: 'gives a justification',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    as: 'dora@contoso.com',
    body: {
      requestType: 'UserAdd',
      accessPackageAssignment: { accessPackageId: '{package}' },
      justification: 'Driving from Monday',
    },
    status: 201,
    answer: {
      ...received('userAdd'),
      createdDateTime: 'instant?',
      justification: '=Driving from Monday',
      schedule: UNSPECIFIED,
      answers: 'list',
    },
    differs: BETA_NAMES,
  },
  {
    name: 'assigns to a person who is not in the directory',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    body: {
      requestType: 'AdminAdd',
      accessPackageAssignment: {
        target: { email: 'new@fabrikam.example' },
        assignmentPolicyId: '{partnerPolicy}',
        accessPackageId: '{package}',
      },
    },
    status: 201,
    answer: {
      ...received('adminAdd'),
      createdDateTime: 'instant?',
      justification: 'text?',
      schedule: UNSPECIFIED,
      answers: 'list',
      customExtensionCalloutInstances: 'list',
    },
    differs: BETA_NAMES,
  },
  {
    name: 'changes answers',
    page: POST,
    method: 'POST',
    path: REQUESTS,
    body: {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequest',
      id: '{answeredRequest}',
      requestType: 'adminUpdate',
      answers: [
        answerTo('MultipleChoice', '{choiceQuestion}', 'S'),
        answerTo('TextInput', '{textQuestion}', 'Lorry', 'A lorry'),
      ],
      assignment: { id: '{answeredAssignment}' },
    },
    status: 201,
    answer: {
      ...received('adminUpdate'),
      createdDateTime: 'instant?',
      completedDateTime: 'null',
      schedule: UNSPECIFIED,
      answers: [ANSWER],
    },
  },
];

const CALLBACK = '#microsoft.graph.accessPackageAssignmentRequestCallbackData'.slice(1);
const resuming = (more: object) => ({
  source: 'Contoso.Duties',
  type: 'microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated',
  data: { '@odata.type': CALLBACK, customExtensionStageInstanceId: '{openCall}', ...more },
});

const requests: readonly Example[] = [
  {
    name: 'list',
    page: 'entitlementmanagement-list-assignmentrequests',
    method: 'GET',
    path: `${REQUESTS}?$filter=state eq 'delivered'`,
    status: 200,
    answer: listOf(DELIVERED),
    differs: 'completedDate is a name of beta.',
  },
  {
    name: 'get',
    page: 'accesspackageassignmentrequest-get',
    method: 'GET',
    path: `${REQUESTS}/{request}`,
    status: 200,
    answer: DELIVERED,
  },
  {
    name: 'delete',
    page: 'accesspackageassignmentrequest-delete',
    method: 'DELETE',
    path: `${REQUESTS}/{deniedRequest}`,
    status: 204,
  },
  {
    name: 'cancel',
    page: 'accesspackageassignmentrequest-cancel',
    method: 'POST',
    path: `${REQUESTS}/{pendingRequest}/cancel`,
    as: 'alice@contoso.com',
    status: 204,
  },
  {
    name: 'reprocess',
    page: 'accesspackageassignmentrequest-reprocess',
    method: 'POST',
    path: `${REQUESTS}/{failedRequest}/reprocess`,
    status: 202,
  },
  {
    name: 'go on',
    page: 'accesspackageassignmentrequest-resume',
    method: 'POST',
    path: `${REQUESTS}/{waitingRequest}/resume`,
    body: resuming({
      stage: 'assignmentRequestCreated',
      customExtensionStageInstanceDetail: 'Nothing conflicts',
    }),
    status: 204,
  },
  {
    name: 'deny',
    page: 'accesspackageassignmentrequest-resume',
    method: 'POST',
    path: `${REQUESTS}/{waitingRequest}/resume`,
    body: resuming({
      stage: 'AssignmentRequestCreated',
      state: 'denied',
      customExtensionStageInstanceDetail: 'Duties conflict',
    }),
    status: 204,
    differs: 'The text says that no request is denied at this stage; the example does it.',
  },
  ...(
    [
      ['target', 'erin@contoso.com'],
      ['createdBy', 'erin@contoso.com'],
      ['approver', 'bob@contoso.com'],
    ] as const
  ).map(([on, as]): Example => ({
    name: on,
    page: 'accesspackageassignmentrequest-filterbycurrentuser',
    method: 'GET',
    path: `${REQUESTS}/filterByCurrentUser(on='${on}')`,
    as,
    status: 200,
    answer: listOf(
      on === 'approver'
        ? { ...DELIVERED, state: '=pendingApproval', status: 'text', completedDateTime: 'null' }
        : DELIVERED,
    ),
  })),
];

const assignments: readonly Example[] = [
  {
    name: 'list',
    page: 'entitlementmanagement-list-assignments',
    method: 'GET',
    path: ASSIGNMENTS,
    status: 200,
    answer: listOf(ASSIGNMENT),
  },
  {
    name: 'list of what is delivered',
    page: 'entitlementmanagement-list-assignments',
    method: 'GET',
    path: `${ASSIGNMENTS}?$filter=state eq 'Delivered'`,
    status: 200,
    answer: listOf(ASSIGNMENT),
  },
  {
    name: 'list of a user',
    page: 'entitlementmanagement-list-assignments',
    method: 'GET',
    path: `${ASSIGNMENTS}?$expand=target&$filter=target/objectid+eq+'{erin}'`,
    status: 200,
    answer: listOf({ ...ASSIGNMENT, target: { id: 'text', objectId: 'text' } }),
  },
  {
    name: 'list of a user and a package',
    page: 'entitlementmanagement-list-assignments',
    method: 'GET',
    path: `${ASSIGNMENTS}?$expand=accessPackage,target&$filter=accessPackage/id eq '{package}' and target/objectid eq '{erin}'`,
    status: 200,
    answer: listOf({
      ...ASSIGNMENT,
      accessPackage: { id: 'text' },
      target: { id: 'text', objectId: 'text' },
    }),
  },
  {
    name: 'get',
    page: 'accesspackageassignment-get',
    method: 'GET',
    path: `${ASSIGNMENTS}/{assignment}`,
    status: 200,
    answer: { id: 'text', state: 'text', status: 'text', expiredDateTime: 'instant?' },
  },
  {
    name: 'reprocess',
    page: 'accesspackageassignment-reprocess',
    method: 'POST',
    path: `${ASSIGNMENTS}/{assignment}/reprocess`,
    status: 202,
    differs: 'The path accessPackageAssignments is a name of beta.',
  },
  {
    name: 'of two packages',
    page: 'accesspackageassignment-additionalaccess',
    method: 'GET',
    path: `${ASSIGNMENTS}/additionalAccess(accessPackageId='{package}',incompatibleAccessPackageId='{asking}')?$expand=target`,
    status: 200,
    answer: listOf({ id: 'text', target: { id: 'text', objectId: 'text', displayName: 'text' } }),
  },
  ...['target', 'createdBy'].map((on): Example => ({
    name: on,
    page: 'accesspackageassignment-filterbycurrentuser',
    method: 'GET',
    path: `${ASSIGNMENTS}/filterByCurrentUser(on='${on}')`,
    as: 'erin@contoso.com',
    status: 200,
    answer: listOf(ASSIGNMENT),
    ...(on === 'target' && {
      differs: "expiredDateTime is the text 'null'; it is an Edm.DateTimeOffset or null.",
    }),
  })),
];

const approvals: readonly Example[] = [
  {
    name: 'get',
    page: 'approval-get',
    method: 'GET',
    path: `${APPROVALS}/{pendingRequest}`,
    as: 'bob@contoso.com',
    status: 200,
    answer: { id: 'text', stages: [STAGE] },
    differs: 'stages is a navigation property, and comes without $expand.',
  },
  {
    name: 'list',
    page: 'approval-list-stages',
    method: 'GET',
    path: `${APPROVALS}/{pendingRequest}/stages`,
    as: 'bob@contoso.com',
    status: 200,
    answer: listOf(STAGE),
  },
  {
    name: 'get',
    page: 'approvalstage-get',
    method: 'GET',
    path: `${APPROVALS}/{pendingRequest}/stages/{stage}`,
    as: 'bob@contoso.com',
    status: 200,
    answer: STAGE,
  },
  {
    name: 'approver',
    page: 'approval-filterbycurrentuser',
    method: 'GET',
    path: `${APPROVALS}/filterByCurrentUser(on='approver')`,
    as: 'bob@contoso.com',
    status: 200,
    answer: listOf({ id: 'text' }),
  },
  {
    name: 'update',
    page: 'approvalstage-update',
    method: 'PATCH',
    path: `${APPROVALS}/{pendingRequest}/stages/{stage}`,
    as: 'bob@contoso.com',
    body: { reviewResult: 'Approve', justification: 'Licensed' },
    status: 204,
  },
];

export const REQUEST_EXAMPLES: readonly Example[] = [...creations, ...requests, ...assignments, ...approvals];
