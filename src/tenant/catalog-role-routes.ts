/** Roles on catalogs, and who holds them (CONTRACT 3). */
import type { Answer, Call, Route } from './context.ts';
import { findPrincipal, findReferenced } from './directory-routes.ts';
import { textOf } from './json.ts';
import { catalogOf } from './lookups.ts';
import { page } from './query.ts';
import { bodyOf, created, listed, NO_CONTENT, ok, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';
import { checkBody } from './types/check-body.ts';

const ROLES = '/roleManagement/entitlementManagement';
export const CATALOG_OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
const ROLE_DEFINITIONS: Readonly<Record<string, string>> = {
  [CATALOG_OWNER]: 'Catalog owner',
  '44272f93-9762-48e8-af59-1b5351b1d6b3': 'Catalog reader',
  '7f480852-ebdc-47d4-87de-0d8498384a83': 'Access package manager',
  'e2182095-804a-4656-ae11-64734e9b7ae5': 'Access package assignment manager',
  'ba92d953-d8e0-4e39-a797-0cbedb0a89e8': 'Catalog creator',
};

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
  const values = checkBody('unifiedRoleAssignment', bodyOf(call), 'create');
  const principalId = textOf(values['principalId']).toLowerCase();
  const roleDefinitionId = textOf(values['roleDefinitionId']).toLowerCase();
  const appScopeId = textOf(values['appScopeId']);
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

export const catalogRoleRoutes: readonly Route[] = [
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
