/** Who holds what a plan changes, read from the tenant: each list once, so that those of 20 packages are one batch. */
import type { HeldNow } from '../../access/index.ts';
import type { Holders } from '../../access/compare/access-change.ts';
import { countHolders } from '../../access/compare/held-by.ts';
import { BATCH_SIZE } from '../../graph/batch.ts';
import { GraphError } from '../../graph/port.ts';
import type { DirectoryPort, GraphReader } from '../../graph/port.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import type { AssignmentHolder } from '../../kinds/kind.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { parseAddress } from '../../model/address.ts';
import type { JsonObject } from '../../model/value.ts';
import { mapReferences } from '../../model/walk.ts';
import type { Losing, LossOptions } from '../../plan/access-loss.ts';
import { mayLoseAccess, withAccessLoss } from '../../plan/access-loss.ts';
import { isGoing } from '../../plan/going.ts';
import { packagesChanged, packagesReleased, withHolders } from '../../plan/holders.ts';
import type { HoldersRead } from '../../plan/holders.ts';
import type { Change, PlanDraft } from '../../plan/plan.ts';
import { changesRule, losersByRule } from '../../plan/rule-loss.ts';
import type { StateDocument } from '../../state/document.ts';
import { readable } from '../connection/connect.ts';

export interface HeldPlan {
  /** With who holds what it changes, and who would lose access. */
  readonly plan: PlanDraft;
  /** By the package's address, or its id where nothing manages it. */
  readonly holders: ReadonlyMap<ResourceAddress, Holders>;
  /** The same one by one, and those of policies that go or whose rule takes access; without those that cannot be read. */
  readonly people: HeldNow['of'];
}

interface HeldOptions extends LossOptions {
  /** Packages by which holders keep a role that goes, by its address; worked out only where roles go. */
  readonly rolesKept: () => ReadonlyMap<ResourceAddress, readonly ResourceAddress[]>;
  /** Who a changed rule leaves depends on their properties. */
  readonly directory: Pick<DirectoryPort, 'describe'>;
}

/**
 * Reads the holders of every package that the plan changes, or that another no longer excludes; a plan that changes none
 * costs no request.
 */
export async function readHolders(
  plan: PlanDraft,
  graph: GraphReader,
  prior: StateDocument | undefined,
  options: HeldOptions,
): Promise<HeldPlan> {
  const asked = mayLoseAccess(plan);
  const ids = liveIds(plan, prior);
  const changed = packagesChanged(plan);
  const packages = [...new Set([...changed, ...packagesReleased(plan)])].flatMap((address) => {
    const id = idOf(address, ids);
    return id === undefined ? [] : [{ address, id }];
  });
  if (asked.length === 0 && packages.length === 0) return { plan, holders: new Map(), people: new Map() };
  const reader = readingOnce(graph);
  const takesRoles = plan.changes
    .filter(isGoing)
    .some(({ kind }) => KINDS.get(kind)?.access?.takesRole === true);
  const keptBy = takesRoles ? options.rolesKept() : new Map<ResourceAddress, readonly ResourceAddress[]>();
  const others = othersRead([...keptBy.values()].flat(), packages, ids);
  const holdersOf = async (change: Change) => {
    const kind = KINDS.get(change.kind);
    const live = mapReferences(
      kind?.attributes ?? {},
      change.before ?? {},
      (_to, value) => ids.get(value) ?? value,
    );
    const holders = await read(kind?.access?.holders?.(reader, change.id ?? '', live));
    if (!changesRule(change)) return { change, holders };
    const people = await toldOf(
      options.directory.describe((holders ?? []).flatMap(({ userId }) => userId ?? [])),
    );
    const properties = new Map([...(people ?? [])].map(([id, entry]) => [id, entry.properties]));
    return { change, ...losersByRule(change, holders, properties) };
  };
  const [found, lists] = await readable(() =>
    Promise.all([
      Promise.all(asked.map(holdersOf)),
      Promise.all([holdersOfPackages(packages, reader), holdersOfPackages(others, reader)]),
    ]),
  );
  const held = lists.flat();
  const heldBy = new Map(held);
  const losing = found.map((each): Losing => {
    const keeping = keptBy.get(each.change.address);
    if (keeping === undefined) return each;
    const known = keeping.map((address) => heldBy.get(address));
    const isRead = known.every((people) => people !== undefined);
    return { ...each, kept: { packages: keeping, holders: isRead ? known.flat() : undefined } };
  });
  const holders = countedByPackage(held.filter(([address]) => changed.has(address)));
  const all = [...losing.map((each) => [each.change.address, each.holders] as const), ...held];
  const people = new Map(all.flatMap(([address, read]) => (read === undefined ? [] : [[address, read]])));
  const told = withHolders(withAccessLoss(plan, losing, options), holders, options.nameOf);
  return { plan: told, holders, people };
}

/** Of further packages those that fit into the batch that is sent all the same: they cost no round trip. */
function othersRead(
  wanted: readonly ResourceAddress[],
  packages: readonly LivePackage[],
  ids: ReadonlyMap<ResourceAddress, string>,
): readonly LivePackage[] {
  const known = new Set(packages.map(({ address }) => address));
  const room = (BATCH_SIZE - (packages.length % BATCH_SIZE)) % BATCH_SIZE;
  return [...new Set(wanted)]
    .flatMap((address) => {
      const id = idOf(address, ids);
      return id === undefined || known.has(address) ? [] : [{ address, id }];
    })
    .slice(0, room);
}

/** A package that the tenant can be asked about. */
interface LivePackage {
  readonly address: ResourceAddress;
  readonly id: string;
}

/** Who holds each of them, by address. */
export async function holdersOfPackages(
  packages: readonly LivePackage[],
  graph: GraphReader,
): Promise<readonly (readonly [ResourceAddress, HoldersRead])[]> {
  const { access } = kindWithPart('requested');
  return Promise.all(
    packages.map(async ({ address, id }) => [address, await read(access?.holders?.(graph, id, {}))] as const),
  );
}

/** Adds who holds further packages to what is known; what has no id is not there, and what the tenant refuses stays unknown. */
export async function withHoldersOf(
  held: HeldNow,
  packages: Iterable<ResourceAddress>,
  ids: ReadonlyMap<ResourceAddress, string>,
  graph: GraphReader,
): Promise<HeldNow> {
  const asked = [...packages].flatMap((address) => {
    const id = idOf(address, ids);
    return id === undefined || held.of.has(address) ? [] : [{ address, id }];
  });
  if (asked.length === 0) return held;
  const read = await readable(() => holdersOfPackages(asked, graph));
  const told = read.flatMap(([address, people]) =>
    people === undefined ? [] : [[address, people] as const],
  );
  return { ...held, of: new Map([...held.of, ...told]) };
}

/** What nothing manages has its id for an address. */
function idOf(address: ResourceAddress, ids: ReadonlyMap<ResourceAddress, string>): string | undefined {
  return ids.get(address) ?? (parseAddress(address) === undefined ? address : undefined);
}

/** The same counted, as a plan tells them. */
export function countedByPackage(
  held: readonly (readonly [ResourceAddress, HoldersRead])[],
): ReadonlyMap<ResourceAddress, Holders> {
  return new Map(held.map(([address, people]) => [address, countHolders(people)]));
}

/** Ids of what is there; what is created has none, whatever the state remembers. */
export function liveIds(
  { changes }: PlanDraft,
  prior: StateDocument | undefined,
): Map<ResourceAddress, string> {
  const ids = new Map<ResourceAddress, string>(
    (prior?.resources ?? []).map(({ address, id }) => [address, id]),
  );
  for (const { address, id, action } of changes) {
    if (id !== undefined) ids.set(address, id);
    else if (action === 'create') ids.delete(address);
  }
  return ids;
}

async function read(holders: Promise<readonly AssignmentHolder[]> | undefined): Promise<HoldersRead> {
  return holders === undefined ? [] : toldOf(holders);
}

/** Undefined when the tenant refuses to tell. */
async function toldOf<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GraphError && error.status === 403) return undefined;
    throw error;
  }
}

/** A policy and its package are asked the same: what was listed is not listed again. */
function readingOnce(graph: GraphReader): GraphReader {
  const lists = new Map<string, Promise<readonly JsonObject[]>>();
  return {
    get: (path) => graph.get(path),
    list(path) {
      const known = lists.get(path) ?? graph.list(path);
      lists.set(path, known);
      return known;
    },
  };
}
