/** The tenant before and after a plan, as the access room sees it. */
import type { ResourceAddress } from '../model/address.ts';
import { AddressBook } from '../model/address-book.ts';
import type { AccessComparison, AccessResource, Surroundings } from '../access/index.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { StateDocument } from '../state/document.ts';
import type { Binding } from './bind.ts';
import { isGoing } from './going.ts';
import type { ResourceSides, Decision } from './decide.ts';
import { parentIn } from '../kinds/parents.ts';
import { KINDS } from '../kinds/registry.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import type { Change } from './plan.ts';
import { editedPlaces } from './edited-places.ts';
import type { Edits } from './input.ts';
import type { RangeOf } from './source.ts';
import { sourceOf } from './source.ts';

/** What the two sides are made of, and where the configuration says it. */
export interface AccessBasis {
  readonly circumstances: readonly ResourceSides[];
  readonly unbound: Binding['unbound'];
  readonly chosen: readonly Decision[];
  readonly desired: readonly DesiredResource[];
  readonly rangeOf: RangeOf;
  /** Absent where no files hold the configuration. */
  readonly edits?: Edits;
  /** Look-up key → id: now, and when it was last applied. */
  readonly lookups: Readonly<Record<string, string>>;
  readonly pastLookups: Readonly<Record<string, string>>;
  /** `objectKey` of what is referred to and not owned: it stands under its id, and was there before. */
  readonly referred: ReadonlySet<string>;
  /** What the last apply recorded of objects. */
  readonly prior: StateDocument | undefined;
  readonly surroundings: Surroundings;
}

/** Where the configuration says something. */
export function placeIn({ desired, rangeOf }: AccessBasis): NonNullable<AccessComparison['placeOf']> {
  const paths = new Map(desired.map(({ address, path }) => [address, path]));
  return (address, path) => {
    const start = paths.get(address);
    const range = start === undefined ? undefined : rangeOf([...start, ...path]);
    return range === undefined ? undefined : sourceOf(range);
  };
}

/** Where the configuration was edited, for what a plan changes. */
export function editedIn(basis: AccessBasis): NonNullable<AccessComparison['placeOf']> {
  const { edits, circumstances, chosen, desired, rangeOf, lookups, pastLookups } = basis;
  if (edits === undefined) return placeIn(basis);
  const live = new Map(
    circumstances.map((each) => [each.desired?.address ?? each.prior?.address ?? '', each] as const),
  );
  const decided = new Map(chosen.map((decision) => [decision.address, decision]));
  return editedPlaces({
    ...edits,
    // What a plan destroys is declared all the same.
    declared: [...edits.declared, ...desired],
    rangeOf,
    lookups,
    pastLookups,
    sidesOf: (address) => {
      const known = live.get(address);
      if (known === undefined) return undefined;
      const before = known.live?.attributes;
      const decision = decided.get(address);
      const isSame = decision === undefined || decision.action === 'noop' || decision.action === 'forget';
      const after = isSame ? before : decision.action === 'delete' ? undefined : decision.after;
      return { kind: known.kind.name, before, after, applied: known.prior?.attributes };
    },
  });
}

export interface AccessSides {
  readonly before: readonly AccessResource[];
  readonly after: readonly AccessResource[];
  /** Packages and policies that are deleted, or made anew, while people hold something by them or may do so. */
  readonly ended?: ReadonlySet<ResourceAddress>;
}

/**
 * Before: what the tenant holds, objects that nothing manages included, for they open packages too. After: the same
 * with the decisions carried out that the plan has, and without the twins that it removes; others, such as those that no
 * target asked for, change nothing.
 */
export function accessSides(basis: AccessBasis, changes: readonly Change[]): AccessSides {
  const before = liveResources(basis);
  const after = new Map(before.map((resource) => [resource.address, resource]));
  for (const { address, kind, action, after: attributes } of basis.chosen) {
    if (action === 'delete') after.delete(address);
    else if (action !== 'noop' && action !== 'forget' && attributes !== undefined)
      after.set(address, { address, kind: kind.name, attributes });
  }
  for (const id of undeclaredWithin(basis, after)) after.delete(id);
  // Nothing tracks a twin, so it stands under its id.
  for (const { action, id = '' } of changes) if (action === 'removeTwin') after.delete(id);
  return { before, after: [...after.values()], ended: endedBy(changes) };
}

/** Ids of what nothing manages in objects that go: it is not in those that take their place. */
function undeclaredWithin(
  { chosen, unbound }: AccessBasis,
  after: ReadonlyMap<ResourceAddress, AccessResource>,
): ReadonlySet<string> {
  const containers = new Set(chosen.filter(isGoing).map(({ address }) => address));
  const found = new Set<string>();
  if (containers.size === 0) return found;
  for (const kind of KINDS_IN_ORDER)
    for (const { id } of unbound.get(kind.name) ?? []) {
      const within = parentIn(kind, after.get(id)?.attributes ?? {});
      if (within !== undefined && (containers.has(within) || found.has(within))) found.add(id);
    }
  return found;
}

/** Who holds it was asked where `holders` says so: where none of them loses access nothing ends. */
function endedBy(changes: readonly Change[]): ReadonlySet<ResourceAddress> {
  const ending = changes.filter(
    ({ kind, action, holders, losesAccess }) =>
      isGoing({ action }) &&
      KINDS.get(kind)?.access?.drain !== undefined &&
      (holders === undefined || holders.count === null || losesAccess !== undefined),
  );
  return new Set(ending.map(({ address }) => address));
}

/** What the tenant holds: what is tracked or declared under its address, what nothing manages under its id. */
export function liveResources({
  circumstances,
  unbound,
}: Pick<AccessBasis, 'circumstances' | 'unbound'>): readonly AccessResource[] {
  const book = new AddressBook();
  const resources: AccessResource[] = [];
  for (const { kind, live, desired, prior } of circumstances) {
    const address = desired?.address ?? prior?.address;
    if (live === undefined || address === undefined) continue;
    book.add({ kind: kind.name, id: live.id, address });
    resources.push({ address, kind: kind.name, attributes: live.attributes });
  }
  for (const kind of KINDS_IN_ORDER) {
    for (const { id, attributes } of unbound.get(kind.name) ?? [])
      resources.push({
        address: id,
        kind: kind.name,
        attributes: book.withAddresses(kind.attributes, attributes),
      });
  }
  return resources;
}
