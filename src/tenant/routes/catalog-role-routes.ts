/** Roles of entitlement management: on one catalog, or on all of it (CONTRACT 3.1). */
import type { Answer, Call, Route } from '../context.ts';
import { findPrincipal } from '../directory/principals.ts';
import { textOf } from '../json.ts';
import { catalogOf } from '../directory/lookups.ts';
import { CATALOG_CREATOR, ORGANIZATION_ADMINISTRATOR, ROLE_DEFINITIONS } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { wrongAt } from '../types/check-body.ts';

const ROLES = '/roleManagement/entitlementManagement';

function createAssignment(call: Call): Answer {
  const { store } = call;
  const values = checkedBody(call);
  const principalId = textOf(values['principalId']).toLowerCase();
  const roleDefinitionId = textOf(values['roleDefinitionId']).toLowerCase();
  if (![...ROLE_DEFINITIONS.map(({ id }) => id), ORGANIZATION_ADMINISTRATOR].includes(roleDefinitionId))
    throw notFound('RoleNotFound', 'The role definition');
  if (findPrincipal(store, principalId) === undefined) throw notFound('ResourceNotFound', 'The principal');
  const appScopeId = scopeOf(store, textOf(values['appScopeId']), roleDefinitionId);
  const same = store
    .where('roleAssignments', 'appScopeId', appScopeId)
    .some((row) => row['principalId'] === principalId && row['roleDefinitionId'] === roleDefinitionId);
  if (same) throw new ServiceError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  const id = call.newId();
  const row = { id, principalId, roleDefinitionId, appScopeId };
  return created(plain(call, KINDS.roleAssignment, store.put('roleAssignments', id, row)));
}

const EVERYWHERE: readonly string[] = [CATALOG_CREATOR, ORGANIZATION_ADMINISTRATOR];

/** The scope as it is kept. Some roles are held everywhere (`/`); the others on one catalog. */
function scopeOf(store: Store, given: string, roleDefinitionId: string): string {
  const catalogId = /^\/AccessPackageCatalog\/([^/]+)$/i.exec(given)?.[1];
  const isEverywhere = EVERYWHERE.includes(roleDefinitionId);
  if (isEverywhere ? given !== '/' : catalogId === undefined)
    throw wrongAt('appScopeId', `the role is held on ${isEverywhere ? '/' : '/AccessPackageCatalog/ID'}.`);
  return isEverywhere ? '/' : `/AccessPackageCatalog/${textOf(catalogOf(store, catalogId ?? '')['id'])}`;
}

export const catalogRoleRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: `${ROLES}/roleAssignments`,
    takes: { type: 'unifiedRoleAssignment', purpose: 'create' },
    answers: 'roleAssignment',
    handle: createAssignment,
  },
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
