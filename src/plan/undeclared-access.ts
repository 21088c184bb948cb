/** What nothing manages and counts all the same for who can get into what is managed, or decides about it. Pure. */
import { facetsAt } from '../kinds/bearing.ts';
import { CONTAINER_KINDS, parentIn } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { objectKey } from '../model/address-book.ts';
import type { AccessBasis } from './access.ts';
import { liveResources } from './access.ts';
import { addedRoles } from './added-roles.ts';
import { packagesOpeningManaged } from './opening-packages.ts';

/**
 * Kind and id of each, by `objectKey`. Whatever its kind says to bear on access counts, where it lies in something managed,
 * belongs to a package that opens what is managed, or stands for itself; a container bears on what lies in it alone. Roles
 * that come with creating what they are on are the creator's.
 */
export function undeclaredBearing(
  basis: Pick<AccessBasis, 'circumstances' | 'unbound'>,
): ReadonlySet<string> {
  const live = liveResources(basis);
  const tracked = new Set(
    basis.circumstances.flatMap(({ desired, prior }) => desired?.address ?? prior?.address ?? []),
  );
  const undeclared = live.filter(({ address }) => !tracked.has(address));
  const opening = packagesOpeningManaged(live, tracked);
  const added = new Set(addedRoles(undeclared, tracked));
  const counting = undeclared.filter((resource) => {
    const kind = KINDS.get(resource.kind);
    if (kind === undefined || facetsAt(kind.attributes, []).size === 0) return false;
    const within = parentIn(kind, resource.attributes);
    if (CONTAINER_KINDS.has(kind)) return opening.has(resource.address);
    if (within === undefined) return true;
    if (kind.access?.byCreation !== undefined) return added.has(resource);
    return [within, resource.address].some((each) => opening.has(each)) || tracked.has(within);
  });
  return new Set(counting.map(({ kind, address }) => objectKey(kind, address)));
}
