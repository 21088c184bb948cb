/** The groups that packages make their holders members of. */
import type { ResourceAddress } from '../../model/address.ts';
import { activatedRole, isOwnership } from '../../model/group-roles.ts';
import { withOuterGroups } from './facts.ts';
import type { AccessModel, GrantView } from './model.ts';
import { grantedGroup } from './model.ts';

/** Groups that a package makes its holders members of, and those around them; without `eligible`, none that they have to activate. */
export function groupsGranted(
  model: AccessModel,
  address: ResourceAddress,
  { eligible }: { readonly eligible: boolean } = { eligible: true },
): ReadonlySet<string> {
  const grants = (model.grantsOf.get(address) ?? []).filter(
    ({ role }) => eligible || activatedRole(role) === undefined,
  );
  return withOuterGroups(model.directory, grants.flatMap(memberships));
}

/** An owner of a group need not be in it. */
export function memberships(grant: GrantView): readonly string[] {
  const group = grantedGroup(grant);
  return group === undefined || isOwnership(grant.role) ? [] : [group];
}
