/** Live objects that nothing declares or tracks. */
import { asString } from '../model/value.ts';
import type { Attributes } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import type { LiveSnapshot } from '../refresh/snapshot.ts';
import type { Binding } from './bind.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import type { Unmanaged } from './plan.ts';

export function unmanagedOf(live: LiveSnapshot, binding: Binding): Unmanaged[] {
  const ownerOf = owners(live, binding);
  return KINDS_IN_ORDER.filter(
    (kind) => kind.identity.by !== 'singleton' && !live.unread.has(kind.name),
  ).flatMap((kind) =>
    (binding.unbound.get(kind.name) ?? [])
      .map(({ id, attributes }): Unmanaged => {
        const within = ownerOf(kind, attributes);
        const displayName = kind.words.displayName(attributes);
        return { kind: kind.name, id, displayName, ...(within !== undefined && { within }) };
      })
      .sort(byName),
  );
}

function byName(a: Unmanaged, b: Unmanaged): number {
  if (a.displayName !== b.displayName) return a.displayName < b.displayName ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** What objects live in, innermost first: a role that somebody granted is nothing without the package's name. */
const OWNERS = ['accessPackage', 'catalog'];

/** Tells the address of the package or catalog that an object belongs to, or its name where it is not managed. */
function owners(
  live: LiveSnapshot,
  { bound }: Binding,
): (kind: Kind, attributes: Attributes) => string | undefined {
  const labels = new Map<string, string>();
  for (const kind of KINDS_IN_ORDER.filter(({ name }) => OWNERS.includes(name)))
    for (const { id, attributes } of live.objects.get(kind.name) ?? [])
      labels.set(id.toLowerCase(), kind.words.displayName(attributes));
  for (const [address, { id }] of bound)
    if (OWNERS.some((name) => address.startsWith(`${name}.`))) labels.set(id.toLowerCase(), address);
  return (kind, attributes) => {
    const owner = OWNERS.find((name) => attributes[name] !== undefined && name in kind.attributes);
    return owner === undefined ? undefined : labels.get((asString(attributes[owner]) ?? '').toLowerCase());
  };
}
