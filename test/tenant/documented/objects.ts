/** What any object of the directory is asked for, who owns what, roles of applications, and the tenant's own settings. */
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';
import { EVENTUAL, OBJECT } from './shared-shapes.ts';

const at = (name: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/{${name}}` });
const GRANT = {
  '@odata.context': 'text',
  id: 'text',
  deletedDateTime: 'null',
  appRoleId: 'text',
  createdDateTime: 'instant',
  principalDisplayName: 'text',
  principalId: 'text',
  principalType: 'text',
  resourceDisplayName: 'text',
  resourceId: 'text',
} satisfies Shape;

const memberships: readonly Example[] = [
  ...(['/directoryObjects/{alice}', '/me'] as const).flatMap((path): Example[] => [
    {
      name: `among groups at ${path}`,
      page: 'directoryobject-checkmembergroups',
      method: 'POST',
      path: `${path}/checkMemberGroups`,
      body: { groupIds: ['{staffed}', '{spareGroup}'] },
      as: 'alice@contoso.com',
      status: 200,
      answer: { '@odata.context': 'text', value: ['text'] },
    },
    {
      name: `groups at ${path}`,
      page: 'directoryobject-getmembergroups',
      method: 'POST',
      path: `${path}/getMemberGroups`,
      body: { securityEnabledOnly: true },
      as: 'alice@contoso.com',
      status: 200,
      answer: { '@odata.context': 'text', value: ['text'] },
    },
  ]),
  {
    name: 'among objects',
    page: 'directoryobject-checkmemberobjects',
    method: 'POST',
    path: '/users/{alice}/checkMemberObjects',
    body: { ids: ['{staffed}', '{spareGroup}'] },
    status: 200,
    answer: { value: ['text'] },
  },
  {
    name: 'objects',
    page: 'directoryobject-getmemberobjects',
    method: 'POST',
    path: '/directoryObjects/{alice}/getMemberObjects',
    body: { securityEnabledOnly: true },
    status: 200,
    answer: { value: ['text'] },
  },
  {
    name: 'delete',
    page: 'directoryobject-delete',
    method: 'DELETE',
    path: '/directoryObjects/{frank}',
    status: 204,
  },
  {
    name: 'users among the members',
    page: 'group-list-members',
    method: 'GET',
    path: '/groups/{staffed}/members/microsoft.graph.user?$count=true&$orderBy=displayName&$select=DisplayName,id',
    headers: EVENTUAL,
    status: 200,
    answer: { '@odata.count': 'number', value: [{ id: 'text', displayName: 'text' }] },
  },
  ...(['owners', 'members', 'transitiveMembers'] as const).map((name): Example => ({
    name: 'list',
    page: `group-list-${name.toLowerCase()}`,
    method: 'GET',
    path: `/groups/{staffed}/${name}`,
    status: 200,
    answer: { '@odata.context': 'text', value: [OBJECT] },
  })),
  ...(['ownedObjects', 'directReports', 'memberOf', 'transitiveMemberOf'] as const).map((name): Example => ({
    name: 'list',
    page: `user-list-${name.toLowerCase()}`,
    method: 'GET',
    path: `/users/${name === 'memberOf' || name === 'transitiveMemberOf' ? '{alice}' : '{bob}'}/${name}`,
    status: 200,
    answer: { '@odata.context': 'text', value: [OBJECT] },
  })),
  {
    name: 'managers of managers',
    page: 'user-list-manager',
    method: 'GET',
    path: '/me?$expand=manager($levels=max;$select=id,displayName)&$select=id,displayName&$count=true',
    headers: EVENTUAL,
    as: 'alice@contoso.com',
    status: 200,
    answer: { id: 'text', displayName: 'text', manager: { id: 'text', displayName: 'text' } },
  },
  {
    name: 'by an identity',
    page: 'user-list',
    method: 'GET',
    path: "/users?$select=displayName,id&$filter=identities/any(c:c/issuerAssignedId eq 'alice@contoso.com' and c/issuer eq 'contoso.com')",
    status: 200,
    answer: listOf({ id: 'text', displayName: 'text' }),
  },
  {
    name: 'create with identities',
    page: 'user-post-users',
    method: 'POST',
    path: '/users',
    body: {
      displayName: 'Greta Holm',
      identities: [
        { signInType: 'emailAddress', issuer: 'contoso.com', issuerAssignedId: 'greta@mail.example' },
      ],
      passwordProfile: { password: 'a-password', forceChangePasswordNextSignIn: false },
      passwordPolicies: 'DisablePasswordExpiration',
    },
    status: 201,
    answer: { id: 'text', identities: [{ signInType: 'text' }], passwordPolicies: 'text' },
  },
  {
    name: 'update oneself',
    page: 'user-update',
    method: 'PATCH',
    path: '/me',
    body: { officeLocation: '18/2111' },
    as: 'alice@contoso.com',
    status: 204,
  },
];

const applications: readonly Example[] = [
  ...(['applications/{registered}', 'servicePrincipals/{application}'] as const).flatMap(
    (path): Example[] => [
      {
        name: `owner of ${path}`,
        page: path.startsWith('app') ? 'application-post-owners' : 'serviceprincipal-post-owners',
        method: 'POST',
        path: `/${path}/owners/$ref`,
        body: at('alice'),
        status: 204,
      },
      {
        name: `owner of ${path}`,
        page: path.startsWith('app') ? 'application-delete-owners' : 'serviceprincipal-delete-owners',
        method: 'DELETE',
        path: `/${path}/owners/{bob}/$ref`,
        status: 204,
      },
      {
        name: `password of ${path}`,
        page: path.startsWith('app') ? 'application-addpassword' : 'serviceprincipal-addpassword',
        method: 'POST',
        path: `/${path}/addPassword`,
        body: { passwordCredential: { displayName: 'Route planner' } },
        status: 200,
        answer: {
          customKeyIdentifier: 'null',
          displayName: 'text',
          startDateTime: 'instant',
          endDateTime: 'instant',
          hint: 'text',
          keyId: 'text',
          secretText: 'text',
        },
      },
    ],
  ),
  {
    name: 'create',
    page: 'application-post-extensionproperty',
    method: 'POST',
    path: '/applications/{registered}/extensionProperties',
    body: { name: 'shift', dataType: 'String', targetObjects: ['User'] },
    status: 201,
    answer: {
      id: 'text',
      deletedDateTime: 'null',
      appDisplayName: 'text',
      dataType: '=String',
      isSyncedFromOnPremises: 'flag',
      name: 'text',
      targetObjects: ['text'],
    },
  },
  ...(['users/{alice}', 'groups/{group}'] as const).map((path): Example => ({
    name: `give a role to ${path}`,
    page: path.startsWith('users') ? 'user-post-approleassignments' : 'group-post-approleassignments',
    method: 'POST',
    path: `/${path}/appRoleAssignments`,
    body: {
      principalId: path.startsWith('users') ? '{alice}' : '{group}',
      resourceId: '{application}',
      appRoleId: '{appRole}',
    },
    status: 201,
    answer: GRANT,
  })),
  {
    name: 'take a role away',
    page: 'user-delete-approleassignments',
    method: 'DELETE',
    path: '/users/{bob}/appRoleAssignments/{grant}',
    status: 204,
  },
  {
    name: 'take a role away',
    page: 'serviceprincipal-delete-approleassignedto',
    method: 'DELETE',
    path: '/servicePrincipals/{application}/appRoleAssignedTo/{grant}',
    status: 204,
  },
];

const policies: readonly Example[] = [
  {
    name: 'update',
    page: 'crosstenantaccesspolicy-update',
    method: 'PATCH',
    path: '/policies/crossTenantAccessPolicy',
    body: { displayName: 'CrossTenantAccessPolicy' },
    status: 204,
  },
  {
    name: 'what members may do',
    page: 'authorizationpolicy-update',
    method: 'PATCH',
    path: '/policies/authorizationPolicy',
    body: { defaultUserRolePermissions: { allowedToCreateApps: false } },
    status: 204,
  },
  {
    name: 'update',
    page: 'organization-update',
    method: 'PATCH',
    path: '/organization/{tenant}',
    body: {
      technicalNotificationMails: ['tech@contoso.com'],
      privacyProfile: { contactEmail: 'dpo@contoso.com' },
    },
    status: 204,
  },
];

const LICENSE = {
  addLicenses: [{ disabledPlans: [], skuId: '45715bb8-13f9-4bf6-927f-ef96c102d394' }],
  removeLicenses: [],
};
const SITES = '/sites/{siteId}/permissions';
const PARTNERS = '/policies/crossTenantAccessPolicy/partners';

const licenses: readonly Example[] = [
  {
    name: 'give a person a license',
    page: 'user-assignlicense',
    method: 'POST',
    path: '/me/assignLicense',
    as: 'alice@contoso.com',
    body: LICENSE,
    status: 200,
    answer: {
      accountEnabled: 'flag',
      assignedLicenses: [{ skuId: 'text', disabledPlans: 'list' }],
      assignedPlans: 'list',
      city: 'text?',
      companyName: 'text?',
    },
  },
  {
    name: 'process licenses again',
    page: 'user-reprocesslicenseassignment',
    method: 'POST',
    path: '/users/{alice}/reprocessLicenseAssignment',
    status: 200,
    answer: { accountEnabled: 'flag', assignedLicenses: 'list', businessPhones: 'list' },
  },
  {
    name: 'give a group a license',
    page: 'group-assignlicense',
    method: 'POST',
    path: '/groups/{group}/assignLicense',
    body: LICENSE,
    status: 202,
    answer: { id: 'text', groupTypes: 'list', securityEnabled: 'flag' },
  },
  {
    name: 'change a password',
    page: 'user-changepassword',
    method: 'POST',
    path: '/me/changePassword',
    as: 'alice@contoso.com',
    body: { currentPassword: 'a-test-1', newPassword: 'a-test-2' },
    status: 204,
  },
];

const sites: readonly Example[] = [
  {
    name: 'search',
    page: 'site-search',
    method: 'GET',
    path: '/sites?search=fleet',
    status: 200,
    answer: { value: [{ id: 'text', name: 'text', description: 'text', webUrl: 'text' }] },
  },
  {
    name: 'grant a permission',
    page: 'site-post-permissions',
    method: 'POST',
    path: SITES,
    body: {
      roles: ['write'],
      grantedToIdentities: [{ application: { id: '{appId}', displayName: 'Dispatch' } }],
    },
    status: 201,
    answer: {
      id: 'text',
      roles: 'list',
      grantedToIdentities: [{ application: { id: 'text', displayName: 'text' } }],
      grantedToIdentitiesV2: [{ application: { id: 'text', displayName: 'text' } }],
    },
  },
];

const synchronization: readonly Example[] = [
  {
    name: 'let users of a partner be brought here',
    page: 'crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization',
    method: 'PUT',
    path: `${PARTNERS}/{partner}/identitySynchronization`,
    body: { displayName: 'Fabrikam', userSyncInbound: { isSyncAllowed: true } },
    status: 204,
  },
];

export const OBJECT_EXAMPLES: readonly Example[] = [
  ...licenses,
  ...sites,
  ...synchronization,
  ...memberships,
  ...applications,
  ...policies,
];
