/** Access packages: what they grant, what they exclude, who may request them. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const PACKAGES = `${EM}/accessPackages`;
const PACKAGE = {
  id: 'text',
  displayName: 'text',
  description: 'text',
  isHidden: 'flag',
  createdDateTime: 'instant',
  modifiedDateTime: 'instant',
} satisfies Shape;
const NAMED = { id: 'text', displayName: 'text' } satisfies Shape;
const ROLE_SCOPE = { id: 'text', createdDateTime: 'instant' } satisfies Shape;
const ROLE_SCOPES = `${PACKAGES}/{package}/resourceRoleScopes`;
const POST_ROLE_SCOPE = 'accesspackage-post-resourcerolescopes';

const packages: readonly Example[] = [
  {
    name: 'list',
    page: 'entitlementmanagement-list-accesspackages',
    method: 'GET',
    path: PACKAGES,
    status: 200,
    answer: listOf(PACKAGE),
  },
  {
    name: 'list by a part of the name, with catalog',
    page: 'entitlementmanagement-list-accesspackages',
    method: 'GET',
    path: `${PACKAGES}?$filter=contains(tolower(displayName),'deliver')&$expand=catalog`,
    status: 200,
    answer: listOf({ ...PACKAGE, catalog: NAMED }),
  },
  {
    name: 'roles of what can be requested',
    page: 'availableaccesspackage-list-resourcerolescopes',
    method: 'GET',
    path: `${EM}/availableAccessPackages/{package}/resourceRoleScopes`,
    as: 'erin@contoso.com',
    status: 200,
    answer: listOf(ROLE_SCOPE),
  },
  {
    name: 'create',
    page: 'entitlementmanagement-post-accesspackages',
    method: 'POST',
    path: PACKAGES,
    body: {
      displayName: 'Returns',
      description: 'Work with returns',
      isHidden: false,
      catalog: { id: '{catalog}' },
    },
    status: 201,
    answer: PACKAGE,
  },
  {
    name: 'get',
    page: 'accesspackage-get',
    method: 'GET',
    path: `${PACKAGES}/{package}`,
    status: 200,
    answer: PACKAGE,
  },
  {
    name: 'update',
    page: 'accesspackage-update',
    method: 'PATCH',
    path: `${PACKAGES}/{package}`,
    body: { displayName: 'Deliveries renamed' },
    status: 204,
  },
  {
    name: 'delete',
    page: 'accesspackage-delete',
    method: 'DELETE',
    path: `${PACKAGES}/{barePackage}`,
    status: 204,
  },
  {
    name: 'allowedRequestor',
    page: 'accesspackage-filterbycurrentuser',
    method: 'GET',
    path: `${PACKAGES}/filterByCurrentUser(on='allowedRequestor')`,
    as: 'dora@contoso.com',
    status: 200,
    answer: listOf(PACKAGE),
  },
  {
    name: 'of a requestor',
    page: 'accesspackage-getapplicablepolicyrequirements',
    method: 'POST',
    path: `${PACKAGES}/{package}/getApplicablePolicyRequirements`,
    as: 'dora@contoso.com',
    status: 200,
    answer: listOf({
      '@odata.type': 'text',
      policyId: 'text',
      policyDisplayName: 'text',
      policyDescription: 'text',
      allowCustomAssignmentSchedule: 'flag',
      isApprovalRequiredForAdd: 'flag',
      isApprovalRequiredForUpdate: 'flag',
      isRequestorJustificationRequired: 'flag',
      questions: 'list',
      schedule: 'object?',
    }),
  },
];

const grants: readonly Example[] = [
  {
    name: 'list with the package',
    page: 'accesspackage-list-resourcerolescopes',
    method: 'GET',
    path: `${PACKAGES}/{package}?$expand=resourceRoleScopes($expand=role,scope)`,
    status: 200,
    answer: {
      id: 'text',
      displayName: 'text',
      description: 'text',
      isHidden: 'flag',
      resourceRoleScopes: [
        {
          ...ROLE_SCOPE,
          role: { ...NAMED, originSystem: 'text', originId: 'text' },
          scope: {
            ...NAMED,
            description: 'text',
            originId: 'text',
            originSystem: 'text',
            isRootScope: 'flag',
          },
        },
      ],
    },
    differs: 'catalogId is a name of beta.',
  },
  {
    name: 'a role of a site',
    page: POST_ROLE_SCOPE,
    method: 'POST',
    path: ROLE_SCOPES,
    body: {
      role: {
        displayName: 'Editors',
        originSystem: 'SharePointOnline',
        originId: '4',
        resource: { id: '{siteResource}' },
      },
      scope: {
        displayName: 'Root',
        description: 'Root Scope',
        originId: 'https://contoso.sharepoint.com/sites/fleet',
        originSystem: 'SharePointOnline',
        isRootScope: true,
      },
    },
    status: 201,
    answer: ROLE_SCOPE,
  },
  {
    name: 'a role of an application',
    page: POST_ROLE_SCOPE,
    method: 'POST',
    path: ROLE_SCOPES,
    body: {
      role: {
        id: '{applicationRole}',
        displayName: 'Dispatcher',
        description: 'Dispatcher',
        originSystem: 'AadApplication',
        originId: '{appRole}',
        resource: { id: '{applicationResource}', originId: '{application}', originSystem: 'AadApplication' },
      },
      scope: {
        id: '{applicationScope}',
        originId: '{application}',
        originSystem: 'AadApplication',
        isRootScope: true,
      },
    },
    status: 201,
    answer: ROLE_SCOPE,
  },
  {
    name: 'membership of a group',
    page: POST_ROLE_SCOPE,
    method: 'POST',
    path: ROLE_SCOPES,
    body: {
      role: {
        id: '{groupRole}',
        displayName: 'Member',
        originSystem: 'AadGroup',
        originId: 'Member_{group}',
        resource: {
          id: '{groupResource}',
          displayName: 'Drivers',
          description: '',
          originId: '{group}',
          originSystem: 'AadGroup',
        },
      },
      scope: {
        id: '{groupScope}',
        displayName: 'Root',
        description: 'Root Scope',
        originId: '{group}',
        originSystem: 'AadGroup',
        isRootScope: true,
      },
    },
    status: 201,
    answer: ROLE_SCOPE,
  },
  {
    name: 'remove',
    page: 'accesspackage-delete-resourcerolescopes',
    method: 'DELETE',
    path: `${ROLE_SCOPES}/{roleScope}`,
    status: 204,
  },
];

const incompatible: readonly Example[] = [
  {
    name: 'list',
    page: 'accesspackage-list-incompatibleaccesspackages',
    method: 'GET',
    path: `${PACKAGES}/{exclusive}/incompatibleAccessPackages`,
    status: 200,
    answer: listOf(NAMED),
  },
  {
    name: 'list',
    page: 'accesspackage-list-accesspackagesincompatiblewith',
    method: 'GET',
    path: `${PACKAGES}/{package}/accessPackagesIncompatibleWith`,
    status: 200,
    answer: listOf(NAMED),
  },
  {
    name: 'list',
    page: 'accesspackage-list-incompatiblegroups',
    method: 'GET',
    path: `${PACKAGES}/{exclusive}/incompatibleGroups`,
    status: 200,
    answer: listOf(NAMED),
  },
  {
    name: 'add',
    page: 'accesspackage-post-incompatibleaccesspackage',
    method: 'POST',
    path: `${PACKAGES}/{package}/incompatibleAccessPackages/$ref`,
    body: {
      '@odata.id':
        'https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/accessPackages/{emptyPackage}',
    },
    status: 204,
  },
  {
    name: 'add',
    page: 'accesspackage-post-incompatiblegroup',
    method: 'POST',
    path: `${PACKAGES}/{package}/incompatibleGroups/$ref`,
    body: { '@odata.id': 'https://graph.microsoft.com/v1.0/groups/{spareGroup}' },
    status: 204,
  },
  {
    name: 'remove',
    page: 'accesspackage-delete-incompatibleaccesspackage',
    method: 'DELETE',
    path: `${PACKAGES}/{exclusive}/incompatibleAccessPackages/{package}/$ref`,
    status: 204,
  },
  {
    name: 'remove',
    page: 'accesspackage-delete-incompatiblegroup',
    method: 'DELETE',
    path: `${PACKAGES}/{exclusive}/incompatibleGroups/{spareGroup}/$ref`,
    status: 204,
  },
];

export const PACKAGE_EXAMPLES: readonly Example[] = [...packages, ...grants, ...incompatible];
