/** Packages that nothing manages and that open what is managed. Pure. */
import type { AccessResource } from '../access/index.ts';
import { partOf } from '../kinds/access-parts.ts';
import { parentIn } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import { asString } from '../model/value.ts';
import { links } from '../model/walk.ts';

/**
 * Ids of undeclared packages that grant a role on a resource that is declared, or in a declared catalog, or the same group,
 * application or site in another catalog; or in a group that something declared names: as those who may request, approve
 * or administer.
 */
export function packagesOpeningManaged(
  live: readonly AccessResource[],
  tracked: ReadonlySet<ResourceAddress>,
): ReadonlySet<ResourceAddress> {
  const undeclared = new Set(
    live.flatMap(({ kind, address }) =>
      partOf(kind) === 'requested' && !tracked.has(address) ? [address] : [],
    ),
  );
  if (undeclared.size === 0) return undeclared;
  const origins = new Map(
    live.flatMap(({ kind, address, attributes }) =>
      partOf(kind) === 'resource' ? [[address, originIn(address, attributes)] as const] : [],
    ),
  );
  const managed = new Set(live.flatMap((resource) => managedBy(resource, tracked, origins)));
  const opening = live
    .flatMap(({ kind, address, attributes }) => KINDS.get(kind)?.access?.links?.(address, attributes) ?? [])
    .filter(({ from, to }) => undeclared.has(from) && managed.has(origins.get(to) ?? to));
  return new Set(opening.map(({ from }) => from));
}

/** Of what a resource is a copy. */
function originIn(address: ResourceAddress, { originId }: AccessResource['attributes']): string {
  return asString(originId) ?? address;
}

/** What is managed through one resource, by the ids that the directory has for it. */
function managedBy(
  { kind: name, address, attributes }: AccessResource,
  tracked: ReadonlySet<ResourceAddress>,
  origins: ReadonlyMap<ResourceAddress, string>,
): string[] {
  const kind = KINDS.get(name);
  const origin = origins.get(address);
  if (kind === undefined) return [];
  if (origin !== undefined)
    return tracked.has(address) || tracked.has(parentIn(kind, attributes) ?? '') ? [origin] : [];
  if (!tracked.has(address)) return [];
  const given = kind.access?.links?.(address, attributes) ?? [];
  const named = [...links(kind.attributes, attributes)].filter(({ shape }) => shape.type === 'principal');
  return [...given.flatMap(({ to }) => origins.get(to) ?? []), ...named.map(({ value }) => value)];
}
