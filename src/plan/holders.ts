/** Who holds the packages that a plan changes: which packages to ask about, and what the plan says of their holders. Pure. */
import type { AccessChange, AccessDiff, Holders } from '../access/compare/access-change.ts';
import { namedOf } from '../access/compare/held-by.ts';
import { compareSeverity } from '../access/compare/severity.ts';
import { kindWithPart, partOf } from '../kinds/access-parts.ts';
import type { AssignmentHolder } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { Members } from '../model/shape.ts';
import type { Attributes } from '../model/value.ts';
import { links } from '../model/walk.ts';
import { isGoing } from './going.ts';
import type { NameOf } from './live-names.ts';
import type { Change, PlanDraft } from './plan.ts';

/** Holders as the tenant tells them; undefined when it refuses to. */
export type HoldersRead = readonly AssignmentHolder[] | undefined;

/** Packages whose roles, policies or existence a plan changes, by address (by id where nothing manages them). */
export function packagesChanged({ changes }: Pick<PlanDraft, 'changes'>): ReadonlySet<ResourceAddress> {
  return new Set(changes.flatMap((change) => packagesOf(change)));
}

/** Packages that another one no longer refers to, as one that excludes their holders does: these may get it now. */
export function packagesReleased({ changes }: Pick<PlanDraft, 'changes'>): ReadonlySet<ResourceAddress> {
  const requested = kindWithPart('requested');
  return new Set(
    changes
      .filter(({ kind, before, after }) => kind === requested.name && before && after)
      .flatMap(({ before, after }) => {
        const is = new Set(packagesIn(requested.attributes, after ?? {}));
        return packagesIn(requested.attributes, before ?? {}).filter((each) => !is.has(each));
      }),
  );
}

/** At any depth. */
function packagesIn(members: Members, attributes: Attributes): readonly ResourceAddress[] {
  const requested = kindWithPart('requested').name;
  return links(members, attributes).flatMap(({ shape, value }) =>
    shape.type === 'reference' && shape.to === requested ? [value] : [],
  );
}

/** Packages whose holders a change concerns. */
function packagesOf({ address, kind: name, action, before, after, changedPaths }: Change): ResourceAddress[] {
  const kind = KINDS.get(name);
  if (kind === undefined || action === 'noop' || action === 'forget' || action === 'removeTwin') return [];
  if (kind.access?.part === 'requested') return isGoing({ action }) ? [address] : [];
  if (action === 'adopt' && changedPaths.length === 0) return [];
  return [
    ...new Set([before, after].flatMap((attributes) => packagesNamed(kind.attributes, attributes ?? {}))),
  ];
}

function packagesNamed(members: Members, attributes: Attributes): string[] {
  const requested = kindWithPart('requested').name;
  return Object.entries(members).flatMap(([name, member]) => {
    const value = attributes[name];
    return member.type === 'reference' && member.to === requested && typeof value === 'string' ? [value] : [];
  });
}

/** `7 people hold Tango: Alice, Bob and 5 more`. */
function holdersText({ count, names }: Holders, what: string): string {
  if (count === null) return `Who holds ${what} is unknown: the tenant refuses to list the assignments`;
  if (count === 0) return `nobody holds ${what} now`;
  return `${count === 1 ? '1 person holds' : `${count} people hold`} ${what}: ${namedOf({ count, names })}`;
}

/**
 * The plan with the holders of what it changes. The access section tells who gains and loses roles; the first change of
 * a package's policies says who holds it, unless nobody does.
 */
export function withHolders(
  plan: PlanDraft,
  holders: ReadonlyMap<ResourceAddress, Holders>,
  nameOf: NameOf,
): PlanDraft {
  if (holders.size === 0) return plan;
  const told = new Set<ResourceAddress>();
  const changes = plan.changes.map((change): Change => {
    const found = packagesOf(change).flatMap((address) => {
      const held = holders.get(address);
      return held === undefined ? [] : [{ address, held }];
    });
    // A policy that moves to another package: what it leaves is what people hold through it.
    const [first] = found;
    if (first === undefined) return change;
    const fresh = found.filter(({ address }) => !told.has(address));
    if (partOf(change.kind) !== 'terms') return { ...change, holders: first.held };
    for (const { address } of fresh) told.add(address);
    const facts = fresh
      .filter(({ held: { count } }) => count !== 0)
      .map(({ address, held }) => holdersText(held, nameOf(address)));
    return {
      ...change,
      holders: first.held,
      ...(facts.length > 0 && { facts: [...(change.facts ?? []), ...facts] }),
    };
  });
  return { ...plan, changes };
}

/** The access section with the people who hold what grants other roles, or what goes: they are counted and named. */
export function withHoldersOfRoles(
  access: AccessDiff,
  holders: ReadonlyMap<ResourceAddress, Holders>,
  changes: readonly Change[],
): AccessDiff {
  if (holders.size === 0) return access;
  const losing = new Map(changes.map(({ address, losesAccess }) => [address, losesAccess]));
  const heldOf = ({ capability, requestor: { type, id }, package: of }: AccessChange) => {
    if (type !== 'holder') return undefined;
    // What they come to elsewhere is about another package than the one that they hold.
    if (capability !== 'hold') return id === undefined ? undefined : (holders.get(id) ?? losing.get(id));
    const all = holders.get(of.address);
    // Through one policy it is held by some of them.
    return id === undefined || id === of.address || all === undefined || all.count === null
      ? all
      : losing.get(id);
  };
  const names = new Map(
    [...access.lost, ...access.changed]
      .filter(({ capability, requestor: { type } }) => capability === 'hold' && type === 'holder')
      .map(({ requestor: { id }, package: { displayName } }) => [id, displayName]),
  );
  const whatOf = ({ capability, requestor: { id } }: AccessChange) =>
    capability === 'hold' ? 'it' : (names.get(id) ?? 'it');
  const told = (entry: AccessChange): AccessChange => {
    const held = heldOf(entry);
    if (held === undefined) return entry;
    const weight = held.count === 0 ? ({ severity: 'low' } as const) : {};
    return {
      ...entry,
      // Of those who come to something elsewhere the entry itself tells which of them do.
      holders: entry.holders ?? held,
      ...weight,
      details: [holdersText(held, whatOf(entry)), ...entry.details],
    };
  };
  // Nobody holds it: that entry weighs less now, so it moves behind the others.
  const inOrder = (list: readonly AccessChange[]) =>
    list.map(told).sort((a, b) => compareSeverity(a.severity, b.severity));
  return { gained: inOrder(access.gained), lost: access.lost.map(told), changed: inOrder(access.changed) };
}
