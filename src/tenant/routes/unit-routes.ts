/** Administrative units: made, changed, deleted for good, and what is put in them. */
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entityOf, textOf, textsOf } from '../json.ts';
import { directoryRoleBy, ON_UNIT, scopedMemberships } from '../permissions/active-roles.ts';
import { roleAssignmentsNow } from '../permissions/held-roles.ts';
import { requirePrincipal, typeOf } from '../directory/principals.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, parseReference, TAKES_REFERENCE } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';
import { hold, unassign } from './role-routes.ts';

const UNITS = '/directory/administrativeUnits';
/** Objects that a unit can have. */
const MEMBERS = ['User', 'Group'];

function unitOf(call: Call): Entity {
  const id = param(call, 'id');
  const row = call.store.get('administrativeUnits', id);
  if (row === undefined) throw missingObject(id);
  return row;
}

function note(call: Call, activity: string, object: Entity): void {
  record(call, { activity, targets: [{ type: 'AdministrativeUnit', object }] });
}

/** A unit with a rule is dynamic, and only that. */
function requireRule({ membershipType, membershipRule }: Entity): void {
  if ((membershipType === 'Dynamic') === (textOf(membershipRule) !== '')) return;
  const message = 'A membershipRule and the membershipType Dynamic go together.';
  throw new ServiceError(400, 'Request_BadRequest', message);
}

function create(call: Call): Answer {
  const values = checkedBody(call);
  requireRule(values);
  const id = call.newId();
  const row = call.store.put('administrativeUnits', id, { ...values, id, memberIds: [] });
  note(call, 'Add administrative unit', row);
  return created(plain(call, KINDS.administrativeUnit, row));
}

function update(call: Call): Answer {
  const row = unitOf(call);
  const changed = { ...row, ...checkedBody(call), id: row['id'] };
  requireRule(changed);
  call.store.put('administrativeUnits', textOf(row['id']), changed);
  note(call, 'Update administrative unit', changed);
  return NO_CONTENT;
}

function remove(call: Call): Answer {
  const row = unitOf(call);
  call.store.delete('administrativeUnits', textOf(row['id']));
  note(call, 'Delete administrative unit', row);
  return NO_CONTENT;
}

function setMembers(call: Call, row: Entity, memberIds: readonly string[]): Answer {
  if (row['membershipType'] === 'Dynamic')
    throw new ServiceError(
      403,
      'Authorization_RequestDenied',
      'The members of a dynamic unit follow its rule.',
    );
  call.store.put('administrativeUnits', textOf(row['id']), { ...row, memberIds });
  return NO_CONTENT;
}

function addMember(call: Call): Answer {
  const row = unitOf(call);
  const member = requirePrincipal(call, parseReference(call).id);
  const [id, ids] = [textOf(member['id']), textsOf(row['memberIds'])];
  if (!MEMBERS.includes(typeOf(member)))
    throw new ServiceError(400, 'Request_BadRequest', `The object '${id}' cannot be in a unit.`);
  if (ids.includes(id))
    throw new ServiceError(400, 'Request_BadRequest', `The object '${id}' is in the unit already.`);
  return setMembers(call, row, [...ids, id]);
}

function removeMember(call: Call): Answer {
  const row = unitOf(call);
  const [id, ids] = [param(call, 'member'), textsOf(row['memberIds'])];
  if (!ids.includes(id)) throw missingObject(id);
  return setMembers(
    call,
    row,
    ids.filter((each) => each !== id),
  );
}

/** Gives a role on a unit; the role is named as those are that objects are members of. */
function addScopedMember(call: Call): Answer {
  const unit = textOf(unitOf(call)['id']);
  const body = checkedBody(call);
  const roleId = textOf(body['roleId']).toLowerCase();
  const role = directoryRoleBy(call, roleId);
  if (role === undefined) throw missingObject(roleId);
  const { id: principalId } = requirePrincipal(call, textOf(entityOf(body['roleMemberInfo'])['id']));
  const { id } = hold(call, {
    principalId: textOf(principalId),
    roleDefinitionId: textOf(role['roleTemplateId']),
    directoryScopeId: `${ON_UNIT}${unit}`,
  });
  const made = scopedMemberships(call).find((each) => each['id'] === id);
  return created(plain(call, KINDS.scopedRoleMembership, made ?? {}));
}

function removeScopedMember(call: Call): Answer {
  const [unit, wanted] = [textOf(unitOf(call)['id']), param(call, 'membership')];
  const held = scopedMemberships(call).find(
    ({ id, administrativeUnitId }) => textOf(id).toLowerCase() === wanted && administrativeUnitId === unit,
  );
  const row = roleAssignmentsNow(call.store, call.now).find(({ id }) => id === held?.['id']);
  if (held === undefined || row === undefined) throw missingObject(wanted);
  return unassign(call, row);
}

export const unitRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: UNITS,
    takes: { type: 'administrativeUnit', purpose: 'create' },
    answers: 'administrativeUnit',
    handle: create,
  },
  {
    method: 'PATCH',
    pattern: `${UNITS}/{id}`,
    takes: { type: 'administrativeUnit', purpose: 'update' },
    handle: update,
  },
  { method: 'DELETE', pattern: `${UNITS}/{id}`, handle: remove },
  { method: 'POST', pattern: `${UNITS}/{id}/members/$ref`, takes: TAKES_REFERENCE, handle: addMember },
  { method: 'DELETE', pattern: `${UNITS}/{id}/members/{member}/$ref`, handle: removeMember },
  {
    method: 'POST',
    pattern: `${UNITS}/{id}/scopedRoleMembers`,
    takes: { type: 'scopedRoleMembership', purpose: 'create' },
    answers: 'scopedRoleMembership',
    handle: addScopedMember,
  },
  { method: 'DELETE', pattern: `${UNITS}/{id}/scopedRoleMembers/{membership}`, handle: removeScopedMember },
];
