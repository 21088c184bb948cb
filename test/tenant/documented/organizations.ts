/** Connected organizations, their sponsors, settings, subjects, and roles of entitlement management. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const ORGANIZATIONS = `${EM}/connectedOrganizations`;
const ROLES = '/roleManagement/entitlementManagement';

const ORGANIZATION = {
  id: 'text',
  displayName: 'text',
  description: 'text',
  createdDateTime: 'instant',
  modifiedDateTime: 'instant',
  identitySources: [{ '@odata.type': 'text', displayName: 'text' }],
  state: '=configured',
} satisfies Shape;
const SPONSOR: Shape = { '@odata.type': 'text', id: 'text' };
const REFERENCE = { '@odata.id': 'https://graph.microsoft.com/v1.0/users/{carol}' };
const ROLE_ASSIGNMENT = {
  id: 'text',
  principalId: 'text',
  roleDefinitionId: 'text',
  appScopeId: 'text',
} satisfies Shape;

export const ORGANIZATION_EXAMPLES: readonly Example[] = [
  {
    name: 'list',
    page: 'entitlementmanagement-list-connectedorganizations',
    method: 'GET',
    path: ORGANIZATIONS,
    status: 200,
    answer: listOf(ORGANIZATION),
  },
  {
    name: 'get',
    page: 'connectedorganization-get',
    method: 'GET',
    path: `${ORGANIZATIONS}/{organization}`,
    status: 200,
    answer: ORGANIZATION,
  },
  {
    name: 'create',
    page: 'entitlementmanagement-post-connectedorganizations',
    method: 'POST',
    path: `${ORGANIZATIONS}/`,
    body: {
      displayName: 'Northwind',
      description: 'Northwind freight',
      identitySources: [
        {
          '@odata.type': '#microsoft.graph.domainIdentitySource',
          domainName: 'northwind.example',
          displayName: 'northwind.example',
        },
      ],
      state: 'proposed',
    },
    status: 201,
    answer: { ...ORGANIZATION, identitySources: 'list', state: '=proposed' },
  },
  {
    name: 'update',
    page: 'connectedorganization-update',
    method: 'PATCH',
    path: `${ORGANIZATIONS}/{organization}`,
    body: { displayName: 'Northwind renamed', description: 'Northwind again', state: 'configured' },
    status: 202,
    answer: {
      id: 'text',
      displayName: '=Northwind renamed',
      description: '=Northwind again',
      state: '=configured',
    },
  },
  {
    name: 'delete',
    page: 'connectedorganization-delete',
    method: 'DELETE',
    path: `${ORGANIZATIONS}/{lonelyOrganization}`,
    status: 204,
  },
  ...(['internalSponsors', 'externalSponsors'] as const).flatMap((sponsors): Example[] => {
    const page = (verb: string) => `connectedorganization-${verb}-${sponsors.toLowerCase()}`;
    const path = `${ORGANIZATIONS}/{organization}/${sponsors}`;
    return [
      { name: 'list', page: page('list'), method: 'GET', path, status: 200, answer: listOf(SPONSOR) },
      { name: 'add', page: page('post'), method: 'POST', path: `${path}/$ref`, body: REFERENCE, status: 204 },
      { name: 'remove', page: page('delete'), method: 'DELETE', path: `${path}/{bob}/$ref`, status: 204 },
    ];
  }),
  {
    name: 'get',
    page: 'entitlementmanagementsettings-get',
    method: 'GET',
    path: `${EM}/settings`,
    status: 200,
    answer: {
      id: 'text',
      externalUserLifecycleAction: '=blockSignInAndDelete',
      durationUntilExternalUserDeletedAfterBlocked: 'text',
    },
  },
  {
    name: 'update',
    page: 'entitlementmanagementsettings-update',
    method: 'PATCH',
    path: `${EM}/settings`,
    body: { externalUserLifecycleAction: 'None' },
    status: 204,
  },
  {
    name: 'get',
    page: 'accesspackagesubject-get',
    method: 'GET',
    path: `${EM}/subjects(objectId='{guest}')`,
    status: 200,
    answer: {
      id: 'text',
      objectId: 'text',
      displayName: 'text',
      principalName: 'text',
      email: 'text',
      onPremisesSecurityIdentifier: 'text?',
      subjectType: '=user',
      subjectLifecycle: 'text',
    },
  },
  {
    name: 'update',
    page: 'accesspackagesubject-update',
    method: 'PATCH',
    path: `${EM}/subjects(objectId='{guest}')`,
    body: { subjectLifecycle: 'governed' },
    status: 204,
  },
  {
    name: 'list of a catalog with principals',
    page: 'rbacapplication-list-roleassignments',
    method: 'GET',
    path: `${ROLES}/roleAssignments?$filter=appScopeId eq '/AccessPackageCatalog/{catalog}'&$expand=principal`,
    status: 200,
    answer: listOf({ ...ROLE_ASSIGNMENT, principal: { '@odata.type': 'text', id: 'text' } }),
  },
  {
    name: 'create on a catalog',
    page: 'rbacapplication-post-roleassignments',
    method: 'POST',
    path: `${ROLES}/roleAssignments`,
    body: {
      principalId: '{carol}',
      roleDefinitionId: 'ae79f266-94d4-4dab-b730-feca7e132178',
      appScopeId: '/AccessPackageCatalog/{catalog}',
    },
    status: 201,
    answer: ROLE_ASSIGNMENT,
  },
  {
    name: 'get',
    page: 'unifiedroleassignment-get',
    method: 'GET',
    path: `${ROLES}/roleAssignments/{roleAssignment}`,
    status: 200,
    answer: ROLE_ASSIGNMENT,
  },
  {
    name: 'delete',
    page: 'unifiedroleassignment-delete',
    method: 'DELETE',
    path: `${ROLES}/roleAssignments/{roleAssignment}`,
    status: 204,
  },
  ...['', '/ba92d953-d8e0-4e39-a797-0cbedb0a89e8'].map((id): Example => {
    const definition = {
      id: 'text',
      displayName: 'text',
      description: 'text',
      isBuiltIn: 'flag',
      isEnabled: 'flag',
      templateId: 'text',
      version: 'text',
      rolePermissions: [{ allowedResourceActions: ['text'], condition: 'null' }],
    } satisfies Shape;
    return {
      name: 'of entitlement management',
      page: id === '' ? 'rbacapplication-list-roledefinitions' : 'unifiedroledefinition-get',
      method: 'GET',
      path: `${ROLES}/roleDefinitions${id}`,
      status: 200,
      answer: id === '' ? listOf(definition) : definition,
    };
  }),
];
