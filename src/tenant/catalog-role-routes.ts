/** Roles on catalogs, and who holds them (CONTRACT 3). */
import type { Answer, Call, Route } from './context.ts';
import { findPrincipal } from './principals.ts';
import { textOf } from './json.ts';
import { catalogOf } from './lookups.ts';
import { ROLE_DEFINITIONS } from './read/directory-kinds.ts';
import { bodyOf, created, NO_CONTENT, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';
import { checkBody } from './types/check-body.ts';

const ROLES = '/roleManagement/entitlementManagement';
function createAssignment(call: Call): Answer {
  const { store } = call;
  const values = checkBody('unifiedRoleAssignment', bodyOf(call), 'create');
  const principalId = textOf(values['principalId']).toLowerCase();
  const roleDefinitionId = textOf(values['roleDefinitionId']).toLowerCase();
  const appScopeId = textOf(values['appScopeId']);
  if (!ROLE_DEFINITIONS.some(({ id }) => id === roleDefinitionId))
    throw notFound('RoleNotFound', 'The role definition');
  if (findPrincipal(store, principalId) === undefined) throw notFound('ResourceNotFound', 'The principal');
  if (appScopeId !== '/') catalogOf(store, appScopeId.split('/').at(-1) ?? '');
  const same = store
    .where('roleAssignments', 'appScopeId', appScopeId)
    .some((row) => row['principalId'] === principalId && row['roleDefinitionId'] === roleDefinitionId);
  if (same) throw new ServiceError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  const id = call.newId();
  return created(store.put('roleAssignments', id, { id, principalId, roleDefinitionId, appScopeId }));
}

export const catalogRoleRoutes: readonly Route[] = [
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
