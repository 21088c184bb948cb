/** Who holds which role of the directory: by an assignment, or by what the seed says of a user. */
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import type { Store } from '../storage/store.ts';
import type { DirectoryRole } from './directory-roles.ts';
import { DIRECTORY_ROLE_DEFINITIONS, directoryRolesIn, templateOf } from './directory-roles.ts';

/** The whole of the directory, as a scope of a role. */
export const EVERYWHERE = '/';

/** Every role that is held, eligible, or will be; `users`: whose roles of the seed count as well. */
export function roleHoldings(store: Store, users = store.all('users')): Entity[] {
  const kept = store.all('directoryRoleAssignments');
  const seeded = users.flatMap(({ id, directoryRoles }) =>
    directoryRolesIn(directoryRoles)
      .map((role) => seededHolding(role, textOf(id)))
      // A row with its id says that it was taken away.
      .filter((row) => store.get('directoryRoleAssignments', textOf(row['id'])) === undefined),
  );
  return [...kept.filter(({ isRemoved }) => isRemoved !== true), ...seeded];
}

function seededHolding(role: DirectoryRole, principalId: string): Entity {
  const roleDefinitionId = templateOf(role);
  return {
    id: `${roleDefinitionId} ${principalId}`,
    roleDefinitionId,
    principalId,
    directoryScopeId: EVERYWHERE,
  };
}

/** Also of one that was changed since: without a row of its own it would be held again. */
function isOfSeed(id: string): boolean {
  return id.includes(' ');
}

/** Whether its time has come, and is not over. */
export function isInEffect({ startDateTime, endDateTime }: Entity, now: string): boolean {
  const began = startDateTime ?? null;
  const ends = endDateTime ?? null;
  return (began === null || textOf(began) <= now) && (ends === null || now < textOf(ends));
}

/** The roles that are held now, without those that would have to be activated. */
export function roleAssignmentsNow(store: Store, now: string, users?: Entity[]): Entity[] {
  return roleHoldings(store, users).filter((row) => row['isEligible'] !== true && isInEffect(row, now));
}

/** The roles that a user has on the whole directory now. */
export function rolesOf(store: Store, user: Entity, now: string): DirectoryRole[] {
  const own = roleAssignmentsNow(store, now, [user]).filter(
    ({ principalId, directoryScopeId }) => principalId === user['id'] && directoryScopeId === EVERYWHERE,
  );
  return directoryRolesIn(own.map(({ roleDefinitionId }) => textOf(roleDefinitionId)));
}

/** Takes a role away; one of the seed stays away when the tenant opens again. */
export function removeHolding(store: Store, id: string): void {
  if (isOfSeed(id)) store.put('directoryRoleAssignments', id, { id, isRemoved: true });
  else store.delete('directoryRoleAssignments', id);
}

/** The definitions of all roles: the built-in ones, and the tenant's own. */
export function roleDefinitions(store: Store): Entity[] {
  return [...DIRECTORY_ROLE_DEFINITIONS, ...store.all('directoryRoleDefinitions')];
}
