/** Where objects of the directory lead to: groups through groups, owners, roles of applications, and what applications registered. */
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const ROLES = '/roleManagement/directory';
const eventual = { ConsistencyLevel: 'eventual' };
const OBJECT: Shape = { '@odata.type': 'text', id: 'text' };
const THROUGH = 'transitiveMemberOf';
const CAST = `${THROUGH}/microsoft.graph.group`;
const COUNTED = '$count=true&$orderby=displayName';

const GRANT = {
  id: 'text',
  principalType: 'text',
  principalId: 'text',
  principalDisplayName: 'text',
  resourceId: 'text',
  resourceDisplayName: 'text',
} satisfies Shape;
const EXTENSION = {
  id: 'text',
  deletedDateTime: 'null',
  appDisplayName: '=Fleet',
  dataType: '=String',
  isSyncedFromOnPremises: 'flag',
  name: 'text',
  targetObjects: ['text'],
} satisfies Shape;
const INSTANCE = {
  id: 'text',
  principalId: 'text',
  roleDefinitionId: 'text',
  directoryScopeId: '=/',
  appScopeId: 'null',
  startDateTime: 'instant?',
  endDateTime: 'instant?',
  memberType: '=Direct',
} satisfies Shape;

/** What a group or an application is in, also through other groups: the pages of both show the same calls. */
function through(page: string, at: string): Example[] {
  return [
    { name: 'all', page, method: 'GET', path: `${at}/${THROUGH}`, status: 200, answer: listOf(OBJECT) },
    {
      name: 'how many',
      page,
      method: 'GET',
      path: `${at}/${THROUGH}/$count`,
      headers: eventual,
      status: 200,
      answer: 'number',
    },
    {
      name: 'how many groups',
      page,
      method: 'GET',
      path: `${at}/${CAST}/$count`,
      headers: eventual,
      status: 200,
      answer: 'number',
    },
    {
      name: 'groups by a part of the name',
      page,
      method: 'GET',
      path: `${at}/${CAST}?${COUNTED}&$search="displayName:Couri"&$select=displayName,id`,
      headers: eventual,
      status: 200,
      answer: { '@odata.count': 'number', value: [{ displayName: '=Couriers', id: 'text' }] },
    },
    {
      name: 'groups by the beginning of the name',
      page,
      method: 'GET',
      path: `${at}/${CAST}?${COUNTED}&$filter=startswith(displayName, 'c')`,
      headers: eventual,
      status: 200,
      answer: {
        '@odata.count': 'number',
        value: [{ displayName: '=Couriers', mail: 'text?', mailEnabled: 'flag', securityEnabled: 'flag' }],
      },
    },
  ];
}

export const LINK_EXAMPLES: readonly Example[] = [
  ...through('group-list-transitivememberof', '/groups/{staffed}'),
  ...through('serviceprincipal-list-transitivememberof', '/servicePrincipals/{application}'),
  {
    name: 'list',
    page: 'serviceprincipal-list-ownedobjects',
    method: 'GET',
    path: "/servicePrincipals(appId='{appId}')/ownedObjects",
    status: 200,
    answer: listOf({ id: 'text' }),
  },
  {
    name: 'follow',
    page: 'serviceprincipal-delta',
    method: 'GET',
    path: '/servicePrincipals/delta',
    status: 200,
    answer: {
      '@odata.context': 'text',
      '@odata.nextLink': 'text',
      value: [
        {
          id: 'text',
          accountEnabled: 'flag',
          addIns: 'list',
          appDisplayName: 'text',
          appId: 'text',
          appOwnerOrganizationId: 'text',
          appRoleAssignmentRequired: 'flag',
        },
      ],
    },
  },
  {
    name: 'give a role to an application',
    page: 'serviceprincipal-post-approleassignments',
    method: 'POST',
    path: '/servicePrincipals/{caller}/appRoleAssignments',
    body: {
      principalId: '{caller}',
      resourceId: '{application}',
      appRoleId: '00000000-0000-0000-0000-000000000000',
    },
    status: 201,
    answer: { ...GRANT, principalType: '=ServicePrincipal' },
    differs: 'creationTimestamp, which the metadata does not have, and an application of the type User',
  },
  {
    name: 'list',
    page: 'group-list-approleassignments',
    method: 'GET',
    path: '/groups/{staffed}/appRoleAssignments',
    status: 200,
    answer: listOf({
      ...GRANT,
      deletedDateTime: 'null',
      appRoleId: 'text',
      createdDateTime: 'instant',
      principalType: '=Group',
    }),
  },
  {
    name: 'remove',
    page: 'group-delete-owners',
    method: 'DELETE',
    path: '/groups/{twoOwners}/owners/{bob}/$ref',
    status: 204,
  },
  {
    name: 'the last one stays',
    page: 'group-delete-owners',
    method: 'DELETE',
    path: '/groups/{staffed}/owners/{bob}/$ref',
    status: 400,
    answer: { error: { code: 'text', message: 'text' } },
  },
  {
    name: 'get',
    page: 'extensionproperty-get',
    method: 'GET',
    path: '/applications/{registered}/extensionProperties/{extension}',
    status: 200,
    answer: EXTENSION,
  },
  {
    name: 'list',
    page: 'application-list-extensionproperty',
    method: 'GET',
    path: "/applications(appId='{registeredAppId}')/extensionProperties",
    status: 200,
    answer: listOf(EXTENSION),
  },
  {
    name: 'delete',
    page: 'extensionproperty-delete',
    method: 'DELETE',
    path: '/applications/{registered}/extensionProperties/{extension}',
    status: 204,
  },
  {
    name: 'remove',
    page: 'application-removepassword',
    method: 'POST',
    path: '/applications/{registered}/removePassword',
    body: { keyId: '{passwordKey}' },
    status: 204,
  },
  {
    name: 'update',
    page: 'unifiedroledefinition-update',
    method: 'PATCH',
    path: `${ROLES}/roleDefinitions/{ownRole}`,
    body: {
      description: 'Looks after registrations',
      displayName: 'Support of registrations',
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/applications/basic/read'] }],
    },
    status: 204,
  },
  {
    name: 'get by the template',
    page: 'directoryrole-get',
    method: 'GET',
    path: "/directoryRoles(roleTemplateId='f2ef992c-3afb-46b9-b7cf-a126ee74c451')",
    status: 200,
    answer: { description: 'text', displayName: 'text', roleTemplateId: 'text', id: 'text' },
  },
  {
    name: 'remove',
    page: 'directoryrole-delete-member',
    method: 'DELETE',
    path: "/directoryRoles(roleTemplateId='f2ef992c-3afb-46b9-b7cf-a126ee74c451')/members/{dora}/$ref",
    status: 204,
  },
  {
    name: 'list',
    page: 'rbacapplication-list-roleassignmentscheduleinstances',
    method: 'GET',
    path: `${ROLES}/roleAssignmentScheduleInstances`,
    status: 200,
    answer: listOf({
      ...INSTANCE,
      assignmentType: '=Assigned',
      roleAssignmentOriginId: 'text',
      roleAssignmentScheduleId: 'text',
    }),
  },
  {
    name: 'list',
    page: 'rbacapplication-list-roleeligibilityscheduleinstances',
    method: 'GET',
    path: `${ROLES}/roleEligibilityScheduleInstances`,
    status: 200,
    answer: listOf({ ...INSTANCE, startDateTime: 'instant', roleEligibilityScheduleId: 'text' }),
  },
];
