import { waitUntil } from '../model/wait-until.ts';
import { parseAddress } from '../model/address.ts';
import { objectKey } from '../model/address-book.ts';
import { groupBy } from '../model/group-by.ts';
import { unsaidMembers } from '../model/unsaid.ts';
import type { JsonObject } from '../model/value.ts';
import { mapInTurns } from '../model/turns.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind, KindReader, ReadLimits, RemoteObject } from '../kinds/kind.ts';
import { isOfTenant } from '../kinds/kind.ts';
import { canonicalObject } from '../kinds/read-one.ts';
import { CONTAINER_KINDS, parentIn, parentKind } from '../kinds/parents.ts';
import type { Wants } from '../kinds/recorder.ts';
import { KINDS } from '../kinds/registry.ts';
import type { StateDocument } from '../state/document.ts';
import { readFailure } from './read-failure.ts';
import { SharedList } from './shared-list.ts';
import type { Doubts } from './shared-list.ts';
import type { LiveSnapshot } from './snapshot.ts';

export interface ReadInput {
  readonly graph: GraphReader;
  readonly prior: StateDocument | undefined;
  readonly wants: Wants;
  /** Some catalogs alone; nothing of the whole tenant is read. */
  readonly limits?: ReadLimits | undefined;
  /** Ids, by kind, of what is referred to and wanted with its details although nothing tracks it. */
  readonly referred?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Every object of every kind with all of its details, wanted or not. */
  readonly everything?: boolean;
  readonly delay: (ms: number) => Promise<void>;
}

/**
 * Reads every kind that is declared or tracked (or simply every kind), each list once, all at the same time so that the client can batch.
 * Rejects with REFRESH_INCOMPLETE when anything was not read completely: a part would look like deletions.
 */
export async function readLive(input: ReadInput): Promise<LiveSnapshot> {
  const { prior, wants, everything = false, limits } = input;
  const referred: NonNullable<ReadInput['referred']> = input.referred ?? new Map();
  const wanted = new Set([
    ...referred.keys(),
    ...wants.names.keys(),
    ...(prior?.resources ?? []).map(({ kind }) => kind),
    // What an earlier run left open may be there although nothing declares it any more.
    ...(prior?.pending ?? []).map(({ address }) => parseAddress(address)?.kind ?? ''),
    // So may a twin of what an answer was lost to.
    ...(prior?.uncertain ?? []).map(({ kind }) => kind),
  ]);
  const reader = new SharedReader(input);
  try {
    const names = [...KINDS.values()]
      .filter(
        (kind) =>
          ((everything && kind.graph.unasked !== true) || wanted.has(kind.name)) && !isOutside(kind, limits),
      )
      .map(({ name }) => name);
    const objects = await Promise.all(names.map((name) => reader.objects(name)));
    return {
      objects: new Map(names.map((name, index) => [name, objects[index] ?? []])),
      // Of what lives in the tenant itself a limited read tells a part.
      unread: new Set(
        [...KINDS.values()]
          .filter((kind) => !names.includes(kind.name) || (limits !== undefined && isTenantWide(kind)))
          .map(({ name }) => name),
      ),
      ...(limits !== undefined && { limited: true }),
      referred: new Set([...referred].flatMap(([kind, ids]) => [...ids].map((id) => objectKey(kind, id)))),
    };
  } catch (error) {
    if (error instanceof GraphError) throw readFailure(error);
    throw error;
  }
}

/** Settings of the tenant: a run that is limited to catalogs neither reads nor changes them. */
function isOutside(kind: Kind, limits: ReadLimits | undefined): boolean {
  return limits !== undefined && isOfTenant(kind);
}

/** In no catalog, and not a catalog. */
function isTenantWide(kind: Kind): boolean {
  return parentKind(kind) === undefined && !CONTAINER_KINDS.has(kind);
}

/** Nothing was read, as for a plan without refresh. */
export function unreadSnapshot(): LiveSnapshot {
  return { objects: new Map(), unread: new Set(KINDS.keys()) };
}

class SharedReader implements KindReader {
  readonly graph: GraphReader;
  readonly limits: ReadLimits | undefined;
  private readonly lists = new Map<string, SharedList>();
  private readonly kindObjects = new Map<string, Promise<readonly RemoteObject[]>>();
  private readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same by kind and id of what they live in. */
  private readonly idsWithin: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of tracked objects that a write of unknown outcome may have deleted. */
  private readonly unsettled: ReadonlySet<string>;
  /** The kind whose objects a path lists. */
  private readonly collections: ReadonlyMap<string, Kind>;
  /** Reads an object that may well be gone, with fewer repetitions. */
  private readonly doubting: GraphReader;
  private readonly everything: boolean;
  private readonly referred: ReadonlyMap<string, ReadonlySet<string>>;

  constructor({ graph, prior, wants, everything = false, limits, referred, delay }: ReadInput) {
    this.limits = limits;
    this.referred = referred ?? new Map();
    this.everything = everything;
    this.graph = patient(graph, delay, WAITS_MS);
    this.doubting = patient(graph, delay, DOUBTING_WAITS_MS);
    const tracked = groupBy(prior?.resources ?? [], ({ kind }) => kind);
    this.ids = new Map(
      [...tracked].map(([kind, resources]) => [kind, new Set(resources.map(({ id }) => id.toLowerCase()))]),
    );
    this.idsWithin = limits === undefined ? new Map() : idsByParent(prior);
    this.names = withTwins(wants.names, prior);
    const open = new Set((prior?.pending ?? []).map(({ address }) => address));
    const unsettled = (prior?.resources ?? []).filter(({ address }) => open.has(address));
    this.unsettled = new Set(unsettled.map(({ id }) => id.toLowerCase()));
    this.collections = new Map(
      [...KINDS.values()].flatMap((kind) =>
        kind.graph.collection === undefined ? [] : [[kind.graph.collection, kind]],
      ),
    );
  }

  list(path: string): Promise<readonly JsonObject[]> {
    return this.shared(path).whole;
  }

  each<T>(path: string, visit: (entity: JsonObject) => Promise<T>): Promise<readonly T[]> {
    return this.shared(path).each(visit);
  }

  private shared(path: string): SharedList {
    const known = this.lists.get(path);
    if (known !== undefined) return known;
    const [collection = path, within] = path.split(PART);
    const kind = this.collections.get(collection);
    const tracked = kind && this.trackedIn(kind, within);
    const list = new SharedList(this.graph, path, kind && tracked && this.doubts(kind, collection, tracked));
    this.lists.set(path, list);
    return list;
  }

  /** Ids of tracked objects of a kind; `within`: of those alone that live in the object with this id. */
  private trackedIn(kind: Kind, within: string | undefined): ReadonlySet<string> {
    if (within === undefined) return this.ids.get(kind.name) ?? new Set();
    return this.idsWithin.get(`${kind.name} ${within.toLowerCase()}`) ?? new Set();
  }

  private doubts({ name }: Kind, path: string, tracked: ReadonlySet<string>): Doubts {
    const [collection, query] = path.split('?');
    return {
      tracked,
      doubtful: (id, displayName) =>
        tracked.has(id)
          ? this.unsettled.has(id)
          : this.names.get(name)?.has(displayName.toLowerCase()) === true,
      get: async (id) => {
        try {
          return await this.doubting.get(`${collection}/${id}${query === undefined ? '' : `?${query}`}`);
        } catch (error) {
          if (error instanceof GraphError && error.status === 404) return undefined;
          throw error;
        }
      },
    };
  }

  objects(name: string): Promise<readonly RemoteObject[]> {
    return remembered(this.kindObjects, name, async () => {
      const kind = KINDS.get(name);
      if (kind === undefined) throw new Error(`There is no kind ${name}`);
      const objects = await kind.graph.read(this);
      return mapInTurns(objects, ({ entity, unsaid = [], ...object }) => {
        const beside = [
          ...unsaidMembers(kind.attributes, entity ?? object.attributes, kind.graph.elsewhere),
          ...unsaid,
        ];
        return { ...canonicalObject(kind, object), ...(beside.length > 0 && { unsaid: beside }) };
      });
    });
  }

  wants(kind: string, id: string, displayName: string): boolean {
    return (
      this.everything ||
      this.ids.get(kind)?.has(id.toLowerCase()) === true ||
      this.referred.get(kind)?.has(id.toLowerCase()) === true ||
      this.names.get(kind)?.has(displayName.toLowerCase()) === true
    );
  }
}

/** What follows the path of a collection in that of what is in one parent, whose id it names. */
const PART = /&\$filter=\w+\/id%20eq%20(?:'|%27)([^'%]+)(?:'|%27)$/;

/** Ids of tracked objects by `KIND ID` of what they live in. */
function idsByParent(prior: StateDocument | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const resources = prior?.resources ?? [];
  const ids = new Map(resources.map(({ address, id }) => [address, id.toLowerCase()]));
  const within = resources.flatMap(({ kind: name, id, attributes }) => {
    const kind = KINDS.get(name);
    const parent = kind && parentIn(kind, attributes);
    if (parent === undefined) return [];
    return [{ key: `${name} ${ids.get(parent) ?? parent.toLowerCase()}`, id: id.toLowerCase() }];
  });
  return new Map(
    [...groupBy(within, ({ key }) => key)].map(([key, found]) => [key, new Set(found.map(({ id }) => id))]),
  );
}

/** Objects that may be twins are read with all of their details, whether their name is still declared or not. */
function withTwins(names: Wants['names'], prior: StateDocument | undefined): Wants['names'] {
  const all = new Map([...names].map(([kind, known]) => [kind, new Set(known)]));
  for (const { kind, displayName } of prior?.uncertain ?? [])
    all.set(kind, (all.get(kind) ?? new Set()).add(displayName.toLowerCase()));
  return all;
}

/** Milliseconds between attempts to read what should be there: an object that was just listed, or a collection of it. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];
/** The same for an object that is listed or tracked, but not both. */
const DOUBTING_WAITS_MS = [250, 500, 500, 1_000];

/** Reads again when the service does not know yet what it has listed (CONTRACT 14). */
function patient(graph: GraphReader, delay: ReadInput['delay'], waits: readonly number[]): GraphReader {
  const patiently = <T>(read: () => Promise<T>, mayRepeat = () => true) =>
    waitUntil(read, { waits, delay, mayPass: (error) => isEarly(error) && mayRepeat() });
  return {
    get: (path) => patiently(() => graph.get(path)),
    list(path, onPage) {
      let heard = false;
      const hear = (items: readonly JsonObject[]) => {
        heard = true;
        onPage?.(items);
      };
      // After the first page the object is known to exist, and no page may be passed on twice.
      return patiently(
        () => graph.list(path, hear),
        () => !heard,
      );
    },
  };
}

/** An object that was just made may be unknown, or the caller not entitled to it yet (CONTRACT 9.11). */
function isEarly(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false;
  return error.status === 404 || (error.status === 403 && error.code.toLowerCase() === 'unauthorized');
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  known.set(key, made);
  return made;
}
