/** Roles of the directory are given and taken: assignments, the tenant's own definitions, and the older directoryRoles. */
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import { isGuid } from '../guid.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf } from '../json.ts';
import { directoryRoleBy, directoryRoles, holdersOf } from '../permissions/active-roles.ts';
import { DIRECTORY_ROLE_DEFINITIONS } from '../permissions/directory-roles.ts';
import { EVERYWHERE, removeHolding, roleAssignmentsNow, roleDefinitions } from '../permissions/held-roles.ts';
import { findPrincipal, requirePrincipal } from '../directory/principals.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, parseReference, TAKES_REFERENCE } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

export const ROLES = '/roleManagement/directory';

const badRequest = (message: string) => new ServiceError(400, 'Request_BadRequest', message);

/** Which role, for whom, on what: as bodies name it, and as it is kept. */
export interface Holding {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
}

/** What a body says of that; throws for what is not there. */
export function holdingIn({ store }: Call, body: Entity): Holding {
  const principalId = textOf(body['principalId']).toLowerCase();
  const roleDefinitionId = textOf(body['roleDefinitionId']).toLowerCase();
  const directoryScopeId = textOf(body['directoryScopeId'] ?? EVERYWHERE);
  if (!roleDefinitions(store).some(({ id }) => id === roleDefinitionId))
    throw notFound('RoleNotFound', `The role definition '${roleDefinitionId}'`);
  if (findPrincipal(store, principalId) === undefined)
    throw notFound('Request_ResourceNotFound', `Resource '${principalId}'`);
  const [, unit, object = ''] = /^\/(administrativeUnits\/)?([^/]+)$/i.exec(directoryScopeId) ?? [];
  // Administrative units are not kept here, so any of them may be there.
  const isThere =
    directoryScopeId === EVERYWHERE ||
    (isGuid(object) &&
      (unit !== undefined ||
        findPrincipal(store, object) !== undefined ||
        store.get('applications', object.toLowerCase()) !== undefined));
  if (!isThere) throw badRequest(`The directoryScopeId '${directoryScopeId}' is not the scope of a role.`);
  return { principalId, roleDefinitionId, directoryScopeId };
}

export function isSameHolding(row: Entity, holding: Holding): boolean {
  return (['principalId', 'roleDefinitionId', 'directoryScopeId'] as const).every(
    (name) => row[name] === holding[name],
  );
}

function recordRole(call: Call, verb: 'Add' | 'Remove', holding: Holding): void {
  const principal = findPrincipal(call.store, holding.principalId);
  const role = roleDefinitions(call.store).find(({ id }) => id === holding.roleDefinitionId);
  record(call, {
    activity: verb === 'Add' ? 'Add member to role' : 'Remove member from role',
    operationType: verb === 'Add' ? 'Assign' : 'Unassign',
    targets: [
      { type: 'User', object: principal },
      { type: 'Role', object: role },
    ],
  });
}

/** Keeps a role that is held from now on. */
export function hold(call: Call, holding: Holding): Entity {
  if (roleAssignmentsNow(call.store, call.now).some((row) => isSameHolding(row, holding)))
    throw badRequest(
      'A conflicting object with one or more of the specified property values is present in the directory.',
    );
  const id = call.newId();
  const row = call.store.put('directoryRoleAssignments', id, { id, ...holding });
  recordRole(call, 'Add', holding);
  return row;
}

function assign(call: Call): Answer {
  return created(plain(call, KINDS.directoryRoleAssignment, hold(call, holdingIn(call, checkedBody(call)))));
}

export function unassign(call: Call, row: Entity): Answer {
  removeHolding(call.store, textOf(row['id']));
  recordRole(call, 'Remove', holdingOf(row));
  return NO_CONTENT;
}

function holdingOf(row: Entity): Holding {
  return {
    principalId: textOf(row['principalId']),
    roleDefinitionId: textOf(row['roleDefinitionId']),
    directoryScopeId: textOf(row['directoryScopeId']),
  };
}

function assignmentOf(call: Call): Entity {
  const row = roleAssignmentsNow(call.store, call.now).find(
    ({ id }) => textOf(id).toLowerCase() === param(call, 'id'),
  );
  if (row === undefined) throw notFound('ResourceNotFound', 'The role assignment');
  return row;
}

/** Permissions as they are kept: with all that a definition says of each. */
function permissionsIn(body: Entity): Entity[] {
  return entitiesOf(body['rolePermissions']).map((each) => ({ condition: null, ...each }));
}

function define(call: Call): Answer {
  const { store } = call;
  const body = checkedBody(call);
  const id = call.newId();
  const row = {
    description: null,
    version: null,
    templateId: id,
    ...body,
    id,
    isBuiltIn: false,
    rolePermissions: permissionsIn(body),
  };
  return created(plain(call, KINDS.directoryRoleDefinition, store.put('directoryRoleDefinitions', id, row)));
}

/** One of the tenant's own; those that are built in do not change. */
function ownDefinition(call: Call): Entity {
  const id = param(call, 'id');
  const own = call.store.get('directoryRoleDefinitions', id);
  if (own !== undefined) return own;
  if (DIRECTORY_ROLE_DEFINITIONS.some((each) => each['id'] === id))
    throw badRequest('Built-in role definitions cannot be changed or deleted.');
  throw notFound('RoleNotFound', `The role definition '${id}'`);
}

function redefine(call: Call): Answer {
  const row = ownDefinition(call);
  const { id: _id, ...body } = checkedBody(call);
  const rolePermissions = 'rolePermissions' in body ? permissionsIn(body) : row['rolePermissions'];
  call.store.put('directoryRoleDefinitions', textOf(row['id']), { ...row, ...body, rolePermissions });
  return NO_CONTENT;
}

function undefine(call: Call): Answer {
  const { id } = ownDefinition(call);
  if (call.store.all('directoryRoleAssignments').some(({ roleDefinitionId }) => roleDefinitionId === id))
    throw badRequest('The role definition is in use: its assignments have to be removed first.');
  call.store.delete('directoryRoleDefinitions', textOf(id));
  return NO_CONTENT;
}

function roleOf(call: Call): Entity {
  const role = directoryRoleBy(call, param(call, 'id'));
  if (role === undefined) throw missingObject(param(call, 'id'));
  return role;
}

function activate(call: Call): Answer {
  const template = textOf(checkedBody(call)['roleTemplateId']).toLowerCase();
  if (!DIRECTORY_ROLE_DEFINITIONS.some(({ id }) => id === template)) throw missingObject(template);
  if (directoryRoles(call).some(({ roleTemplateId }) => roleTemplateId === template))
    throw badRequest(
      'A conflicting object with one or more of the specified property values is present in the directory.',
    );
  call.store.put('directoryRoles', template, { id: template });
  const made = directoryRoles(call).find(({ roleTemplateId }) => roleTemplateId === template);
  return created(plain(call, KINDS.directoryRole, made ?? {}));
}

function addMember(call: Call): Answer {
  const roleDefinitionId = textOf(roleOf(call)['roleTemplateId']);
  const principalId = textOf(requirePrincipal(call, parseReference(call).id)['id']);
  hold(call, { principalId, roleDefinitionId, directoryScopeId: EVERYWHERE });
  return NO_CONTENT;
}

function removeMember(call: Call): Answer {
  const member = param(call, 'member');
  const row = holdersOf(call, roleOf(call)).find(
    ({ principalId, directoryScopeId }) => principalId === member && directoryScopeId === EVERYWHERE,
  );
  if (row === undefined) throw missingObject(member);
  return unassign(call, row);
}

const DEFINITIONS = `${ROLES}/roleDefinitions`;

export const roleRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: `${ROLES}/roleAssignments`,
    takes: { type: 'directoryRoleAssignment', purpose: 'create' },
    answers: 'directoryRoleAssignment',
    handle: assign,
  },
  {
    method: 'DELETE',
    pattern: `${ROLES}/roleAssignments/{id}`,
    handle: (call) => unassign(call, assignmentOf(call)),
  },
  {
    method: 'POST',
    pattern: DEFINITIONS,
    takes: { type: 'directoryRoleDefinition', purpose: 'create' },
    answers: 'directoryRoleDefinition',
    handle: define,
  },
  {
    method: 'PATCH',
    pattern: `${DEFINITIONS}/{id}`,
    takes: { type: 'directoryRoleDefinition', purpose: 'update' },
    handle: redefine,
  },
  { method: 'DELETE', pattern: `${DEFINITIONS}/{id}`, handle: undefine },
  {
    method: 'POST',
    pattern: '/directoryRoles',
    takes: { type: 'directoryRole', purpose: 'create' },
    answers: 'directoryRole',
    handle: activate,
  },
  {
    method: 'POST',
    pattern: '/directoryRoles/{id}/members/$ref',
    takes: TAKES_REFERENCE,
    handle: addMember,
  },
  { method: 'DELETE', pattern: '/directoryRoles/{id}/members/{member}/$ref', handle: removeMember },
];
