/** Resources of catalogs: listed, added and removed by requests (CONTRACT 4). */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf, textsOf } from '../json.ts';
import { catalogOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { DIRECTORY_ROLE_DEFINITIONS } from '../permissions/directory-roles.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, enumValue, requiredText } from '../wire/request-body.ts';
import { created, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

function origin({ store }: Call, originSystem: string, originId: string): Entity {
  const id = originId.toLowerCase();
  const finders: Readonly<Record<string, () => Entity | undefined>> = {
    AadGroup: () => store.get('groups', id),
    AadApplication: () => store.get('servicePrincipals', id),
    SharePointOnline: () => store.where('sites', 'webUrl', originId)[0],
    DirectoryRole: () => DIRECTORY_ROLE_DEFINITIONS.find((role) => role['id'] === id),
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

function requestResource(call: Call): Answer {
  const body = checkedBody(call);
  const { requestType } = body;
  const resource = entityOf(body['resource']);
  const catalogId = textOf(catalogOf(call.store, textOf(entityOf(body['catalog'])['id']))['id']);
  const carryOut =
    requestType === 'adminAdd'
      ? addResource
      : requestType === 'adminRemove'
        ? removeResource
        : updateResource;
  const resourceId = carryOut(call, catalogId, resource);
  const id = call.newId();
  const row = { id, requestType, state: 'delivered', createdDateTime: call.now, catalogId, resourceId };
  return created(plain(call, KINDS.resourceRequest, call.store.put('resourceRequests', id, row)));
}

/** The id of the resource that was added. */
function addResource(call: Call, catalogId: string, resource: Entity): string {
  const { store, behaviour, propagation, now } = call;
  const originSystem = enumValue('resource/originSystem', resource['originSystem'], [
    'AadGroup',
    'AadApplication',
    'SharePointOnline',
    'DirectoryRole',
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
    attributes: storedAttributes(call, resource['attributes'], []),
    displayName: original['displayName'],
    description: original['description'] ?? '',
    createdDateTime: now,
    modifiedDateTime: now,
    hiddenReads: behaviour.resourceAppearsAfterReads,
  });
  return id;
}

/** The resource of a catalog that a request means; throws 404. */
function resourceIn({ store }: Call, catalogId: string, { id, originId }: Entity): Entity {
  const found = store
    .where('resources', 'catalogId', catalogId)
    .find((row) => row['id'] === textOf(id).toLowerCase() || row['originId'] === originId);
  if (found === undefined) throw notFound('ResourceNotFound', 'The resource');
  return found;
}

function updateResource(call: Call, catalogId: string, resource: Entity): string {
  const found = resourceIn(call, catalogId, resource);
  const known = entitiesOf(found['attributes']);
  const attributes =
    resource['attributes'] === undefined ? known : storedAttributes(call, resource['attributes'], known);
  const id = textOf(found['id']);
  call.store.put('resources', id, { ...found, attributes, modifiedDateTime: call.now });
  return id;
}

/** The questions of attributes get ids, and keep them while the attribute of that name stays. */
function storedAttributes(call: Call, value: Json | undefined, known: readonly Entity[]): Entity[] {
  return entitiesOf(value).map((attribute) => {
    const source = entityOf(attribute['source']);
    if (!isEntity(source['question'])) return attribute;
    const old = known.find(({ name }) => name === attribute['name']);
    const id = entityOf(entityOf(old?.['source'])['question'])['id'] ?? call.newId();
    return { ...attribute, source: { ...source, question: { ...source['question'], id } } };
  });
}

function removeResource(call: Call, catalogId: string, resource: Entity): string {
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
  return id;
}

/** Takes over what the resource is called now where it comes from. */
function refresh(call: Call): Answer {
  const catalogId = textOf(catalogOf(call.store, param(call, 'id'))['id']);
  const found = resourceIn(call, catalogId, { id: param(call, 'resource') });
  const original = origin(call, textOf(found['originSystem']), textOf(found['originId']));
  const { displayName, description } = original;
  call.store.put('resources', textOf(found['id']), {
    ...found,
    displayName,
    description: description ?? '',
    modifiedDateTime: call.now,
  });
  return { status: 200 };
}

export const resourceRoutes: readonly Route[] = [
  { method: 'POST', pattern: `${EM}/catalogs/{id}/resources/{resource}/refresh`, handle: refresh },
  {
    method: 'POST',
    pattern: `${EM}/resourceRequests`,
    takes: { type: 'accessPackageResourceRequest', purpose: 'create' },
    answers: 'resourceRequest',
    handle: requestResource,
  },
];
