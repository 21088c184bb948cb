/** Who can get in that what was last applied does not let in: the tenant as the state records it, and as it is. */
import type { AccessDiff, AccessResource, DirectoryFacts } from '../access/index.ts';
import { compareAccessSteps } from '../access/index.ts';
import { partOf } from '../kinds/access-parts.ts';
import type { Kind } from '../kinds/kind.ts';
import { parentIn, parentKind } from '../kinds/parents.ts';
import { AddressBook } from '../model/address-book.ts';
import type { Steps } from '../model/turns.ts';
import type { AccessBasis, AccessSides } from './access.ts';
import { placeIn } from './access.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';

export function driftAccess(basis: AccessBasis, directory: DirectoryFacts): Steps<AccessDiff> {
  return compareAccessSteps({
    ...driftSides(basis),
    directory,
    invitationDomains: basis.invitationDomains,
    placeOf: placeIn(basis),
  });
}

/**
 * Objects that nothing manages are as they were, but for what belongs to a managed package: a policy made beside the
 * declared ones lets people in all the same. Attributes that changes are ignored of count as they are.
 */
function driftSides({ circumstances, unbound }: AccessBasis): AccessSides {
  const book = new AddressBook();
  const managed = new Set<string>();
  const before: AccessResource[] = [];
  const after: AccessResource[] = [];
  for (const { kind, live, desired, prior } of circumstances) {
    const address = prior?.address ?? desired?.address;
    if (address === undefined) continue;
    const resource = { address, kind: kind.name };
    if (live !== undefined) {
      book.add({ kind: kind.name, id: live.id, address });
      after.push({ ...resource, attributes: live.attributes });
    }
    if (prior !== undefined) managed.add(address);
    const was = prior === undefined ? live?.attributes : prior.attributes;
    if (was !== undefined) before.push({ ...resource, attributes: was });
  }
  for (const kind of KINDS_IN_ORDER) {
    for (const { id, attributes } of unbound.get(kind.name) ?? []) {
      const named = book.withAddresses(kind.attributes, attributes);
      const resource = { address: id, kind: kind.name, attributes: named };
      after.push(resource);
      if (!isOfManagedPackage(kind, parentIn(kind, named), managed)) before.push(resource);
    }
  }
  return { before, after };
}

function isOfManagedPackage(kind: Kind, parent: string | undefined, managed: ReadonlySet<string>): boolean {
  const within = parentKind(kind)?.name;
  return (
    within !== undefined && partOf(within) === 'requested' && parent !== undefined && managed.has(parent)
  );
}
