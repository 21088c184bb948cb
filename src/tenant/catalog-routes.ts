/** Catalogs, their resources and roles, and who holds roles on them (CONTRACT 3, 4). */
import { createHash } from 'node:crypto';
import { findPrincipal, findReferenced } from './directory-routes.ts';
import type { Entity } from './json.ts';
import { entitiesOf, isEntity, textOf, textsOf } from './json.ts';
import { enumValue, requiredText, writable } from './model.ts';
import { page, single, without } from './query.ts';
import type { Expand } from './query.ts';
import type { Answer, Call, Route } from './route.ts';
import { bodyOf, created, EM, listed, NO_CONTENT, ok, param } from './route.ts';
import { invalidModel, notFound, ServiceError } from './service-error.ts';
import type { Store } from './store.ts';

const SORTS = {
  displayName: 'text',
  description: 'text',
  state: ['published', 'unpublished'],
  isExternallyVisible: 'boolean',
} as const;
const ROLES = '/roleManagement/entitlementManagement';
const OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
const ROLE_DEFINITIONS: Readonly<Record<string, string>> = {
  [OWNER]: 'Catalog owner',
  '44272f93-9762-48e8-af59-1b5351b1d6b3': 'Catalog reader',
  '7f480852-ebdc-47d4-87de-0d8498384a83': 'Access package manager',
  'e2182095-804a-4656-ae11-64734e9b7ae5': 'Access package assignment manager',
  'ba92d953-d8e0-4e39-a797-0cbedb0a89e8': 'Catalog creator',
};
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The catalog `id`; throws 404 CatalogNotFound. */
export function catalogOf(store: Store, id: string): Entity {
  const found = store.get('catalogs', id.toLowerCase());
  if (found === undefined) throw notFound('CatalogNotFound', `The catalog '${id}'`);
  return found;
}

function requireUniqueName({ store, behaviour }: Call, name: string, self?: string): void {
  if (behaviour.duplicateCatalogNames) return;
  const same = store
    .all('catalogs')
    .find(({ displayName, id }) => textOf(displayName).toLowerCase() === name.toLowerCase() && id !== self);
  if (same !== undefined)
    throw new ServiceError(409, 'DuplicateCatalog', `A catalog with name '${name}' exists.`);
}

function createCatalog(call: Call): Answer {
  const values = writable(bodyOf(call), SORTS);
  requireUniqueName(call, requiredText(values, 'displayName'));
  const id = call.newId();
  const defaults = {
    description: '',
    state: 'published',
    isExternallyVisible: false,
    catalogType: 'userManaged',
  };
  const times = { createdDateTime: call.now, modifiedDateTime: call.now };
  const row = call.store.put('catalogs', id, { id, ...defaults, ...values, ...times });
  if (call.behaviour.creatorBecomesOwner) {
    const assignment = call.newId();
    call.store.put('roleAssignments', assignment, {
      id: assignment,
      principalId: call.store.get('meta', 'tenant')?.['callerId'],
      roleDefinitionId: OWNER,
      appScopeId: `/AccessPackageCatalog/${id}`,
    });
  }
  return created(row);
}

function updateCatalog(call: Call): Answer {
  const row = catalogOf(call.store, param(call, 'id'));
  const values = writable(bodyOf(call), { ...SORTS, catalogType: 'text' });
  if (typeof values['displayName'] === 'string')
    requireUniqueName(call, values['displayName'], textOf(row['id']));
  call.store.put('catalogs', textOf(row['id']), { ...row, ...values, modifiedDateTime: call.now });
  return NO_CONTENT;
}

function deleteCatalog(call: Call): Answer {
  const { store } = call;
  const id = textOf(catalogOf(store, param(call, 'id'))['id']);
  if (store.where('accessPackages', 'catalogId', id).length > 0) {
    throw new ServiceError(
      400,
      'CatalogHasAccessPackages',
      'The catalog cannot be deleted because it has access packages.',
    );
  }
  const resources = store.where('resources', 'catalogId', id);
  if (call.behaviour.refuseDeletingCatalogWithResources && resources.length > 0) {
    throw new ServiceError(
      400,
      'CatalogHasResources',
      'The catalog cannot be deleted because it has resources.',
    );
  }
  if (store.get('catalogs', id)?.['catalogType'] !== 'userManaged') {
    throw new ServiceError(400, 'InvalidModel', 'The built-in catalog cannot be deleted.');
  }
  for (const resource of resources) store.delete('resources', textOf(resource['id']));
  for (const role of store.where('roleAssignments', 'appScopeId', `/AccessPackageCatalog/${id}`)) {
    store.delete('roleAssignments', textOf(role['id']));
  }
  store.delete('catalogs', id);
  return NO_CONTENT;
}

/** The roles that a resource offers, by its origin (CONTRACT 6). */
export function rolesOf(store: Store, resource: Entity): Entity[] {
  const originId = textOf(resource['originId']);
  switch (resource['originSystem']) {
    case 'AadGroup':
      return ['Owner', 'Member'].map((name) => ({ displayName: name, originId: `${name}_${originId}` }));
    case 'AadApplication': {
      const appRoles = entitiesOf(store.get('servicePrincipals', originId)?.['appRoles']);
      if (appRoles.length === 0) return [{ displayName: 'Default Access', originId: NO_ID }];
      return appRoles.map(({ id, displayName }) => ({ displayName, originId: id }));
    }
    default: {
      const [site] = store.where('sites', 'webUrl', originId);
      return textsOf(site?.['roles']).map((displayName, index) => ({
        displayName,
        originId: String(index + 3),
      }));
    }
  }
}

/** The id that a role gets once it is used: always the same for the same resource and origin. */
export function roleId(resource: Entity, originId: string): string {
  const hex = createHash('sha256')
    .update(`${textOf(resource['id'])} ${originId}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** A resource has one scope, its root (CONTRACT 6). */
export function rootScope(resource: Entity): Entity {
  return {
    id: roleId(resource, 'root'),
    displayName: 'Root',
    description: 'Root Scope',
    originId: resource['originId'],
    originSystem: resource['originSystem'],
    isRootScope: true,
  };
}

function resourceView({ store, behaviour }: Call, resource: Entity, expand: Expand): Entity {
  const used = new Set(
    store.where('roleScopes', 'resourceId', textOf(resource['id'])).map((row) => row['roleOriginId']),
  );
  const roles = () =>
    rolesOf(store, resource).map((role) => {
      const known = !behaviour.lazyRoleIds || used.has(role['originId']);
      const id = known ? roleId(resource, textOf(role['originId'])) : NO_ID;
      return { id, ...role, originSystem: resource['originSystem'] };
    });
  return {
    ...without(resource, 'catalogId', 'hiddenReads'),
    ...(expand['roles'] && { roles: roles() }),
    ...(expand['scopes'] && { scopes: [rootScope(resource)] }),
  };
}

function listResources(call: Call): Answer {
  const { store, query, url } = call;
  const id = textOf(catalogOf(store, param(call, 'id'))['id']);
  const lingering = call.lists.lingering('resources', query.skip === 0);
  const present = [...store.where('resources', 'catalogId', id), ...lingering].filter(
    (row) => row['catalogId'] === id,
  );
  const rows = present.filter((row) => {
    const hidden = Number(row['hiddenReads'] ?? 0);
    if (hidden > 0) store.put('resources', textOf(row['id']), { ...row, hiddenReads: hidden - 1 });
    return hidden === 0;
  });
  return ok(
    page(rows, query, url, {
      filterable: ['id', 'originId', 'originSystem', 'displayName'],
      expandable: ['roles', 'scopes', 'environment'],
      project: (row, expand) => resourceView(call, row, expand),
    }),
  );
}

function origin({ store }: Call, originSystem: string, originId: string): Entity {
  const id = originId.toLowerCase();
  const finders: Readonly<Record<string, () => Entity | undefined>> = {
    AadGroup: () => store.get('groups', id),
    AadApplication: () => store.get('servicePrincipals', id),
    SharePointOnline: () => store.where('sites', 'webUrl', originId)[0],
  };
  const found = finders[originSystem]?.();
  if (found !== undefined) return found;
  const message = `The resource '${originId}' was not found in the origin system ${originSystem}.`;
  throw new ServiceError(400, 'ResourceNotFoundInOriginSystem', message);
}

function refuseUnsuitableGroup(group: Entity): void {
  const types = textsOf(group['groupTypes']);
  const mailOnly = group['mailEnabled'] === true && !types.includes('Unified');
  if (group['onPremisesSyncEnabled'] !== true && !mailOnly && !types.includes('DynamicMembership')) return;
  throw new ServiceError(
    400,
    'InvalidGroupType',
    `Members of the group '${textOf(group['displayName'])}' cannot be managed.`,
  );
}

/** Without an environment the default one is searched; a tenant of one geography has none (CONTRACT 4). */
function requireGeography({ store }: Call, resource: Entity, site: Entity): void {
  const environments = store.all('resourceEnvironments');
  if (environments.length === 0) return;
  const asked = isEntity(resource['environment']) ? textOf(resource['environment']['originId']) : undefined;
  const environment = environments.find(({ originId, isDefaultEnvironment }) =>
    asked === undefined ? isDefaultEnvironment === true : originId === asked,
  );
  const [label = '', ...domain] = new URL(textOf(site['webUrl'])).host.split('.');
  const administration = [`${label}-admin`, ...domain].join('.');
  if (environment !== undefined && new URL(textOf(environment['originId'])).host === administration) return;
  const message = `The resource '${textOf(site['webUrl'])}' was not found in the environment.`;
  throw new ServiceError(400, 'ResourceNotFoundInOriginSystem', message);
}

function listEnvironments({ store, query, url }: Call): Answer {
  if (!/originSystem/.test(query.filter ?? ''))
    throw new ServiceError(400, 'InvalidFilter', 'A filter by originSystem is required.');
  return ok(page(store.all('resourceEnvironments'), query, url, { filterable: ['originSystem'] }));
}

function requestResource(call: Call): Answer {
  const body = bodyOf(call);
  const requestType = enumValue('requestType', body['requestType'], [
    'adminAdd',
    'adminRemove',
    'adminUpdate',
  ]);
  const { resource, catalog } = body;
  if (!isEntity(resource) || !isEntity(catalog)) throw invalidModel('resource and catalog are required.');
  const catalogId = textOf(catalogOf(call.store, textOf(catalog['id']))['id']);
  if (requestType === 'adminAdd') addResource(call, catalogId, resource);
  else if (requestType === 'adminRemove') removeResource(call, catalogId, resource);
  const id = call.newId();
  return created(
    call.store.put('resourceRequests', id, {
      id,
      requestType,
      state: 'delivered',
      createdDateTime: call.now,
    }),
  );
}

function addResource(call: Call, catalogId: string, resource: Entity): void {
  const { store, behaviour, delays, now } = call;
  const originSystem = enumValue('originSystem', resource['originSystem'], [
    'AadGroup',
    'AadApplication',
    'SharePointOnline',
  ]);
  const original = origin(call, originSystem, requiredText(resource, 'originId'));
  if (originSystem === 'AadGroup') refuseUnsuitableGroup(original);
  if (originSystem === 'SharePointOnline') requireGeography(call, resource, original);
  const originId = originSystem === 'SharePointOnline' ? original['webUrl'] : original['id'];
  if (store.where('resources', 'catalogId', catalogId).some((row) => row['originId'] === originId)) {
    throw new ServiceError(
      400,
      'ResourceAlreadyOnboarded',
      'The specified resource is already onboarded to ELM.',
    );
  }
  const asked = `add ${catalogId} ${String(originId)}`;
  delays.begin(asked, originSystem === 'SharePointOnline' ? 0 : behaviour.originUnknownForRequests);
  if (delays.isEarly(asked)) {
    const message = 'The resource was not found in the origin system.';
    throw new ServiceError(400, 'ResourceNotFoundInOriginSystem', message);
  }
  const id = call.newId();
  store.put('resources', id, {
    id,
    catalogId,
    originId,
    originSystem,
    displayName: original['displayName'],
    description: original['description'] ?? '',
    createdDateTime: now,
    modifiedDateTime: now,
    hiddenReads: behaviour.resourceAppearsAfterReads,
  });
}

function removeResource(
  { store, behaviour, delays, lists }: Call,
  catalogId: string,
  resource: Entity,
): void {
  const found = store
    .where('resources', 'catalogId', catalogId)
    .find(
      ({ id, originId }) => id === textOf(resource['id']).toLowerCase() || originId === resource['originId'],
    );
  if (found === undefined) throw notFound('ResourceNotFound', 'The resource');
  const id = textOf(found['id']);
  delays.begin(`remove ${id}`, behaviour.resourceInUseForRequests);
  if (store.where('roleScopes', 'resourceId', id).length > 0 || delays.isEarly(`remove ${id}`)) {
    const message = `The resource: ${textOf(found['displayName'])} can not be deleted because there are active entitlements.`;
    throw new ServiceError(400, 'InvalidDeleteResourceHasEntitlements', message);
  }
  store.delete('resources', id);
  lists.end('resources', found, behaviour.resourceLingersForReads);
}

function listAssignments(call: Call): Answer {
  const { store, query, url } = call;
  if (!/principalId|roleDefinitionId|appScopeId/.test(query.filter ?? '')) {
    throw new ServiceError(
      400,
      'InvalidFilter',
      'A filter by principalId, roleDefinitionId or appScopeId is required.',
    );
  }
  return ok(
    page(listed(call, 'roleAssignments'), query, url, {
      filterable: ['principalId', 'roleDefinitionId', 'appScopeId'],
      expandable: ['principal', 'roleDefinition'],
      project: (row, expand) => ({
        ...row,
        ...(expand['principal'] && { principal: findReferenced(store, textOf(row['principalId'])) ?? null }),
      }),
    }),
  );
}

function createAssignment(call: Call): Answer {
  const { store } = call;
  const sorts = {
    principalId: 'text',
    roleDefinitionId: 'text',
    appScopeId: 'text',
    directoryScopeId: 'text',
  } as const;
  const values = writable(bodyOf(call), sorts);
  const principalId = requiredText(values, 'principalId').toLowerCase();
  const roleDefinitionId = requiredText(values, 'roleDefinitionId').toLowerCase();
  const appScopeId = requiredText(values, 'appScopeId');
  if (ROLE_DEFINITIONS[roleDefinitionId] === undefined) throw notFound('RoleNotFound', 'The role definition');
  if (findPrincipal(store, principalId) === undefined) throw notFound('ResourceNotFound', 'The principal');
  catalogOf(store, appScopeId.split('/').at(-1) ?? '');
  const same = store
    .where('roleAssignments', 'appScopeId', appScopeId)
    .some((row) => row['principalId'] === principalId && row['roleDefinitionId'] === roleDefinitionId);
  if (same) throw new ServiceError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  const id = call.newId();
  return created(store.put('roleAssignments', id, { id, principalId, roleDefinitionId, appScopeId }));
}

export const catalogRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${EM}/catalogs`,
    handle: (call) =>
      ok(page(listed(call, 'catalogs'), call.query, call.url, { filterable: ['displayName'] })),
  },
  { method: 'POST', pattern: `${EM}/catalogs`, handle: createCatalog },
  {
    method: 'GET',
    pattern: `${EM}/catalogs/{id}`,
    handle: (call) => ok(single(catalogOf(call.store, param(call, 'id')), call.query, {})),
  },
  { method: 'PATCH', pattern: `${EM}/catalogs/{id}`, handle: updateCatalog },
  { method: 'DELETE', pattern: `${EM}/catalogs/{id}`, handle: deleteCatalog },
  { method: 'GET', pattern: `${EM}/catalogs/{id}/resources`, handle: listResources },
  {
    method: 'GET',
    pattern: `${EM}/resourceRequests`,
    handle: ({ store, query, url }) =>
      ok(page(store.all('resourceRequests'), query, url, { filterable: ['catalog/id'] })),
  },
  { method: 'POST', pattern: `${EM}/resourceRequests`, handle: requestResource },
  { method: 'GET', pattern: `${EM}/resourceEnvironments`, handle: listEnvironments },
  {
    method: 'GET',
    pattern: `${EM}/catalogs/{id}/customWorkflowExtensions`,
    handle: (call) => {
      const id = textOf(catalogOf(call.store, param(call, 'id'))['id']);
      const rows = call.store.where('customWorkflowExtensions', 'catalogId', id);
      return ok(
        page(rows, call.query, call.url, {
          filterable: ['displayName'],
          project: (row) => without(row, 'catalogId'),
        }),
      );
    },
  },
  {
    method: 'POST',
    pattern: `${EM}/catalogs/{id}/customWorkflowExtensions`,
    handle: (call) => {
      const catalogId = textOf(catalogOf(call.store, param(call, 'id'))['id']);
      const body = bodyOf(call);
      requiredText(body, 'displayName');
      requiredText(body, '@odata.type');
      const id = call.newId();
      call.store.put('customWorkflowExtensions', id, { ...body, id, catalogId });
      return created({ ...body, id });
    },
  },
  {
    method: 'GET',
    pattern: `${ROLES}/roleDefinitions`,
    handle: ({ query, url }) => {
      const rows = Object.entries(ROLE_DEFINITIONS).map(([id, displayName]) => ({ id, displayName }));
      return ok(page(rows, query, url, { filterable: ['id', 'displayName'] }));
    },
  },
  { method: 'GET', pattern: `${ROLES}/roleAssignments`, handle: listAssignments },
  { method: 'POST', pattern: `${ROLES}/roleAssignments`, handle: createAssignment },
  {
    method: 'DELETE',
    pattern: `${ROLES}/roleAssignments/{id}`,
    handle: (call) => {
      if (call.store.get('roleAssignments', param(call, 'id')) === undefined)
        throw notFound('ResourceNotFound', 'The role assignment');
      call.store.delete('roleAssignments', param(call, 'id'));
      return NO_CONTENT;
    },
  },
];
