/** Live objects that nothing declares or tracks. */
import { isOfTenant } from '../kinds/kind.ts';
import { objectKey } from '../model/address-book.ts';
import { parseAddress } from '../model/address.ts';
import type { Attributes } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import { CONTAINER_KINDS, parentIn } from '../kinds/parents.ts';
import type { LiveSnapshot } from '../refresh/snapshot.ts';
import type { AccessBasis } from './access.ts';
import type { Binding } from './bind.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import type { Unmanaged } from './plan.ts';
import { undeclaredBearing } from './undeclared-access.ts';
import { compareNameLists } from '../model/natural-order.ts';

export function unmanagedOf(
  live: LiveSnapshot,
  binding: Binding,
  circumstances: AccessBasis['circumstances'],
): Unmanaged[] {
  const bearing = undeclaredBearing({ circumstances, unbound: binding.unbound });
  const ownerOf = owners(live, binding);
  return KINDS_IN_ORDER.filter((kind) => !isOfTenant(kind) && !live.unread.has(kind.name)).flatMap((kind) =>
    (binding.unbound.get(kind.name) ?? [])
      .filter(({ id }) => live.referred?.has(objectKey(kind.name, id)) !== true)
      .map(({ id, attributes }): Unmanaged => {
        const within = ownerOf(kind, attributes);
        const displayName = kind.words.displayName(attributes);
        const bears = bearing.has(objectKey(kind.name, id));
        return {
          ...{ kind: kind.name, id, displayName },
          ...(within !== undefined && { within }),
          ...(bears && { bearsOnAccess: true as const }),
        };
      })
      .sort(byName),
  );
}

function byName(a: Unmanaged, b: Unmanaged): number {
  return compareNameLists([a.displayName, a.id], [b.displayName, b.id]);
}

/** Tells the address of what an object lives in, or its name where that is not managed. */
function owners(
  live: LiveSnapshot,
  { bound }: Binding,
): (kind: Kind, attributes: Attributes) => string | undefined {
  const labels = new Map<string, string>();
  for (const kind of CONTAINER_KINDS)
    for (const { id, attributes } of live.objects.get(kind.name) ?? [])
      labels.set(id.toLowerCase(), kind.words.displayName(attributes));
  const names = new Set([...CONTAINER_KINDS].map(({ name }) => name));
  for (const [address, { id }] of bound)
    if (names.has(parseAddress(address)?.kind ?? '')) labels.set(id.toLowerCase(), address);
  return (kind, attributes) => labels.get(parentIn(kind, attributes)?.toLowerCase() ?? '');
}
