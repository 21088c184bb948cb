/** Applications and service principals as a reader sees them. */
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textsOf } from '../json.ts';
import { missingObject, sorts } from './directory-kinds.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { allGroups, consents, directGroups, grants, NONE_CREATED, ownedObjects, ownersIn } from './links.ts';

/** Addresses that an application tells people of. */
const NO_URLS: Entity = {
  logoUrl: null,
  marketingUrl: null,
  privacyStatementUrl: null,
  supportUrl: null,
  termsOfServiceUrl: null,
};

/** What every application has, with what was given in place of it. */
function withDefaults(defaults: Entity, row: Entity): Entity {
  const nested = Object.entries(defaults).map(([name, value]): [string, Json | undefined] => {
    return [name, isEntity(value) ? withDefaults(value, entityOf(row[name])) : (row[name] ?? value)];
  });
  return { ...row, ...Object.fromEntries(nested) };
}

const APPLICATION_DEFAULTS: Entity = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: 2,
  },
  appRoles: [],
  identifierUris: [],
  info: NO_URLS,
  keyCredentials: [],
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  passwordCredentials: [],
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  spa: { redirectUris: [] },
  tags: [],
  web: {
    homePageUrl: null,
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    logoutUrl: null,
    redirectUris: [],
  },
};

const APPLICATION: EntityKind = {
  type: 'application',
  directory: true,
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'addIns', 'api', 'appId', 'applicationTemplateId', 'appRoles'],
    ...['certification', 'createdDateTime', 'description', 'disabledByMicrosoftStatus', 'displayName'],
    ...['groupMembershipClaims', 'identifierUris', 'info', 'isDeviceOnlyAuthSupported'],
    ...['isFallbackPublicClient', 'keyCredentials', 'notes', 'optionalClaims', 'parentalControlSettings'],
    ...[
      'passwordCredentials',
      'publicClient',
      'publisherDomain',
      'requiredResourceAccess',
      'samlMetadataUrl',
    ],
    ...['serviceManagementReference', 'signInAudience', 'spa', 'tags', 'tokenEncryptionKeyId', 'uniqueName'],
    ...['verifiedPublisher', 'web'],
  ],
  view: ({ store }, row) => ({
    publisherDomain: textsOf(store.get('meta', 'tenant')?.['domains'])[0] ?? null,
    ...withDefaults(APPLICATION_DEFAULTS, row),
  }),
  filterable: {
    ...sorts('text', 'id', 'appId', 'displayName', 'publisherDomain', 'signInAudience', 'uniqueName'),
    ...sorts('text', 'groupMembershipClaims', 'applicationTemplateId', 'disabledByMicrosoftStatus'),
    ...sorts('boolean', 'isDeviceOnlyAuthSupported', 'isFallbackPublicClient'),
    ...sorts('date', 'createdDateTime'),
    ...sorts('texts', 'identifierUris', 'tags'),
    ...sorts('count', 'owners/$count'),
  },
  navigations: {
    owners: ownersIn,
    extensionProperties: {
      kind: 'extensionProperty',
      many: true,
      rows: (_call, row) => entitiesOf(row['extensionProperties']),
    },
  },
};

const EXTENSION_PROPERTY: EntityKind = {
  type: 'extensionProperty',
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'appDisplayName', 'dataType', 'isMultiValued', 'isSyncedFromOnPremises'],
    ...['name', 'targetObjects'],
  ],
  filterable: sorts('text', 'id', 'name'),
  navigations: {},
};

const SERVICE_PRINCIPAL: EntityKind = {
  type: 'servicePrincipal',
  directory: true,
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'accountEnabled', 'addIns', 'alternativeNames', 'appDescription'],
    ...['appDisplayName', 'appId', 'applicationTemplateId', 'appOwnerOrganizationId'],
    ...['appRoleAssignmentRequired', 'appRoles', 'createdDateTime', 'description'],
    ...['disabledByMicrosoftStatus', 'displayName', 'endpoints', 'homepage', 'info', 'keyCredentials'],
    ...['loginUrl', 'logoutUrl', 'notes', 'oauth2PermissionScopes', 'passwordCredentials'],
    ...['preferredSingleSignOnMode', 'publisherName', 'replyUrls', 'resourceSpecificApplicationPermissions'],
    ...['servicePrincipalNames', 'servicePrincipalType', 'signInAudience', 'tags', 'tokenEncryptionKeyId'],
    'verifiedPublisher',
  ],
  view: ({ store }, row) => ({
    accountEnabled: true,
    addIns: [],
    alternativeNames: [],
    appDisplayName: row['displayName'],
    appOwnerOrganizationId: store.get('meta', 'tenant')?.['id'],
    appRoleAssignmentRequired: false,
    appRoles: [],
    endpoints: [],
    info: NO_URLS,
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
    replyUrls: [],
    resourceSpecificApplicationPermissions: [],
    servicePrincipalNames: [row['appId'] ?? null],
    servicePrincipalType: 'Application',
    tags: [],
    ...row,
  }),
  filterable: {
    ...sorts('text', 'id', 'displayName', 'appId', 'servicePrincipalType', 'homepage', 'description'),
    ...sorts('text', 'appOwnerOrganizationId', 'applicationTemplateId', 'disabledByMicrosoftStatus'),
    ...sorts('boolean', 'accountEnabled'),
    ...sorts('date', 'createdDateTime'),
    ...sorts('texts', 'tags', 'servicePrincipalNames', 'alternativeNames', 'replyUrls'),
    ...sorts('count', 'owners/$count', 'appRoleAssignments/$count'),
  },
  navigations: {
    appRoleAssignedTo: grants('resourceId'),
    appRoleAssignments: grants('principalId'),
    oauth2PermissionGrants: consents('clientId'),
    memberOf: directGroups,
    transitiveMemberOf: allGroups,
    owners: ownersIn,
    ownedObjects,
    createdObjects: NONE_CREATED,
  },
};

export const APPLICATION_KINDS = {
  application: APPLICATION,
  extensionProperty: EXTENSION_PROPERTY,
  servicePrincipal: SERVICE_PRINCIPAL,
} satisfies Partial<Record<KindName, EntityKind>>;
