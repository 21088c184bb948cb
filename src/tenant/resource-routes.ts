/** Resources of catalogs: listed, added and removed by requests (CONTRACT 4). */
import type { Answer, Call, Route } from './context.ts';
import type { Entity } from './json.ts';
import { entityOf, isEntity, textOf, textsOf } from './json.ts';
import { catalogOf } from './lookups.ts';
import { EM } from './paths.ts';
import type { Expand } from './query.ts';
import { page, without } from './query.ts';
import { enumValue, requiredText } from './request-body.ts';
import { NO_ID, roleId, rolesOf, rootScope } from './resources.ts';
import { bodyOf, created, ok, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';
import { checkBody } from './types/check-body.ts';

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
  const lingering = call.collections.listDeleted('resources', query.skip === 0);
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

function requireManageableGroup(group: Entity): void {
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
  const wanted = resource['environment'];
  const environment = environments.find(({ id, originId, isDefaultEnvironment }) =>
    isEntity(wanted) ? originId === wanted['originId'] || id === wanted['id'] : isDefaultEnvironment === true,
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
  const body = checkBody('accessPackageResourceRequest', bodyOf(call), 'create');
  const { requestType } = body;
  const resource = entityOf(body['resource']);
  const catalogId = textOf(catalogOf(call.store, textOf(entityOf(body['catalog'])['id']))['id']);
  if (requestType === 'adminAdd') addResource(call, catalogId, resource);
  else if (requestType === 'adminRemove') removeResource(call, catalogId, resource);
  else updateResource(call, catalogId, resource);
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
  const { store, behaviour, propagation, now } = call;
  const originSystem = enumValue('resource/originSystem', resource['originSystem'], [
    'AadGroup',
    'AadApplication',
    'SharePointOnline',
  ]);
  const original = origin(call, originSystem, requiredText(resource, 'originId', 'resource/originId'));
  if (originSystem === 'AadGroup') requireManageableGroup(original);
  if (originSystem === 'SharePointOnline') requireGeography(call, resource, original);
  const originId = originSystem === 'SharePointOnline' ? original['webUrl'] : original['id'];
  if (store.where('resources', 'catalogId', catalogId).some((row) => row['originId'] === originId)) {
    throw new ServiceError(
      400,
      'ResourceAlreadyOnboarded',
      'The specified resource is already onboarded to ELM.',
    );
  }
  const change = `add ${catalogId} ${String(originId)}`;
  propagation.start(change, originSystem === 'SharePointOnline' ? 0 : behaviour.originUnknownForRequests);
  if (propagation.isPending(change)) {
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

/** The resource of a catalog that a request means; throws 404. */
function resourceIn({ store }: Call, catalogId: string, { id, originId }: Entity): Entity {
  const found = store
    .where('resources', 'catalogId', catalogId)
    .find((row) => row['id'] === textOf(id).toLowerCase() || row['originId'] === originId);
  if (found === undefined) throw notFound('ResourceNotFound', 'The resource');
  return found;
}

function updateResource(call: Call, catalogId: string, resource: Entity): void {
  const found = resourceIn(call, catalogId, resource);
  const { attributes = found['attributes'] } = resource;
  call.store.put('resources', textOf(found['id']), { ...found, attributes, modifiedDateTime: call.now });
}

function removeResource(call: Call, catalogId: string, resource: Entity): void {
  const { store, behaviour, propagation, collections } = call;
  const found = resourceIn(call, catalogId, resource);
  const id = textOf(found['id']);
  propagation.start(`remove ${id}`, behaviour.resourceInUseForRequests);
  if (store.where('roleScopes', 'resourceId', id).length > 0 || propagation.isPending(`remove ${id}`)) {
    const message = `The resource: ${textOf(found['displayName'])} can not be deleted because there are active entitlements.`;
    throw new ServiceError(400, 'InvalidDeleteResourceHasEntitlements', message);
  }
  store.delete('resources', id);
  collections.keepDeleted('resources', found, behaviour.resourceLingersForReads);
}

export const resourceRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${EM}/catalogs/{id}/resources`, handle: listResources },
  {
    method: 'GET',
    pattern: `${EM}/resourceRequests`,
    handle: ({ store, query, url }) =>
      ok(page(store.all('resourceRequests'), query, url, { filterable: ['catalog/id'] })),
  },
  { method: 'POST', pattern: `${EM}/resourceRequests`, handle: requestResource },
  { method: 'GET', pattern: `${EM}/resourceEnvironments`, handle: listEnvironments },
];
