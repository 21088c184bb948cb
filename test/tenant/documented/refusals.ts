/** What the pages say of requests that fail, and of objects that are answered as a whole. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const UNKNOWN = 'b6b8f1d2-3c84-4e55-8d4d-6d1a5f0c9e10';
const STAGES = `${EM}/accessPackageAssignmentApprovals/{pendingRequest}/stages`;
const DECIDED = `${EM}/accessPackageAssignmentApprovals/{deniedRequest}/stages/{decidedStage}`;
const error = (code: Shape, more: Readonly<Record<string, Shape>> = {}): Shape => ({
  error: { code, message: 'text', innerError: { date: 'instant', 'request-id': 'text' }, ...more },
});
const DECISION = { reviewResult: 'Approve', justification: 'Licensed' };

const reprocessed = (['assignments', 'assignmentRequests'] as const).flatMap((collection) =>
  (
    [
      [UNKNOWN, 404],
      ['not-an-id', 400],
    ] as const
  ).map(([id, status]): Example => ({
    name: `refuses ${id}`,
    page: `accesspackage${collection.slice(0, -1).toLowerCase()}-reprocess`,
    method: 'POST',
    path: `${EM}/${collection}/${id}/reprocess`,
    status,
    answer: error('text'),
  })),
);

const decisions: readonly Example[] = [
  ['of who does not approve', `${STAGES}/{stage}`, 'carol', 403] as const,
  [
    'of an approval that is not there',
    STAGES.replace('{pendingRequest}', UNKNOWN) + '/{stage}',
    'bob',
    404,
  ] as const,
  ['of a stage that is decided', DECIDED, 'bob', 409] as const,
].map(([name, path, person, status]): Example => ({
  name,
  page: 'approvalstage-update',
  method: 'PATCH',
  path,
  as: `${person}@contoso.com`,
  body: DECISION,
  status,
  answer: error('text'),
}));

const names: readonly Example[] = [
  {
    name: 'that no group can have',
    page: 'directoryobject-validateproperties',
    method: 'POST',
    path: '/directoryObjects/validateProperties',
    body: { entityType: 'Group', displayName: 'x'.repeat(300), mailNickname: 'night drivers' },
    status: 422,
    answer: error('=Request_UnprocessableEntity', {
      details: [{ target: 'text', code: 'text', message: 'text' }],
    }),
  },
  {
    name: 'that another group has',
    page: 'group-validateproperties',
    method: 'POST',
    path: '/groups/{group}/validateProperties',
    body: { displayName: 'Office', mailNickname: 'Office' },
    status: 422,
    answer: error('=Request_UnprocessableEntity', {
      details: [{ target: '=mailNickname', code: '=PropertyConflict', message: 'text' }],
    }),
  },
  {
    name: 'of its own',
    page: 'group-validateproperties',
    method: 'POST',
    path: '/groups/{madeGroup}/validateProperties',
    body: { displayName: 'Office', mailNickname: 'office' },
    status: 204,
  },
];

const OBJECT = {
  '@odata.type': 'text',
  id: 'text',
  accountEnabled: 'flag',
  displayName: 'text',
} satisfies Shape;
const PRINCIPAL = {
  ...OBJECT,
  imAddresses: 'list',
  mail: 'text?',
  mailNickname: 'text',
  userType: 'text',
} satisfies Shape;

const whole: readonly Example[] = [
  {
    name: 'of people',
    page: 'directoryobject-getbyids',
    method: 'POST',
    path: '/directoryObjects/getByIds',
    body: { ids: ['{alice}', '{bob}'], types: ['user'] },
    status: 200,
    answer: { '@odata.context': 'text', value: [OBJECT] },
  },
  {
    name: 'of a role, with principals',
    page: 'rbacapplication-list-roleassignments',
    method: 'GET',
    path: "/roleManagement/directory/roleAssignments?$filter=principalId eq '{dora}'&$expand=principal",
    status: 200,
    answer: listOf({ id: 'text', roleDefinitionId: 'text', directoryScopeId: '=/', principal: PRINCIPAL }),
    differs: 'resourceScope is a name of beta.',
  },
];

export const REFUSAL_EXAMPLES: readonly Example[] = [...reprocessed, ...decisions, ...names, ...whole];
