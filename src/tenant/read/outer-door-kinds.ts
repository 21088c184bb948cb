/** Policies of cross-tenant access and of authorization, as a reader sees them (CONTRACT 13.2, 13.3). */
import { isEntity } from '../json.ts';
import type { TemplateName } from '../directory/outer-door.ts';
import { crossTenantDefault, templateOf } from '../directory/outer-door.ts';
import { missingObject } from './directory-kinds.ts';
import type { EntityKind, Navigation } from './kind.ts';
import type { KindName } from './kind-name.ts';

const CONFIGURATION = [
  ...['automaticUserConsentSettings', 'b2bCollaborationInbound', 'b2bCollaborationOutbound'],
  ...['b2bDirectConnectInbound', 'b2bDirectConnectOutbound', 'inboundTrust', 'tenantRestrictions'],
  ...['m365CollaborationInbound', 'm365CollaborationOutbound'],
];

const CROSS_TENANT_POLICY: EntityKind = {
  type: 'crossTenantAccessPolicy',
  missing: missingObject,
  properties: ['id', 'displayName', 'allowedCloudEndpoints'],
  filterable: {},
  navigations: {
    default: {
      kind: 'crossTenantDefault',
      many: false,
      rows: ({ store }) => [crossTenantDefault(store)],
    },
    templates: { kind: 'policyTemplates', many: false, rows: () => [{ id: 'templates' }] },
    partners: {
      kind: 'crossTenantPartner',
      many: true,
      rows: ({ store }) => store.all('crossTenantPartners'),
    },
  },
};

const template = (kind: KindName, name: TemplateName): Readonly<Record<string, Navigation>> => ({
  [name]: { kind, many: false, rows: ({ store }) => [templateOf(store, name)] },
});

const TEMPLATES: EntityKind = {
  type: 'policyTemplate',
  missing: missingObject,
  properties: ['id'],
  filterable: {},
  navigations: {
    ...template('partnerTemplate', 'multiTenantOrganizationPartnerConfiguration'),
    ...template('synchronizationTemplate', 'multiTenantOrganizationIdentitySynchronization'),
  },
};

const PARTNER_TEMPLATE: EntityKind = {
  type: 'multiTenantOrganizationPartnerConfigurationTemplate',
  missing: missingObject,
  properties: [
    ...['id', 'templateApplicationLevel', 'inboundTrust', 'b2bCollaborationOutbound'],
    ...['b2bCollaborationInbound', 'b2bDirectConnectOutbound', 'b2bDirectConnectInbound'],
    'automaticUserConsentSettings',
  ],
  filterable: {},
  navigations: {},
};

const SYNCHRONIZATION_TEMPLATE: EntityKind = {
  type: 'multiTenantOrganizationIdentitySyncPolicyTemplate',
  missing: missingObject,
  properties: ['id', 'templateApplicationLevel', 'userSyncInbound'],
  filterable: {},
  navigations: {},
};

const DEFAULT: EntityKind = {
  type: 'crossTenantAccessPolicyConfigurationDefault',
  missing: missingObject,
  properties: ['isServiceDefault', 'invitationRedemptionIdentityProviderConfiguration', ...CONFIGURATION],
  filterable: {},
  navigations: {},
};

/** Its key is the id of the partner's tenant. */
const PARTNER: EntityKind = {
  type: 'crossTenantAccessPolicyConfigurationPartner',
  missing: missingObject,
  properties: ['tenantId', 'isServiceProvider', 'isInMultiTenantOrganization', ...CONFIGURATION],
  // Alone of the blocks it is there, of nulls, where the partner has none of its own.
  view: (_call, row) => ({
    ...row,
    automaticUserConsentSettings: row['automaticUserConsentSettings'] ?? {
      inboundAllowed: null,
      outboundAllowed: null,
    },
  }),
  filterable: { tenantId: 'text' },
  navigations: {
    identitySynchronization: {
      kind: 'identitySynchronization',
      many: false,
      rows: (_call, { tenantId, identitySynchronization }) =>
        isEntity(identitySynchronization) ? [{ tenantId, ...identitySynchronization }] : [],
    },
  },
};

/** Whether users of the partner's tenant are brought here by synchronization. */
const IDENTITY_SYNCHRONIZATION: EntityKind = {
  type: 'crossTenantIdentitySyncPolicyPartner',
  missing: missingObject,
  properties: ['tenantId', 'displayName', 'userSyncInbound'],
  filterable: {},
  navigations: {},
};

const AUTHORIZATION_POLICY: EntityKind = {
  type: 'authorizationPolicy',
  missing: missingObject,
  properties: [
    ...['id', 'displayName', 'description', 'allowInvitesFrom', 'allowedToSignUpEmailBasedSubscriptions'],
    ...['allowedToUseSSPR', 'allowEmailVerifiedUsersToJoinOrganization', 'allowUserConsentForRiskyApps'],
    ...['blockMsolPowerShell', 'defaultUserRolePermissions', 'guestUserRoleId'],
  ],
  filterable: {},
  navigations: {},
};

export const OUTER_DOOR_KINDS = {
  authorizationPolicy: AUTHORIZATION_POLICY,
  crossTenantAccessPolicy: CROSS_TENANT_POLICY,
  crossTenantDefault: DEFAULT,
  crossTenantPartner: PARTNER,
  identitySynchronization: IDENTITY_SYNCHRONIZATION,
  partnerTemplate: PARTNER_TEMPLATE,
  policyTemplates: TEMPLATES,
  synchronizationTemplate: SYNCHRONIZATION_TEMPLATE,
} satisfies Partial<Record<KindName, EntityKind>>;
