/** Roles of a group that a package can grant (CONTRACT 6). */

/** The eligible ones are offered where the group is managed by Privileged Identity Management; whether it is, only the tenant tells. */
export const GROUP_ROLES: readonly string[] = ['Member', 'Owner', 'Eligible Member', 'Eligible Owner'];

const ELIGIBLE = 'Eligible ';

/** The standing role that can be activated by an eligible one; undefined for a role that stands by itself. */
export function activatedRole(role: string): string | undefined {
  return role.startsWith(ELIGIBLE) ? role.slice(ELIGIBLE.length) : undefined;
}

/** True for an owner, at all times or when they activate it. */
export function isOwnership(role: string): boolean {
  return (activatedRole(role) ?? role) === 'Owner';
}
