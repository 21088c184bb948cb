/** The groups that packages make their holders members of. */
import type { ResourceAddress } from '../../model/address.ts';
import { withOuterGroups } from './facts.ts';
import type { AccessModel, GrantView } from './model.ts';
import { grantedGroup } from './model.ts';

/** Groups that a package makes its holders members of, and those around them. */
export function groupsGranted(model: AccessModel, address: ResourceAddress): ReadonlySet<string> {
  return withOuterGroups(model.directory, (model.grantsOf.get(address) ?? []).flatMap(memberships));
}

/** An owner of a group need not be in it. */
export function memberships(grant: GrantView): readonly string[] {
  const group = grantedGroup(grant);
  return group === undefined || grant.role === OWNER ? [] : [group];
}

const OWNER = 'Owner';
