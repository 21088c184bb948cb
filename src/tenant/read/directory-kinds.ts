/** The directory as a reader sees it: users, groups, service principals, the tenant itself, and roles on catalogs. */
import { DIRECTORY_ROLE_DEFINITIONS } from '../permissions/directory-roles.ts';
import type { FilterSort } from '../wire/filter.ts';
import type { Call } from '../context.ts';
import type { GroupRole } from '../directory/groups.ts';
import { idsIn, objectsIn } from '../directory/groups.ts';
import { guidBytes } from '../guid.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf, textsOf } from '../json.ts';
import { findReferenced } from '../directory/principals.ts';
import { notFound } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import type { EntityKind } from './kind.ts';
import type { KindName } from './kind-name.ts';
import { licenseDetails } from './licenses.ts';
import {
  allGroups,
  consents,
  directGroups,
  grants,
  NONE_CREATED,
  ownedObjects,
  people,
  principals,
} from './links.ts';

/** The refusal of an object of the directory that is not there. */
export const missingObject = (id: string) => notFound('Request_ResourceNotFound', `Resource '${id}'`);

/** Properties of one sort, for `filterable`. */
export function sorts(sort: FilterSort, ...names: readonly string[]): Readonly<Record<string, FilterSort>> {
  return Object.fromEntries(names.map((name) => [name, sort]));
}

const groupPeople = (role: GroupRole) =>
  people(({ store }, row) => idsIn(store, row, role), 'directoryObjects');
const idOf = (row: Entity) => textOf(row['id']);

/** Every user has an alias: the name before the domain, where none was given. */
function aliasOf({ userPrincipalName }: Entity): string | null {
  return textOf(userPrincipalName).split('@')[0] || null;
}

/** How a user signs in: here by the name alone. */
function identitiesOf({ store }: Call, { userPrincipalName }: Entity): Entity[] {
  const issuer = textsOf(store.get('meta', 'tenant')?.['domains'])[0] ?? null;
  return [{ signInType: 'userPrincipalName', issuer, issuerAssignedId: userPrincipalName }];
}

/** Lists that nothing here fills. */
const NO_PLANS: Entity = {
  assignedPlans: [],
  imAddresses: [],
  licenseAssignmentStates: [],
  onPremisesProvisioningErrors: [],
  provisionedPlans: [],
  serviceProvisioningErrors: [],
};

const USER: EntityKind = {
  type: 'user',
  directory: true,
  missing: missingObject,
  properties: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
  further: [
    ...[
      'accountEnabled',
      'ageGroup',
      'assignedLicenses',
      'city',
      'companyName',
      'country',
      'createdDateTime',
    ],
    ...['creationType', 'deletedDateTime', 'department', 'employeeId', 'employeeType', 'externalUserState'],
    ...['externalUserStateChangeDateTime', 'identities', 'lastPasswordChangeDateTime', 'mailNickname'],
    ...['onPremisesSyncEnabled', 'otherMails', 'postalCode', 'proxyAddresses', 'signInActivity', 'state'],
    ...['streetAddress', 'usageLocation', 'userType', 'assignedPlans', 'provisionedPlans', 'imAddresses'],
    ...[
      'consentProvidedForMinor',
      'employeeHireDate',
      'employeeLeaveDateTime',
      'employeeOrgData',
      'faxNumber',
    ],
    ...['isResourceAccount', 'legalAgeGroupClassification', 'licenseAssignmentStates', 'passwordPolicies'],
    ...['onPremisesDistinguishedName', 'onPremisesDomainName', 'onPremisesExtensionAttributes'],
    ...['onPremisesImmutableId', 'onPremisesLastSyncDateTime', 'onPremisesProvisioningErrors'],
    ...['onPremisesSamAccountName', 'onPremisesSecurityIdentifier', 'onPremisesUserPrincipalName'],
    ...['passwordProfile', 'preferredDataLocation', 'securityIdentifier', 'serviceProvisioningErrors'],
    ...['showInAddressList', 'signInSessionsValidFromDateTime', 'isManagementRestricted'],
  ],
  inWhole: ['accountEnabled', 'imAddresses', 'mailNickname', 'userType'],
  view: (call, row) => ({
    ...row,
    businessPhones: row['businessPhones'] ?? [],
    mailNickname: row['mailNickname'] ?? aliasOf(row),
    assignedLicenses: row['assignedLicenses'] ?? [],
    identities: row['identities'] ?? identitiesOf(call, row),
    ...NO_PLANS,
    otherMails: row['otherMails'] ?? [],
    proxyAddresses: row['proxyAddresses'] ?? [],
  }),
  filterable: {
    ...sorts('text', 'id', 'userPrincipalName', 'mail', 'mailNickname', 'displayName', 'userType', 'city'),
    ...sorts('text', 'companyName', 'country', 'creationType', 'department', 'employeeId', 'employeeType'),
    ...sorts('text', 'externalUserState', 'givenName', 'jobTitle', 'officeLocation', 'postalCode', 'state'),
    ...sorts('text', 'preferredLanguage', 'surname', 'usageLocation', 'mobilePhone'),
    ...sorts('boolean', 'accountEnabled', 'onPremisesSyncEnabled'),
    ...sorts('date', 'createdDateTime', 'externalUserStateChangeDateTime'),
    ...sorts('texts', 'otherMails', 'proxyAddresses', 'businessPhones', 'imAddresses'),
    ...sorts('count', 'assignedLicenses/$count', 'appRoleAssignments/$count'),
    identities: ['signInType', 'issuer', 'issuerAssignedId'],
    assignedLicenses: ['skuId'],
    assignedPlans: ['capabilityStatus', 'service', 'servicePlanId'],
  },
  navigations: {
    manager: {
      kind: 'directoryObject',
      many: false,
      rows: (call, row) =>
        principals(call, [textOf(call.store.get('users', idOf(row))?.['managerId'])].filter(Boolean)),
    },
    memberOf: directGroups,
    transitiveMemberOf: allGroups,
    appRoleAssignments: grants('principalId'),
    directReports: people(({ store }, row) =>
      store
        .all('users')
        .filter(({ managerId }) => managerId === idOf(row))
        .map(idOf),
    ),
    createdObjects: NONE_CREATED,
    ownedObjects,
    licenseDetails,
    oauth2PermissionGrants: consents('principalId'),
    sponsors: people((_call, row) => textsOf(row['sponsorIds']), 'directoryObjects'),
  },
};

/** The identifier that follows from an object's id: its four parts of 32 bits, in the byte order of a GUID. */
function securityIdentifierOf(row: Entity): string {
  const guid = guidBytes(idOf(row));
  return ['S-1-12-1', ...[0, 4, 8, 12].map((at) => guid.readUInt32LE(at))].join('-');
}

/** How a group of Microsoft 365 treats mail, while that was not changed. */
const UNSET_MAIL: Entity = {
  allowExternalSenders: false,
  autoSubscribeNewMembers: false,
  hideFromAddressLists: false,
  hideFromOutlookClients: false,
  isSubscribedByMail: false,
  unseenCount: 0,
};

const GROUP: EntityKind = {
  type: 'group',
  directory: true,
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'classification', 'createdDateTime', 'creationOptions', 'description'],
    ...['displayName', 'expirationDateTime', 'groupTypes', 'isAssignableToRole', 'mail', 'mailEnabled'],
    ...['mailNickname', 'membershipRule', 'membershipRuleProcessingState', 'onPremisesDomainName'],
    ...['onPremisesLastSyncDateTime', 'onPremisesNetBiosName', 'onPremisesProvisioningErrors'],
    ...['onPremisesSamAccountName', 'onPremisesSecurityIdentifier', 'onPremisesSyncEnabled'],
    ...['preferredDataLocation', 'preferredLanguage', 'proxyAddresses', 'renewedDateTime'],
    ...['resourceBehaviorOptions', 'resourceProvisioningOptions', 'securityEnabled', 'securityIdentifier'],
    ...['serviceProvisioningErrors', 'theme', 'uniqueName', 'visibility'],
  ],
  further: [
    ...['isManagementRestricted', 'allowExternalSenders', 'autoSubscribeNewMembers', 'isSubscribedByMail'],
    ...['unseenCount', 'assignedLabels', 'assignedLicenses', 'hasMembersWithLicenseErrors', 'isArchived'],
    ...['hideFromAddressLists', 'hideFromOutlookClients', 'licenseProcessingState'],
  ],
  view: (_call, row) => ({
    securityIdentifier: securityIdentifierOf(row),
    renewedDateTime: row['createdDateTime'] ?? null,
    creationOptions: [],
    onPremisesProvisioningErrors: [],
    proxyAddresses: [],
    resourceBehaviorOptions: [],
    resourceProvisioningOptions: [],
    serviceProvisioningErrors: [],
    ...UNSET_MAIL,
    assignedLabels: [],
    assignedLicenses: [],
    hasMembersWithLicenseErrors: false,
    ...row,
  }),
  filterable: {
    ...sorts('text', 'id', 'displayName', 'description', 'mail', 'mailNickname', 'membershipRule'),
    ...sorts('text', 'membershipRuleProcessingState', 'onPremisesSecurityIdentifier', 'uniqueName'),
    ...sorts('text', 'classification', 'preferredLanguage', 'preferredDataLocation', 'securityIdentifier'),
    ...sorts('boolean', 'securityEnabled', 'mailEnabled', 'onPremisesSyncEnabled', 'isAssignableToRole'),
    ...sorts('date', 'createdDateTime', 'expirationDateTime', 'renewedDateTime'),
    ...sorts('texts', 'groupTypes', 'proxyAddresses', 'resourceProvisioningOptions'),
    ...sorts('boolean', 'hasMembersWithLicenseErrors'),
    ...sorts('count', 'owners/$count', 'assignedLicenses/$count', 'appRoleAssignments/$count'),
    assignedLicenses: ['skuId'],
  },
  navigations: {
    members: groupPeople('members'),
    owners: groupPeople('owners'),
    memberOf: directGroups,
    transitiveMemberOf: allGroups,
    transitiveMembers: people(({ store }, row) => objectsIn(store, idOf(row))),
    appRoleAssignments: grants('principalId'),
  },
};

const DIRECTORY_OBJECT: EntityKind = {
  type: 'directoryObject',
  directory: true,
  missing: missingObject,
  properties: ['id', 'deletedDateTime'],
  subtypes: ['user', 'group', 'servicePrincipal', 'administrativeUnit', 'directoryRole'],
  filterable: sorts('text', 'id', 'displayName', 'mail', 'userPrincipalName'),
  navigations: {},
};

const APP_ROLE_ASSIGNMENT: EntityKind = {
  type: 'appRoleAssignment',
  missing: missingObject,
  properties: [
    ...['id', 'deletedDateTime', 'appRoleId', 'createdDateTime', 'principalDisplayName', 'principalId'],
    ...['principalType', 'resourceDisplayName', 'resourceId'],
  ],
  filterable: sorts(
    'text',
    'principalId',
    'principalType',
    'principalDisplayName',
    'resourceId',
    'appRoleId',
  ),
  navigations: {},
};

const ROLE_ASSIGNMENT: EntityKind = {
  type: 'unifiedRoleAssignment',
  missing: () => notFound('ResourceNotFound', 'The role assignment'),
  properties: ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId', 'condition'],
  filterable: sorts('text', 'principalId', 'roleDefinitionId', 'appScopeId'),
  navigations: {
    principal: {
      kind: 'directoryObject',
      many: false,
      whole: true,
      rows: ({ store }, row) => [findReferenced(store, textOf(row['principalId']))].filter(isEntity),
    },
    roleDefinition: {
      kind: 'roleDefinition',
      many: false,
      rows: (_call, row) =>
        [...ROLE_DEFINITIONS, ...DIRECTORY_ROLE_DEFINITIONS].filter(
          ({ id }) => id === row['roleDefinitionId'],
        ),
    },
    appScope: { kind: 'appScope', many: false, rows: ({ store }, row) => [appScopeOf(store, row)] },
    directoryScope: { kind: 'directoryObject', many: false, rows: () => [] },
  },
};

/** What a role is held on: a catalog, or all of entitlement management (`/`). */
function appScopeOf(store: Store, { appScopeId }: Entity): Entity {
  const catalog = store.get('catalogs', textOf(appScopeId).slice('/AccessPackageCatalog/'.length));
  return catalog === undefined
    ? { id: appScopeId, displayName: 'Entitlement management', type: null }
    : { id: appScopeId, displayName: catalog['displayName'], type: 'AccessPackageCatalog' };
}

const APP_SCOPE: EntityKind = {
  type: 'appScope',
  missing: () => notFound('ResourceNotFound', 'The scope'),
  properties: ['id', 'displayName', 'type'],
  filterable: {},
  navigations: {},
};

export const CATALOG_OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
export const CATALOG_CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';
/** Can be assigned, and is not among the definitions that the service lists (CONTRACT 3.1). */
export const ORGANIZATION_ADMINISTRATOR = 'e65cf63f-9cc2-4b48-8871-cb667e9d90fb';

const ACTIONS = 'microsoft.entitlementManagement';
const READ_CATALOG = `${ACTIONS}/AccessPackageCatalog/allEntities/Read`;

/** Names and actions as the service gives them; its portal words the names differently (CONTRACT 3.1). */
export const ROLE_DEFINITIONS: readonly Entity[] = (
  [
    [CATALOG_OWNER, 'Catalog owner', [`${ACTIONS}/allEntities/allTasks`]],
    ['44272f93-9762-48e8-af59-1b5351b1d6b3', 'Catalog reader', [`${ACTIONS}/allEntities/Read`]],
    [
      '7f480852-ebdc-47d4-87de-0d8498384a83',
      'AccessPackages manager',
      [`${ACTIONS}/AccessPackageCatalog/AccessPackage/allTasks`, READ_CATALOG],
    ],
    [
      'e2182095-804a-4656-ae11-64734e9b7ae5',
      'AccessPackage assignment manager',
      [
        `${ACTIONS}/AccessPackageCatalog/AccessPackage/GrantRequests/allTasks`,
        `${ACTIONS}/AccessPackageCatalog/AccessPackage/Grants/allTasks`,
        READ_CATALOG,
      ],
    ],
    [CATALOG_CREATOR, 'Catalog creator', [`${ACTIONS}/AccessPackageCatalog/Create`]],
  ] as const
).map(([id, displayName, allowedResourceActions]) => ({
  id,
  displayName,
  description: displayName,
  isBuiltIn: true,
  isEnabled: true,
  templateId: id,
  version: '1.0',
  rolePermissions: [{ allowedResourceActions, excludedResourceActions: [], condition: null }],
}));

const ROLE_DEFINITION: EntityKind = {
  type: 'unifiedRoleDefinition',
  missing: () => notFound('RoleNotFound', 'The role definition'),
  properties: [
    ...['id', 'description', 'displayName', 'isBuiltIn', 'isEnabled', 'templateId', 'version'],
    ...['rolePermissions', 'resourceScopes'],
  ],
  view: (_call, row) => ({ resourceScopes: ['/'], ...row }),
  filterable: { ...sorts('text', 'id', 'displayName', 'templateId'), ...sorts('boolean', 'isBuiltIn') },
  navigations: {
    inheritsPermissionsFrom: { kind: 'roleDefinition', many: true, rows: () => [] },
  },
};

export const DIRECTORY_KINDS = {
  appRoleAssignment: APP_ROLE_ASSIGNMENT,
  appScope: APP_SCOPE,
  directoryObject: DIRECTORY_OBJECT,
  group: GROUP,
  roleAssignment: ROLE_ASSIGNMENT,
  roleDefinition: ROLE_DEFINITION,
  user: USER,
} satisfies Partial<Record<KindName, EntityKind>>;
