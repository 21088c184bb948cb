/** What an assignment grants: group memberships, application roles, roles of the directory, groups of SharePoint sites. */
import type { Context } from '../context.ts';
import type { DeliveredRole, Membership } from '../directory/groups.ts';
import { setMembership } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import type { Store } from '../storage/store.ts';
import { isLive, liveAssignmentsOf } from './assignments.ts';

interface Grant {
  readonly originSystem: string;
  /** Group or application id, or a site's address. */
  readonly originId: string;
  readonly roleOriginId: string;
  readonly roleName: string;
}

/** The roles of a package. */
function grantsOf(store: Store, packageId: string): Grant[] {
  return store.where('roleScopes', 'accessPackageId', packageId).map((row) => grantOf(store, row));
}

function grantOf(store: Store, roleScope: Entity): Grant {
  const resource = store.get('resources', textOf(roleScope['resourceId']));
  return {
    originSystem: textOf(resource?.['originSystem']),
    originId: textOf(resource?.['originId']),
    roleOriginId: textOf(roleScope['roleOriginId']),
    roleName: textOf(roleScope['roleName']),
  };
}

const sameRole = (a: Grant, b: Grant) => a.originId === b.originId && a.roleOriginId === b.roleOriginId;

/** Gives a user a role; they may have it already. */
function grant(context: Context, user: Entity, role: Grant): void {
  const { store } = context;
  const userId = textOf(user['id']);
  if (role.originSystem === 'AadGroup') setMembership(store, membershipOf(userId, role), true);
  else if (role.originSystem === 'AadApplication') {
    if (appRoleAssignment(store, userId, role) !== undefined) return;
    const id = context.newId();
    store.put('appRoleAssignments', id, {
      id,
      createdDateTime: context.now,
      appRoleId: role.roleOriginId,
      principalId: userId,
      principalDisplayName: user['displayName'],
      principalType: 'User',
      resourceId: role.originId,
      resourceDisplayName: store.get('servicePrincipals', role.originId)?.['displayName'],
    });
  } else if (role.originSystem === 'DirectoryRole') {
    const id = heldKey(userId, role);
    const { originId: roleDefinitionId, roleOriginId } = role;
    store.put('directoryRoleAssignments', id, {
      ...{ id, roleDefinitionId, principalId: userId, directoryScopeId: '/' },
      isEligible: roleOriginId === 'Eligible',
    });
  } else {
    const id = heldKey(userId, role);
    store.put('sitePermissions', id, { id, webUrl: role.originId, roleName: role.roleName, userId });
  }
}

function revoke(store: Store, userId: string, role: Grant): void {
  if (role.originSystem === 'AadGroup') setMembership(store, membershipOf(userId, role), false);
  else if (role.originSystem === 'AadApplication') {
    const found = appRoleAssignment(store, userId, role);
    if (found !== undefined) store.delete('appRoleAssignments', textOf(found['id']));
  } else {
    const table = role.originSystem === 'DirectoryRole' ? 'directoryRoleAssignments' : 'sitePermissions';
    if (store.get(table, heldKey(userId, role)) !== undefined) store.delete(table, heldKey(userId, role));
  }
}

function heldKey(userId: string, { originId, roleOriginId }: Grant): string {
  return `${originId} ${roleOriginId} ${userId}`;
}

/** By the first part of a role's origin. */
const GROUP_ROLES: Readonly<Record<string, DeliveredRole>> = {
  Member: 'members',
  Owner: 'owners',
  EligibleMember: 'eligibleMembers',
  EligibleOwner: 'eligibleOwners',
};

function membershipOf(userId: string, { originId, roleOriginId }: Grant): Membership {
  const [name = ''] = roleOriginId.split('_');
  return { groupId: originId, role: GROUP_ROLES[name] ?? 'members', userId };
}

function appRoleAssignment(store: Store, userId: string, role: Grant): Entity | undefined {
  return store
    .where('appRoleAssignments', 'resourceId', role.originId)
    .find((row) => row['principalId'] === userId && row['appRoleId'] === role.roleOriginId);
}

/** Delivers every role of a package. */
export function grantAll(context: Context, user: Entity, packageId: string): void {
  for (const role of grantsOf(context.store, packageId)) grant(context, user, role);
}

/** Takes away the roles of a package that no other live assignment of the user grants. */
export function revokeAll({ store }: Context, userId: string, packageId: string): void {
  revokeUnlessGranted(store, userId, grantsOf(store, packageId));
}

function revokeUnlessGranted(store: Store, userId: string, roles: readonly Grant[]): void {
  const kept = liveAssignmentsOf(store, userId).flatMap((row) =>
    grantsOf(store, textOf(row['accessPackageId'])),
  );
  for (const role of roles) if (!kept.some((other) => sameRole(role, other))) revoke(store, userId, role);
}

/** A role that joins a package reaches those who hold the package. */
export function grantToAssignees(context: Context, roleScope: Entity): void {
  const { store } = context;
  for (const assignment of store.where(
    'assignments',
    'accessPackageId',
    textOf(roleScope['accessPackageId']),
  )) {
    const user = store.get('users', textOf(assignment['subjectId']));
    if (isLive(assignment) && user !== undefined) grant(context, user, grantOf(store, roleScope));
  }
}

/** A role that has left a package leaves its holders, unless they hold it through another one. */
export function revokeFromAssignees({ store }: Context, roleScope: Entity): void {
  const role = grantOf(store, roleScope);
  for (const assignment of store.where(
    'assignments',
    'accessPackageId',
    textOf(roleScope['accessPackageId']),
  )) {
    if (isLive(assignment)) revokeUnlessGranted(store, textOf(assignment['subjectId']), [role]);
  }
}

/** Whether SharePoint takes part: it knows a guest only after their first sign-in (CONTRACT 16.3). */
export function needsSharePoint(store: Store, packageId: string): boolean {
  return grantsOf(store, packageId).some(({ originSystem }) => originSystem === 'SharePointOnline');
}
