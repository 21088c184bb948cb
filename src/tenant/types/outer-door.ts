/** What decides outside of entitlement management who may come in: policies of cross-tenant access, and of authorization (CONTRACT 13.2, 13.3). */
import type { Member, Structure } from './language.ts';
import { flag, guid, listOf, NOT_NULL, of, READ_ONLY, REQUIRED, text } from './language.ts';

/** What a template gives to configurations of partners. */
const PARTNERSHIP: Readonly<Record<string, Member>> = {
  automaticUserConsentSettings: of('inboundOutboundPolicyConfiguration'),
  b2bCollaborationInbound: of('crossTenantAccessPolicyB2BSetting'),
  b2bCollaborationOutbound: of('crossTenantAccessPolicyB2BSetting'),
  b2bDirectConnectInbound: of('crossTenantAccessPolicyB2BSetting'),
  b2bDirectConnectOutbound: of('crossTenantAccessPolicyB2BSetting'),
  inboundTrust: of('crossTenantAccessPolicyInboundTrust'),
};

/** What the default and each partner's configuration have; null in a partner's: as the default says. */
const CONFIGURATION: Readonly<Record<string, Member>> = {
  ...PARTNERSHIP,
  m365CollaborationInbound: of('crossTenantAccessPolicyM365CollaborationInboundSetting'),
  m365CollaborationOutbound: of('crossTenantAccessPolicyM365CollaborationOutboundSetting'),
  tenantRestrictions: of('crossTenantAccessPolicyTenantRestrictions'),
};

/** Flags: several stand side by side. */
const APPLICATION_LEVELS = [
  ...['none', 'newPartners', 'existingPartners'],
  ...['newPartners,existingPartners', 'existingPartners,newPartners'],
];

export const OUTER_DOOR_TYPES: Readonly<Record<string, Structure>> = {
  crossTenantAccessPolicy: {
    base: 'directoryObject',
    members: { displayName: text(), description: text(), allowedCloudEndpoints: listOf('String') },
  },
  crossTenantAccessPolicyConfigurationDefault: {
    base: 'entity',
    members: {
      isServiceDefault: flag(READ_ONLY),
      ...CONFIGURATION,
      invitationRedemptionIdentityProviderConfiguration: of(
        'defaultInvitationRedemptionIdentityProviderConfiguration',
      ),
    },
  },
  crossTenantAccessPolicyConfigurationPartner: {
    members: {
      tenantId: guid({ ...REQUIRED, on: ['create'] }),
      isServiceProvider: flag(),
      isInMultiTenantOrganization: flag(READ_ONLY),
      ...CONFIGURATION,
    },
  },
  crossTenantIdentitySyncPolicyPartner: {
    members: {
      tenantId: guid(READ_ONLY),
      displayName: text(),
      userSyncInbound: of('crossTenantUserSyncInbound'),
    },
  },
  multiTenantOrganizationPartnerConfigurationTemplate: {
    base: 'entity',
    members: {
      ...PARTNERSHIP,
      templateApplicationLevel: text({ values: APPLICATION_LEVELS }),
    },
  },
  multiTenantOrganizationIdentitySyncPolicyTemplate: {
    base: 'entity',
    members: {
      templateApplicationLevel: text({ values: APPLICATION_LEVELS }),
      userSyncInbound: of('crossTenantUserSyncInbound'),
    },
  },
  crossTenantUserSyncInbound: { members: { isSyncAllowed: flag() } },
  crossTenantAccessPolicyB2BSetting: {
    members: {
      usersAndGroups: of('crossTenantAccessPolicyTargetConfiguration'),
      applications: of('crossTenantAccessPolicyTargetConfiguration'),
    },
  },
  crossTenantAccessPolicyM365CollaborationInboundSetting: {
    members: { users: of('crossTenantAccessPolicyTargetConfiguration') },
  },
  crossTenantAccessPolicyM365CollaborationOutboundSetting: {
    members: { usersAndGroups: of('crossTenantAccessPolicyTargetConfiguration') },
  },
  invitationRedemptionIdentityProviderConfiguration: {
    members: {
      primaryIdentityProviderPrecedenceOrder: listOf('b2bIdentityProvidersType'),
      fallbackIdentityProvider: of('b2bIdentityProvidersType'),
    },
  },
  defaultInvitationRedemptionIdentityProviderConfiguration: {
    base: 'invitationRedemptionIdentityProviderConfiguration',
    members: {},
  },
  crossTenantAccessPolicyTenantRestrictions: {
    base: 'crossTenantAccessPolicyB2BSetting',
    members: { devices: of('devicesFilter') },
  },
  devicesFilter: {
    members: { mode: of('crossTenantAccessPolicyTargetConfigurationAccessType'), rule: text() },
  },
  crossTenantAccessPolicyTargetConfiguration: {
    members: {
      accessType: of('crossTenantAccessPolicyTargetConfigurationAccessType', REQUIRED),
      targets: listOf('crossTenantAccessPolicyTarget', REQUIRED),
    },
  },
  crossTenantAccessPolicyTarget: {
    members: {
      target: text(REQUIRED),
      targetType: of('crossTenantAccessPolicyTargetType', REQUIRED),
    },
  },
  crossTenantAccessPolicyInboundTrust: {
    members: {
      isMfaAccepted: flag(),
      isCompliantDeviceAccepted: flag(),
      isHybridAzureADJoinedDeviceAccepted: flag(),
    },
  },
  inboundOutboundPolicyConfiguration: {
    members: { inboundAllowed: flag(), outboundAllowed: flag() },
  },
  authorizationPolicy: {
    base: 'directoryObject',
    members: {
      displayName: text(),
      description: text(),
      allowInvitesFrom: of('allowInvitesFrom'),
      allowedToSignUpEmailBasedSubscriptions: flag(),
      allowedToUseSSPR: flag(),
      allowEmailVerifiedUsersToJoinOrganization: flag(),
      allowUserConsentForRiskyApps: flag(),
      blockMsolPowerShell: flag(),
      guestUserRoleId: guid(),
      defaultUserRolePermissions: of('defaultUserRolePermissions'),
    },
  },
  defaultUserRolePermissions: {
    members: {
      allowedToCreateApps: flag(NOT_NULL),
      allowedToCreateSecurityGroups: flag(NOT_NULL),
      allowedToCreateTenants: flag(),
      allowedToReadBitlockerKeysForOwnedDevice: flag(),
      allowedToReadOtherUsers: flag(NOT_NULL),
      permissionGrantPoliciesAssigned: listOf('String'),
    },
  },
};
