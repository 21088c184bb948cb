/** Roles of the directory that are in use, in the older form that objects are members of. */
import type { Context } from '../context.ts';
import { alternateKeyOf } from '../directory/alternate-keys.ts';
import { derivedId } from '../guid.ts';
import type { Entity } from '../json.ts';
import { entityOf, textOf } from '../json.ts';
import { findReferenced } from '../directory/principals.ts';
import { DIRECTORY_ROLE_DEFINITIONS } from './directory-roles.ts';
import { EVERYWHERE, roleAssignmentsNow } from './held-roles.ts';

/** The id of an activated role is its own in each tenant, and follows from its template. */
function directoryRole({ id: roleTemplateId, displayName, description }: Entity): Entity {
  return { id: derivedId('directoryRole', textOf(roleTemplateId)), roleTemplateId, displayName, description };
}

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** Roles that are in use: activated, or held by an object; one is so from the beginning. */
export function directoryRoles({ store, now }: Context): Entity[] {
  const held = roleAssignmentsNow(store, now).map(({ roleDefinitionId }) => textOf(roleDefinitionId));
  const activated = store.all('directoryRoles').map(({ id }) => textOf(id));
  const active = new Set([GLOBAL_ADMINISTRATOR, ...held, ...activated]);
  return DIRECTORY_ROLE_DEFINITIONS.filter(({ id }) => active.has(textOf(id))).map(directoryRole);
}

/** The assignments of a role, on the whole directory or on parts of it. */
export function holdersOf({ store, now }: Context, { roleTemplateId }: Entity): Entity[] {
  return roleAssignmentsNow(store, now).filter((row) => row['roleDefinitionId'] === roleTemplateId);
}

/** An activated role, by its id or its template's. */
export function directoryRoleBy(context: Context, key: string): Entity | undefined {
  const other = alternateKeyOf('directoryRoles', key);
  const [name, wanted] = other === undefined ? ['id', key] : ['roleTemplateId', other.value.toLowerCase()];
  return directoryRoles(context).find((row) => row[name] === wanted);
}

/** The roles that objects hold on the whole directory. */
export function rolesHeldBy(context: Context, ids: readonly string[]): Entity[] {
  const held = new Set(
    roleAssignmentsNow(context.store, context.now)
      .filter(({ directoryScopeId }) => directoryScopeId === EVERYWHERE)
      .filter(({ principalId }) => ids.includes(textOf(principalId)))
      .map(({ roleDefinitionId }) => roleDefinitionId),
  );
  if (held.size === 0) return [];
  return directoryRoles(context)
    .filter(({ roleTemplateId }) => held.has(roleTemplateId))
    .map((row) => ({ '@odata.type': '#microsoft.graph.directoryRole', ...row }));
}

/** The scope of a role that is held on an administrative unit, before its id. */
export const ON_UNIT = '/administrativeUnits/';

/** Roles that are held on administrative units. */
export function scopedMemberships(context: Context): Entity[] {
  return directoryRoles(context).flatMap((role) =>
    holdersOf(context, role)
      .filter(({ directoryScopeId }) => textOf(directoryScopeId).startsWith(ON_UNIT))
      .map(({ id, principalId, directoryScopeId }) => ({
        id,
        roleId: role['id'],
        administrativeUnitId: textOf(directoryScopeId).slice(ON_UNIT.length).toLowerCase(),
        roleMemberInfo: {
          id: principalId,
          displayName: entityOf(findReferenced(context.store, textOf(principalId)))['displayName'] ?? null,
        },
      })),
  );
}
