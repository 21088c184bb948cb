/** Roles of the directory, changes since a client asked last, invitations, and names that are checked. */
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const ROLES = '/roleManagement/directory';
const READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const GROUPS_ADMINISTRATOR = 'fdd7a751-b60b-444a-984c-02652fe8fa1c';
const HELD = {
  id: 'text',
  principalId: 'text',
  roleDefinitionId: 'text',
  directoryScopeId: '=/',
} satisfies Shape;
const DEFINITION = {
  id: 'text',
  description: 'text',
  displayName: 'text',
  isBuiltIn: 'flag',
  isEnabled: 'flag',
  templateId: 'text',
  version: '=1',
  rolePermissions: [{ allowedResourceActions: ['text'], condition: 'null' }],
} satisfies Shape;
const SCHEDULED = {
  ...HELD,
  status: '=Provisioned',
  createdDateTime: 'instant',
  completedDateTime: 'instant',
  approvalId: 'null',
  action: '=adminAssign',
  isValidationOnly: 'flag',
  targetScheduleId: 'text',
  justification: 'text',
  createdBy: { user: 'object?' },
  scheduleInfo: {
    startDateTime: 'instant',
    recurrence: 'null',
    expiration: { type: '=noExpiration', endDateTime: 'null', duration: 'null' },
  },
  ticketInfo: { ticketNumber: 'text?', ticketSystem: 'text?' },
} satisfies Shape;
const schedule = {
  action: 'adminAssign',
  justification: 'Looks after groups',
  roleDefinitionId: GROUPS_ADMINISTRATOR,
  directoryScopeId: '/',
  principalId: '{carol}',
  scheduleInfo: { startDateTime: '2025-04-10T00:00:00Z', expiration: { type: 'NoExpiration' } },
};
const role = {
  id: 'text',
  deletedDateTime: 'null',
  description: 'text',
  displayName: 'text',
  roleTemplateId: 'text',
} satisfies Shape;
const OBJECTS = '/directoryObjects/delta?$filter=';
const PEOPLE = "isof('microsoft.graph.user') or isof('microsoft.graph.group')";
const TYPED = { '@odata.type': 'text', id: 'text' } satisfies Shape;

const names = { displayName: 'Night drivers', mailNickname: 'night-drivers', onBehalfOfUserId: '{bob}' };

export const ROLE_EXAMPLES: readonly Example[] = [
  {
    name: 'of the directory',
    page: 'rbacapplication-post-roleassignments',
    method: 'POST',
    path: `${ROLES}/roleAssignments`,
    body: {
      '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
      roleDefinitionId: READER,
      principalId: '{carol}',
      directoryScopeId: '/',
    },
    status: 201,
    answer: HELD,
  },
  ...['Billing Administrator', 'Helpdesk Administrator', 'Service Support Administrator'].map(
    (displayName): Example => ({
      name: displayName,
      page: 'rbacapplication-list-roledefinitions',
      method: 'GET',
      path: `${ROLES}/roleDefinitions?$filter=displayName eq '${displayName}'`,
      status: 200,
      answer: listOf(DEFINITION),
    }),
  ),
  {
    name: 'with what it inherits',
    page: 'unifiedroledefinition-get',
    method: 'GET',
    path: `${ROLES}/roleDefinitions/${GROUPS_ADMINISTRATOR}`,
    status: 200,
    answer: { ...DEFINITION, resourceScopes: ['text'], inheritsPermissionsFrom: [{ id: 'text' }] },
  },
  {
    name: 'of a role that is built in',
    page: 'unifiedroledefinition-delete',
    method: 'DELETE',
    path: `${ROLES}/roleDefinitions/${READER}`,
    status: 400,
  },
  {
    name: 'of an own role',
    page: 'rbacapplication-post-roledefinitions',
    method: 'POST',
    path: `${ROLES}/roleDefinitions`,
    body: {
      displayName: 'Reads registrations',
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/applications/basic/read'] }],
      isEnabled: true,
    },
    status: 201,
    answer: { id: 'text', isBuiltIn: 'flag', templateId: 'text', version: 'text?', rolePermissions: 'list' },
  },
  ...(['roleAssignment', 'roleEligibility'] as const).map((family): Example => ({
    name: 'by an administrator',
    page: `rbacapplication-post-${family.toLowerCase()}schedulerequests`,
    method: 'POST',
    path: `${ROLES}/${family}ScheduleRequests`,
    body: schedule,
    status: 201,
    answer: SCHEDULED,
  })),
  {
    name: 'without being eligible',
    page: 'rbacapplication-post-roleassignmentschedulerequests',
    method: 'POST',
    path: `${ROLES}/roleAssignmentScheduleRequests`,
    body: { ...schedule, action: 'selfActivate' },
    as: 'carol@contoso.com',
    status: 400,
  },
  {
    name: 'list',
    page: 'directoryrole-list',
    method: 'GET',
    path: '/directoryRoles',
    status: 200,
    answer: listOf(role),
  },
  {
    name: 'activate',
    page: 'directoryrole-post-directoryroles',
    method: 'POST',
    path: '/directoryRoles',
    body: { roleTemplateId: GROUPS_ADMINISTRATOR },
    status: 201,
    answer: role,
  },
  {
    name: 'add a member',
    page: 'directoryrole-post-members',
    method: 'POST',
    path: `/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')/members/$ref`,
    body: { '@odata.id': 'https://graph.microsoft.com/v1.0/directoryObjects/{carol}' },
    status: 204,
  },
  {
    name: 'list',
    page: 'directoryroletemplate-list',
    method: 'GET',
    path: '/directoryRoleTemplates',
    status: 200,
    answer: listOf({ id: 'text', displayName: 'text', description: 'text' }),
  },
  {
    name: 'of three properties',
    page: 'group-delta',
    method: 'GET',
    path: '/groups/delta?$select=displayName,description,mailNickname',
    status: 200,
    answer: { '@odata.nextLink': 'text', value: [{ id: 'text', displayName: 'text', description: 'text?' }] },
  },
  {
    name: 'from now on',
    page: 'user-delta',
    method: 'GET',
    path: '/users/delta?$deltatoken=latest',
    status: 200,
    answer: { '@odata.deltaLink': 'text', value: 'list' },
  },
  {
    name: 'of types',
    page: 'directoryobject-delta',
    method: 'GET',
    path: `${OBJECTS}${PEOPLE}`,
    status: 200,
    answer: { '@odata.context': 'text', '@odata.nextLink': 'text', value: [TYPED] },
    differs: 'filter is without its $, which v1.0 takes in some places only.',
  },
  {
    name: 'of one object',
    page: 'directoryobject-delta',
    method: 'GET',
    path: `${OBJECTS}id eq '{staffed}'`,
    status: 200,
    answer: {
      '@odata.nextLink': 'text',
      value: [{ ...TYPED, displayName: 'text', groupTypes: 'list', 'members@delta': [TYPED] }],
    },
  },
  {
    name: 'of a property of each type',
    page: 'directoryobject-delta',
    method: 'GET',
    path: `${OBJECTS}isof('microsoft.graph.group')&$select=microsoft.graph.user/surname,microsoft.graph.group/displayName`,
    status: 200,
    answer: { '@odata.nextLink': 'text', value: [{ ...TYPED, displayName: 'text' }] },
  },
  {
    name: 'of everything',
    page: 'directoryobject-delta',
    method: 'GET',
    path: '/directoryObjects/delta',
    status: 400,
    differs: 'Whether a filter is needed is not said; each documented form has one.',
  },
  {
    name: 'of a type that does not exist',
    page: 'directoryobject-delta',
    method: 'GET',
    path: `${OBJECTS}isof('microsoft.graph.catalog')`,
    status: 400,
  },
  {
    name: 'of a group to be',
    page: 'directoryobject-validateproperties',
    method: 'POST',
    path: '/directoryObjects/validateProperties',
    body: { entityType: 'Group', ...names },
    status: 204,
  },
  {
    name: 'of a group',
    page: 'group-validateproperties',
    method: 'POST',
    path: '/groups/{group}/validateProperties',
    body: { ...names, mailNickname: 'night drivers' },
    status: 422,
  },
  {
    name: 'a guest',
    page: 'invitation-post',
    method: 'POST',
    path: '/invitations',
    body: { invitedUserEmailAddress: 'ida@lonely.example', inviteRedirectUrl: 'https://fleet.example' },
    status: 201,
    answer: {
      id: 'text',
      inviteRedeemUrl: 'text',
      invitedUserDisplayName: 'text',
      invitedUserEmailAddress: 'text',
      sendInvitationMessage: 'flag',
      inviteRedirectUrl: 'text',
      status: 'text',
      invitedUser: { id: 'text' },
    },
  },
];
