/** Catalogs and what is in them, as a reader sees them (CONTRACT 2 to 9). */
import type { Call } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf, textsOf } from '../json.ts';
import { hidesRoles } from '../lifecycle/assignments.ts';
import { findReferenced } from '../directory/principals.ts';
import { NO_ID, roleId, rolesOf, rootScope } from '../directory/resources.ts';
import { notFound } from '../wire/service-error.ts';
import type { TableName } from '../storage/store.ts';
import type { EntityKind, Navigation } from './kind.ts';
import type { KindName } from './kind-name.ts';

const missing = (what: string) => (id: string) => notFound('ResourceNotFound', `The ${what} '${id}'`);
const idOf = (row: Entity) => textOf(row['id']);
const present = (...rows: readonly (Entity | undefined)[]) => rows.filter(isEntity);

/** Rows of a table that name the entity. */
function children(kind: KindName, table: TableName, field: string): Navigation {
  return { kind, many: true, rows: ({ store }, row) => store.where(table, field, idOf(row)) };
}

/** The row of a table that the entity names. */
export function parent(kind: KindName, table: TableName, field: string): Navigation {
  return { kind, many: false, rows: ({ store }, row) => present(store.get(table, textOf(row[field]))) };
}

/** Resources of a catalog: those that were just added may not be there yet, and those removed may still be. */
function resourcesIn({ store, collections, query }: Call, catalogId: string): Entity[] {
  const lingering = collections.listDeleted('resources', query.token === undefined);
  const rows = [
    ...store.where('resources', 'catalogId', catalogId),
    ...lingering.filter((row) => row['catalogId'] === catalogId),
  ];
  return rows.filter((row) => {
    const hidden = Number(row['hiddenReads'] ?? 0);
    if (hidden > 0) store.put('resources', idOf(row), { ...row, hiddenReads: hidden - 1 });
    return hidden === 0;
  });
}

/** Roles that a resource offers. One that no package uses has no id of its own yet. */
function resourceRoles({ store, behaviour }: Call, resource: Entity): Entity[] {
  const used = new Set(
    store.where('roleScopes', 'resourceId', idOf(resource)).map((row) => row['roleOriginId']),
  );
  return rolesOf(store, resource).map((role) => {
    const known = !behaviour.lazyRoleIds || used.has(role['originId']);
    const id = known ? roleId(resource, textOf(role['originId'])) : NO_ID;
    return { id, ...role, originSystem: resource['originSystem'], resourceId: resource['id'] };
  });
}

const scopeOf = (resource: Entity): Entity => ({ ...rootScope(resource), resourceId: resource['id'] });

/** The role of a package, by its row. */
function roleOf({ store }: Call, row: Entity): Entity {
  const resource = store.get('resources', textOf(row['resourceId'])) ?? {};
  const originId = textOf(row['roleOriginId']);
  return {
    id: roleId(resource, originId),
    displayName: row['roleName'],
    originId,
    originSystem: resource['originSystem'],
    resourceId: resource['id'],
    type: rolesOf(store, resource).find((role) => role['originId'] === originId)?.['type'],
  };
}

const OF_RESOURCE: Navigation = parent('resource', 'resources', 'resourceId');

const CATALOG: EntityKind = {
  type: 'accessPackageCatalog',
  missing: (id) => notFound('CatalogNotFound', `The catalog '${id}'`),
  properties: [
    ...['id', 'displayName', 'description', 'catalogType', 'state', 'isExternallyVisible'],
    ...['createdDateTime', 'modifiedDateTime'],
  ],
  filterable: { id: 'text', displayName: 'text', state: 'text', isExternallyVisible: 'boolean' },
  navigations: {
    accessPackages: children('accessPackage', 'accessPackages', 'catalogId'),
    customWorkflowExtensions: children('customExtension', 'customWorkflowExtensions', 'catalogId'),
    resources: { kind: 'resource', many: true, rows: (call, row) => resourcesIn(call, idOf(row)) },
    resourceRoles: {
      kind: 'resourceRole',
      many: true,
      rows: (call, row) => resourcesIn(call, idOf(row)).flatMap((resource) => resourceRoles(call, resource)),
    },
    resourceScopes: {
      kind: 'resourceScope',
      many: true,
      rows: (call, row) => resourcesIn(call, idOf(row)).map(scopeOf),
    },
  },
};

const RESOURCE: EntityKind = {
  type: 'accessPackageResource',
  missing: missing('resource'),
  properties: [
    ...['id', 'displayName', 'description', 'originId', 'originSystem', 'attributes'],
    ...['createdDateTime', 'modifiedDateTime'],
  ],
  view: (_call, row) => ({ attributes: [], ...row }),
  filterable: { id: 'text', originId: 'text', originSystem: 'text', displayName: 'text' },
  navigations: {
    roles: { kind: 'resourceRole', many: true, rows: resourceRoles },
    scopes: { kind: 'resourceScope', many: true, rows: (_call, row) => [scopeOf(row)] },
    uploadSessions: children('uploadSession', 'uploadSessions', 'resourceId'),
    environment: {
      kind: 'environment',
      many: false,
      rows: ({ store }, row) =>
        row['originSystem'] === 'SharePointOnline'
          ? present(environmentOf(store.all('resourceEnvironments'), row))
          : [],
    },
  },
};

/** The geography of a site: the environment whose administration is on the site's own host. */
function environmentOf(environments: readonly Entity[], { originId }: Entity): Entity | undefined {
  if (!URL.canParse(textOf(originId))) return undefined;
  const [label = '', ...domain] = new URL(textOf(originId)).host.split('.');
  const host = [`${label}-admin`, ...domain].join('.');
  return environments.find(
    (each) => URL.canParse(textOf(each['originId'])) && new URL(textOf(each['originId'])).host === host,
  );
}

const RESOURCE_ROLE: EntityKind = {
  type: 'accessPackageResourceRole',
  missing: missing('role'),
  properties: ['id', 'displayName', 'description', 'originId', 'originSystem', 'type'],
  filterable: { originSystem: 'text', originId: 'text', displayName: 'text', 'resource/id': 'text' },
  navigations: { resource: OF_RESOURCE },
};

const RESOURCE_SCOPE: EntityKind = {
  type: 'accessPackageResourceScope',
  missing: missing('scope'),
  properties: ['id', 'displayName', 'description', 'originId', 'originSystem', 'isRootScope'],
  filterable: { originSystem: 'text', originId: 'text', displayName: 'text', 'resource/id': 'text' },
  navigations: { resource: OF_RESOURCE },
};

const ENVIRONMENT: EntityKind = {
  type: 'accessPackageResourceEnvironment',
  missing: missing('environment'),
  properties: [
    ...['id', 'displayName', 'description', 'originId', 'originSystem', 'isDefaultEnvironment'],
    ...['connectionInfo', 'createdDateTime', 'modifiedDateTime'],
  ],
  filterable: { originSystem: 'text', id: 'text', originId: 'text', displayName: 'text' },
  navigations: {
    resources: {
      kind: 'resource',
      many: true,
      rows: ({ store }, row) =>
        store
          .all('resources')
          .filter(
            (resource) => resource['originSystem'] === 'SharePointOnline' && environmentOf([row], resource),
          ),
    },
  },
};

const RESOURCE_REQUEST: EntityKind = {
  type: 'accessPackageResourceRequest',
  missing: missing('resource request'),
  properties: ['id', 'requestType', 'state', 'createdDateTime'],
  filterable: { 'catalog/id': 'text', id: 'text', requestType: 'text', state: 'text' },
  navigations: {
    catalog: parent('catalog', 'catalogs', 'catalogId'),
    resource: parent('resource', 'resources', 'resourceId'),
  },
};

const ACCESS_PACKAGE: EntityKind = {
  type: 'accessPackage',
  missing: missing('access package'),
  properties: ['id', 'displayName', 'description', 'isHidden', 'createdDateTime', 'modifiedDateTime'],
  filterable: { id: 'text', displayName: 'text', 'catalog/id': 'text' },
  navigations: {
    catalog: parent('catalog', 'catalogs', 'catalogId'),
    assignmentPolicies: children('policy', 'policies', 'accessPackageId'),
    resourceRoleScopes: {
      kind: 'roleScope',
      many: true,
      rows: (call, row) =>
        hidesRoles(call, idOf(row)) ? [] : call.store.where('roleScopes', 'accessPackageId', idOf(row)),
    },
    incompatibleAccessPackages: {
      kind: 'accessPackage',
      many: true,
      references: 'identityGovernance/entitlementManagement/accessPackages',
      rows: ({ store }, row) =>
        present(...textsOf(row['incompatibleAccessPackages']).map((id) => store.get('accessPackages', id))),
    },
    incompatibleGroups: {
      kind: 'group',
      many: true,
      references: 'groups',
      rows: ({ store }, row) =>
        present(...textsOf(row['incompatibleGroups']).map((id) => findReferenced(store, id))),
    },
    accessPackagesIncompatibleWith: {
      kind: 'accessPackage',
      many: true,
      references: 'identityGovernance/entitlementManagement/accessPackages',
      rows: ({ store }, row) =>
        store
          .all('accessPackages')
          .filter((other) => textsOf(other['incompatibleAccessPackages']).includes(idOf(row))),
    },
  },
};

const ROLE_SCOPE: EntityKind = {
  type: 'accessPackageResourceRoleScope',
  missing: missing('role scope'),
  properties: ['id', 'createdDateTime'],
  filterable: { id: 'text' },
  navigations: {
    role: { kind: 'resourceRole', many: false, rows: (call, row) => [roleOf(call, row)] },
    scope: {
      kind: 'resourceScope',
      many: false,
      rows: ({ store }, row) => [scopeOf(store.get('resources', textOf(row['resourceId'])) ?? {})],
    },
  },
};

const POLICY: EntityKind = {
  type: 'accessPackageAssignmentPolicy',
  missing: missing('policy'),
  properties: [
    ...['id', 'displayName', 'description', 'allowedTargetScope', 'specificAllowedTargets', 'expiration'],
    ...['automaticRequestSettings', 'requestorSettings', 'requestApprovalSettings', 'reviewSettings'],
    ...['notificationSettings', 'createdDateTime', 'modifiedDateTime'],
  ],
  filterable: { id: 'text', displayName: 'text', 'accessPackage/id': 'text', 'catalog/id': 'text' },
  navigations: {
    accessPackage: parent('accessPackage', 'accessPackages', 'accessPackageId'),
    catalog: {
      kind: 'catalog',
      many: false,
      rows: ({ store }, row) => {
        const owner = store.get('accessPackages', textOf(row['accessPackageId']));
        return present(store.get('catalogs', textOf(owner?.['catalogId'])));
      },
    },
    questions: { kind: 'question', many: true, rows: (_call, row) => entitiesOf(row['questions']) },
    customExtensionStageSettings: {
      kind: 'customExtensionStageSetting',
      many: true,
      rows: (_call, row) => entitiesOf(row['customExtensionStageSettings']),
    },
  },
};

const QUESTION: EntityKind = {
  type: 'accessPackageQuestion',
  missing: missing('question'),
  sparse: true,
  properties: [
    ...['id', 'text', 'isRequired', 'isAnswerEditable', 'sequence', 'localizations', 'choices'],
    ...['isMultipleSelectionAllowed', 'isSingleLineQuestion', 'regexPattern'],
  ],
  filterable: {},
  navigations: {},
};

const STAGE_SETTING: EntityKind = {
  type: 'customExtensionStageSetting',
  missing: missing('stage'),
  sparse: true,
  properties: ['id', 'stage'],
  filterable: {},
  navigations: {
    customExtension: {
      kind: 'customExtension',
      many: false,
      rows: ({ store }, { customExtension }) => {
        if (!isEntity(customExtension)) return [];
        return [
          store.get('customWorkflowExtensions', idOf(customExtension).toLowerCase()) ?? customExtension,
        ];
      },
    },
  },
};

const CUSTOM_EXTENSION: EntityKind = {
  type: 'customCalloutExtension',
  missing: missing('custom extension'),
  sparse: true,
  properties: [
    ...['id', 'displayName', 'description', 'endpointConfiguration', 'authenticationConfiguration'],
    ...['clientConfiguration', 'callbackConfiguration', 'createdBy', 'createdDateTime'],
    ...['lastModifiedBy', 'lastModifiedDateTime'],
  ],
  filterable: { id: 'text', displayName: 'text' },
  navigations: {},
};

function sponsors(list: 'internalSponsors' | 'externalSponsors'): Navigation {
  return {
    kind: 'directoryObject',
    many: true,
    references: 'directoryObjects',
    rows: ({ store }, row) => present(...textsOf(row[list]).map((id) => findReferenced(store, id))),
  };
}

const CONNECTED_ORGANIZATION: EntityKind = {
  type: 'connectedOrganization',
  missing: missing('connected organization'),
  properties: [
    ...[
      'id',
      'displayName',
      'description',
      'state',
      'identitySources',
      'createdDateTime',
      'modifiedDateTime',
    ],
  ],
  filterable: {
    id: 'text',
    displayName: 'text',
    state: 'text',
    identitySources: ['tenantId', 'domainName', 'displayName', 'issuerUri', 'cloudInstance'],
  },
  navigations: {
    internalSponsors: sponsors('internalSponsors'),
    externalSponsors: sponsors('externalSponsors'),
  },
};

const SETTINGS: EntityKind = {
  type: 'entitlementManagementSettings',
  missing: missing('settings'),
  properties: ['id', 'durationUntilExternalUserDeletedAfterBlocked', 'externalUserLifecycleAction'],
  filterable: {},
  navigations: {},
};

/** Of these there is one: what requestors are shown (CONTRACT 12). */
const CONTROL_CONFIGURATION: EntityKind = {
  type: 'controlConfiguration',
  missing: missing('control configuration'),
  properties: [
    ...['id', 'isEnabled', 'createdBy', 'createdDateTime', 'modifiedBy', 'modifiedDateTime'],
    ...['relatedPeopleInsightLevel', 'showApproverDetailsToMembers'],
  ],
  filterable: { id: 'text', isEnabled: 'boolean' },
  navigations: {},
};

export const CATALOG_KINDS = {
  accessPackage: ACCESS_PACKAGE,
  catalog: CATALOG,
  connectedOrganization: CONNECTED_ORGANIZATION,
  controlConfiguration: CONTROL_CONFIGURATION,
  customExtension: CUSTOM_EXTENSION,
  customExtensionStageSetting: STAGE_SETTING,
  environment: ENVIRONMENT,
  policy: POLICY,
  question: QUESTION,
  resource: RESOURCE,
  resourceRequest: RESOURCE_REQUEST,
  resourceRole: RESOURCE_ROLE,
  resourceScope: RESOURCE_SCOPE,
  roleScope: ROLE_SCOPE,
  settings: SETTINGS,
} satisfies Partial<Record<KindName, EntityKind>>;
