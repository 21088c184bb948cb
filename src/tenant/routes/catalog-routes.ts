/** Catalogs (CONTRACT 3). */
import type { Answer, Call, Route } from '../context.ts';
import { textOf } from '../json.ts';
import { catalogOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { CATALOG_OWNER } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';

function requireUniqueName({ store, behaviour }: Call, name: string, self?: string): void {
  if (behaviour.duplicateCatalogNames) return;
  const same = store
    .all('catalogs')
    .find(({ displayName, id }) => textOf(displayName).toLowerCase() === name.toLowerCase() && id !== self);
  if (same !== undefined)
    throw new ServiceError(409, 'DuplicateCatalog', `A catalog with name '${name}' exists.`);
}

function createCatalog(call: Call): Answer {
  const values = checkedBody(call);
  requireUniqueName(call, textOf(values['displayName']));
  const id = call.newId();
  const defaults = {
    description: '',
    state: 'published',
    isExternallyVisible: false,
    catalogType: 'userManaged',
  };
  const times = { createdDateTime: call.now, modifiedDateTime: call.now };
  const row = call.store.put('catalogs', id, { ...defaults, ...values, id, ...times });
  if (call.behaviour.creatorBecomesOwner) {
    const assignment = call.newId();
    call.store.put('roleAssignments', assignment, {
      id: assignment,
      principalId: call.authority?.principalId ?? call.store.get('meta', 'tenant')?.['callerId'],
      roleDefinitionId: CATALOG_OWNER,
      appScopeId: `/AccessPackageCatalog/${id}`,
    });
  }
  return created(plain(call, KINDS.catalog, row));
}

function updateCatalog(call: Call): Answer {
  const row = catalogOf(call.store, param(call, 'id'));
  const { id: _id, ...values } = checkedBody(call);
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
  for (const extension of store.where('customWorkflowExtensions', 'catalogId', id))
    store.delete('customWorkflowExtensions', textOf(extension['id']));
  for (const role of store.where('roleAssignments', 'appScopeId', `/AccessPackageCatalog/${id}`)) {
    store.delete('roleAssignments', textOf(role['id']));
  }
  store.delete('catalogs', id);
  return NO_CONTENT;
}

export const catalogRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: `${EM}/catalogs`,
    takes: { type: 'accessPackageCatalog', purpose: 'create' },
    answers: 'catalog',
    handle: createCatalog,
  },
  {
    method: 'PATCH',
    pattern: `${EM}/catalogs/{id}`,
    takes: { type: 'accessPackageCatalog', purpose: 'update' },
    handle: updateCatalog,
  },
  { method: 'DELETE', pattern: `${EM}/catalogs/{id}`, handle: deleteCatalog },
];
