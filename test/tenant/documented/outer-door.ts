/** Policies of cross-tenant access and of authorization. */
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const POLICY = '/policies/crossTenantAccessPolicy';
const AUTHORIZATION = '/policies/authorizationPolicy';
const NEW_PARTNER = '5b1c3c1e-6f0b-4f6e-9a52-0c5e1d7a4f01';

const half = { accessType: 'text', targets: [{ target: 'text', targetType: 'text' }] } satisfies Shape;
const block = { usersAndGroups: half, applications: half } satisfies Shape;
const PARTNER = {
  tenantId: 'text',
  inboundTrust: 'null',
  automaticUserConsentSettings: { inboundAllowed: 'null', outboundAllowed: 'null' },
  b2bCollaborationInbound: 'null',
  b2bCollaborationOutbound: 'null',
  b2bDirectConnectInbound: 'null',
  b2bDirectConnectOutbound: 'null',
} satisfies Shape;
const SYNCHRONIZATION = {
  tenantId: 'text',
  displayName: 'text',
  userSyncInbound: { isSyncAllowed: 'flag' },
} satisfies Shape;

const blocked = (target: string, targetType: string) => ({
  accessType: 'blocked',
  targets: [{ target, targetType }],
});
const OFFICE = { accessType: 'allowed', targets: [{ target: 'Office365', targetType: 'application' }] };

const defaults: readonly Example[] = [
  {
    name: 'get',
    page: 'crosstenantaccesspolicy-get',
    method: 'GET',
    path: POLICY,
    status: 200,
    answer: { displayName: '=CrossTenantAccessPolicy' },
    differs: 'The policy stands in a member `value`, with a definition that the metadata does not have.',
  },
  {
    name: 'get',
    page: 'crosstenantaccesspolicyconfigurationdefault-get',
    method: 'GET',
    path: `${POLICY}/default`,
    status: 200,
    answer: {
      isServiceDefault: 'flag',
      inboundTrust: {
        isMfaAccepted: 'flag',
        isCompliantDeviceAccepted: 'flag',
        isHybridAzureADJoinedDeviceAccepted: 'flag',
      },
      b2bCollaborationInbound: block,
      b2bCollaborationOutbound: block,
      b2bDirectConnectInbound: block,
      b2bDirectConnectOutbound: block,
      invitationRedemptionIdentityProviderConfiguration: {
        primaryIdentityProviderPrecedenceOrder: ['text'],
        fallbackIdentityProvider: '=defaultConfiguredIdp',
      },
    },
  },
  {
    name: 'block a group outbound',
    page: 'crosstenantaccesspolicyconfigurationdefault-update',
    method: 'PATCH',
    path: `${POLICY}/default`,
    body: {
      b2bCollaborationOutbound: {
        usersAndGroups: blocked('{group}', 'group'),
        applications: blocked('AllApplications', 'application'),
      },
    },
    status: 204,
  },
  ...['defaultConfiguredIdp', 'emailOneTimePasscode'].map((fallbackIdentityProvider): Example => ({
    name: `redeem with ${fallbackIdentityProvider} at last`,
    page: 'crosstenantaccesspolicyconfigurationdefault-update',
    method: 'PATCH',
    path: `${POLICY}/default`,
    body: {
      invitationRedemptionIdentityProviderConfiguration: {
        primaryIdentityProviderPrecedenceOrder: [
          'externalFederation',
          'azureActiveDirectory',
          'socialIdentityProviders',
        ],
        fallbackIdentityProvider,
      },
    },
    status: 204,
  })),
  {
    name: 'reset',
    page: 'crosstenantaccesspolicyconfigurationdefault-resettosystemdefault',
    method: 'POST',
    path: `${POLICY}/default/resetToSystemDefault`,
    status: 204,
  },
];

const partners: readonly Example[] = [
  {
    name: 'create',
    page: 'crosstenantaccesspolicy-post-partners',
    method: 'POST',
    path: `${POLICY}/partners`,
    body: {
      tenantId: NEW_PARTNER,
      b2bDirectConnectOutbound: { usersAndGroups: blocked('{group}', 'group') },
      b2bDirectConnectInbound: { applications: OFFICE },
    },
    status: 201,
    answer: {
      ...PARTNER,
      tenantId: `=${NEW_PARTNER}`,
      b2bDirectConnectOutbound: { usersAndGroups: half },
      b2bDirectConnectInbound: { applications: half },
    },
  },
  {
    name: 'list',
    page: 'crosstenantaccesspolicy-list-partners',
    method: 'GET',
    path: `${POLICY}/partners`,
    status: 200,
    answer: listOf(PARTNER),
  },
  {
    name: 'list with synchronization',
    page: 'crosstenantaccesspolicy-list-partners',
    method: 'GET',
    path: `${POLICY}/partners?$select=tenantId&$expand=identitySynchronization&$filter=tenantId eq '{syncedPartner}'`,
    status: 200,
    answer: listOf({ tenantId: 'text', identitySynchronization: SYNCHRONIZATION }),
  },
  {
    name: 'get',
    page: 'crosstenantaccesspolicyconfigurationpartner-get',
    method: 'GET',
    path: `${POLICY}/partners/{partner}`,
    status: 200,
    answer: PARTNER,
  },
  {
    name: 'trust',
    page: 'crosstenantaccesspolicyconfigurationpartner-update',
    method: 'PATCH',
    path: `${POLICY}/partners/{partner}`,
    body: {
      inboundTrust: {
        isMfaAccepted: true,
        isCompliantDeviceAccepted: true,
        isHybridAzureADJoinedDeviceAccepted: true,
      },
    },
    status: 204,
  },
  {
    name: 'consent',
    page: 'crosstenantaccesspolicyconfigurationpartner-update',
    method: 'PATCH',
    path: `${POLICY}/partners/{partner}`,
    body: { automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true } },
    status: 204,
  },
  {
    name: 'delete',
    page: 'crosstenantaccesspolicyconfigurationpartner-delete',
    method: 'DELETE',
    path: `${POLICY}/partners/{partner}`,
    status: 204,
  },
  {
    name: 'delete one that is synchronized',
    page: 'crosstenantaccesspolicyconfigurationpartner-delete',
    method: 'DELETE',
    path: `${POLICY}/partners/{syncedPartner}`,
    status: 400,
  },
  {
    name: 'get',
    page: 'crosstenantidentitysyncpolicypartner-get',
    method: 'GET',
    path: `${POLICY}/partners/{syncedPartner}/identitySynchronization`,
    status: 200,
    answer: SYNCHRONIZATION,
  },
  {
    name: 'update',
    page: 'crosstenantidentitysyncpolicypartner-update',
    method: 'PATCH',
    path: `${POLICY}/partners/{syncedPartner}/identitySynchronization`,
    body: { userSyncInbound: { isSyncAllowed: true } },
    status: 204,
  },
  {
    name: 'delete',
    page: 'crosstenantidentitysyncpolicypartner-delete',
    method: 'DELETE',
    path: `${POLICY}/partners/{syncedPartner}/identitySynchronization`,
    status: 204,
  },
];

const CHANGES: Readonly<Record<string, object>> = {
  'who joins by mail': { allowEmailVerifiedUsersToJoinOrganization: false },
  'what guests are': { guestUserRoleId: '2af84b1e-32c8-42b7-82bc-daa82404023b' },
  'an older PowerShell': { blockMsolPowerShell: true },
  'resets of passwords': { allowedToUseSSPR: true },
  'no consent': { defaultUserRolePermissions: { permissionGrantPoliciesAssigned: [] } },
  'consent by a policy': {
    defaultUserRolePermissions: {
      permissionGrantPoliciesAssigned: ['managePermissionGrantsForSelf.microsoft-user-default-low'],
    },
  },
};

const authorization: readonly Example[] = [
  {
    name: 'get',
    page: 'authorizationpolicy-get',
    method: 'GET',
    path: AUTHORIZATION,
    status: 200,
    answer: {
      '@odata.context': 'text',
      id: '=authorizationPolicy',
      allowInvitesFrom: '=everyone',
      allowedToSignUpEmailBasedSubscriptions: 'flag',
      allowedToUseSSPR: 'flag',
      allowEmailVerifiedUsersToJoinOrganization: 'flag',
      allowUserConsentForRiskyApps: 'flag?',
      blockMsolPowerShell: 'flag?',
      displayName: 'text',
      description: 'text',
      defaultUserRolePermissions: {
        allowedToCreateApps: 'flag',
        allowedToCreateSecurityGroups: 'flag',
        allowedToReadOtherUsers: 'flag',
        permissionGrantPoliciesAssigned: ['text'],
      },
    },
  },
  ...Object.entries(CHANGES).map(([name, body]): Example => ({
    name,
    page: 'authorizationpolicy-update',
    method: 'PATCH',
    path: AUTHORIZATION,
    body,
    status: 204,
  })),
];

export const OUTER_DOOR_EXAMPLES: readonly Example[] = [...defaults, ...partners, ...authorization];
