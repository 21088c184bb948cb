/** What the tenant says outside of entitlement management of who may come in (CONTRACT 13.2, 13.3), and what a person meets there. */
import type { Call, Person } from '../context.ts';
import { derivedId } from '../guid.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf } from '../json.ts';
import type { Store } from '../storage/store.ts';

const ALL_IN: Entity = {
  usersAndGroups: { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] },
  applications: {
    accessType: 'allowed',
    targets: [{ target: 'AllApplications', targetType: 'application' }],
  },
};
const NONE_IN: Entity = {
  usersAndGroups: { accessType: 'blocked', targets: [{ target: 'AllUsers', targetType: 'user' }] },
  applications: {
    accessType: 'blocked',
    targets: [{ target: 'AllApplications', targetType: 'application' }],
  },
};

/** What the service begins with: everyone may collaborate, none connects directly, and nothing of a partner is trusted. */
const SERVICE_DEFAULT: Entity = {
  isServiceDefault: true,
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  b2bCollaborationInbound: ALL_IN,
  b2bCollaborationOutbound: ALL_IN,
  b2bDirectConnectInbound: NONE_IN,
  b2bDirectConnectOutbound: NONE_IN,
  inboundTrust: {
    isMfaAccepted: false,
    isCompliantDeviceAccepted: false,
    isHybridAzureADJoinedDeviceAccepted: false,
  },
  invitationRedemptionIdentityProviderConfiguration: {
    primaryIdentityProviderPrecedenceOrder: [
      'externalFederation',
      'azureActiveDirectory',
      'socialIdentityProviders',
    ],
    fallbackIdentityProvider: 'defaultConfiguredIdp',
  },
  tenantRestrictions: { ...NONE_IN, devices: null },
};

/** What members may do without a role. */
const USER_ROLE_PERMISSIONS: Entity = {
  allowedToCreateApps: true,
  allowedToCreateSecurityGroups: true,
  allowedToCreateTenants: true,
  allowedToReadBitlockerKeysForOwnedDevice: true,
  allowedToReadOtherUsers: true,
  permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-legacy'],
};

export const DEFAULT_ROW = 'crossTenantDefault';
export const CROSS_TENANT_ROW = 'crossTenantAccessPolicy';
export const TEMPLATE_ROWS = {
  multiTenantOrganizationPartnerConfiguration: 'partnerTemplate',
  multiTenantOrganizationIdentitySynchronization: 'synchronizationTemplate',
} as const;
export type TemplateName = keyof typeof TEMPLATE_ROWS;
export const AUTHORIZATION_ROW = 'authorizationPolicy';

/** The id of the one policy of cross-tenant access is the tenant's. */
export function crossTenantPolicy({ store }: Call): Entity {
  return {
    id: store.get('meta', 'tenant')?.['id'],
    displayName: 'CrossTenantAccessPolicy',
    allowedCloudEndpoints: [],
    ...store.get('settings', CROSS_TENANT_ROW),
  };
}

export function crossTenantDefault(store: Store): Entity {
  return { id: 'default', ...SERVICE_DEFAULT, ...store.get('settings', DEFAULT_ROW) };
}

/** The default configuration with other values in place of whole blocks, as it is stored. */
export function changedDefault(store: Store, values: Entity): Entity {
  return { ...crossTenantDefault(store), ...values, isServiceDefault: false };
}

/**
 * A template of an organization of several tenants, which gives its members their configuration. This tenant is in none,
 * so templates are kept and change no configuration.
 */
export function templateOf(store: Store, name: TemplateName): Entity {
  const row = TEMPLATE_ROWS[name];
  return {
    id: derivedId(row, textOf(store.get('meta', 'tenant')?.['id'])),
    templateApplicationLevel: 'newPartners,existingPartners',
    ...(name === 'multiTenantOrganizationPartnerConfiguration'
      ? { automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null } }
      : { userSyncInbound: { isSyncAllowed: null } }),
    ...store.get('settings', row),
  };
}

export function authorizationPolicy(store: Store): Entity {
  return {
    id: 'authorizationPolicy',
    displayName: 'Authorization Policy',
    description: 'Used to manage authorization related settings across the company.',
    allowInvitesFrom: 'everyone',
    allowedToSignUpEmailBasedSubscriptions: true,
    allowedToUseSSPR: true,
    allowEmailVerifiedUsersToJoinOrganization: false,
    allowUserConsentForRiskyApps: null,
    blockMsolPowerShell: false,
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
    defaultUserRolePermissions: USER_ROLE_PERMISSIONS,
    ...store.get('settings', AUTHORIZATION_ROW),
  };
}

/** A partner's configuration as it is stored. The key stands for the id, which the metadata does not give it. */
export function partnerRow(values: Entity): Entity {
  const tenantId = textOf(values['tenantId']).toLowerCase();
  return { isServiceProvider: null, isInMultiTenantOrganization: false, ...values, id: tenantId, tenantId };
}

/** Of another Entra tenant: its id. Who signs in otherwise meets nothing of cross-tenant access. */
function otherTenantOf(store: Store, { signIn }: Person): string | undefined {
  if (signIn.kind !== 'entra' || signIn.tenantId === store.get('meta', 'tenant')?.['id']) return undefined;
  return signIn.tenantId;
}

/** A block of the partner's configuration, or the default's where that leaves it open; with the setting's name. */
function blockFor(store: Store, tenantId: string, block: string): { value: Entity; setting: string } {
  const partner = store.get('crossTenantPartners', tenantId);
  return isEntity(partner?.[block])
    ? { value: partner[block], setting: `partners/${tenantId}/${block}` }
    : { value: entityOf(crossTenantDefault(store)[block]), setting: `default/${block}` };
}

function names(targets: Json | undefined, word: string): boolean {
  return entitiesOf(targets).some(({ target }) => textOf(target).toLowerCase() === word);
}

/** Whether a half lets nobody in: everyone is blocked, or only named ones are allowed, whom this service cannot tell. */
function shuts(half: Json | undefined, everyone: string): boolean {
  if (!isEntity(half)) return false;
  return (half['accessType'] === 'blocked') === names(half['targets'], everyone);
}

/**
 * The setting of cross-tenant access that stops a person from collaborating here, by its path below
 * `crossTenantAccessPolicy`; undefined when none does. It is asked at each sign-in, so of guests as well.
 */
export function shutBy(store: Store, person: Person): string | undefined {
  const tenantId = otherTenantOf(store, person);
  if (tenantId === undefined) return undefined;
  const { value, setting } = blockFor(store, tenantId, 'b2bCollaborationInbound');
  if (shuts(value['usersAndGroups'], 'allusers')) return `${setting}/usersAndGroups`;
  const { accessType, targets } = entityOf(value['applications']);
  // Where single applications are allowed, it is not documented which of them people request in.
  const shut = accessType === 'blocked' && names(targets, 'allapplications');
  return shut ? `${setting}/applications` : undefined;
}

const CONSENT = 'automaticUserConsentSettings';

/** Whether a person of a partner sees no prompt for consent, so that an invitation is redeemed by itself. */
export function isRedeemedByItself(store: Store, person: Person): boolean {
  const tenantId = otherTenantOf(store, person);
  if (tenantId === undefined) return false;
  const own = entityOf(store.get('crossTenantPartners', tenantId)?.[CONSENT])['inboundAllowed'];
  // Null inherits from the default.
  return (own ?? entityOf(crossTenantDefault(store)[CONSENT])['inboundAllowed']) === true;
}
