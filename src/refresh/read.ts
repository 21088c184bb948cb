import { canonicalAttributes } from '../model/canonical.ts';
import type { JsonObject } from '../model/value.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind, KindReader, RemoteObject } from '../kinds/kind.ts';
import type { Wants } from '../kinds/recorder.ts';
import type { StateDocument } from '../state/document.ts';
import { readFailure } from './read-failure.ts';
import type { LiveSnapshot } from './snapshot.ts';

export interface ReadInput {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly graph: GraphReader;
  readonly prior: StateDocument | undefined;
  readonly wants: Wants;
  readonly delay: (ms: number) => Promise<void>;
}

/**
 * Reads every kind that is declared or tracked, each list once, all at the same time so that the client can batch.
 * Rejects with REFRESH_INCOMPLETE when anything was not read completely: a part would look like deletions.
 */
export async function readLive(input: ReadInput): Promise<LiveSnapshot> {
  const { kinds, prior, wants } = input;
  const wanted = new Set([...wants.names.keys(), ...(prior?.resources ?? []).map(({ kind }) => kind)]);
  const reader = new SharedReader(input);
  try {
    const names = [...kinds.keys()].filter((name) => wanted.has(name));
    const objects = await Promise.all(names.map((name) => reader.objects(name)));
    return {
      objects: new Map(names.map((name, index) => [name, objects[index] ?? []])),
      unread: new Set([...kinds.keys()].filter((name) => !wanted.has(name))),
    };
  } catch (error) {
    if (error instanceof GraphError) throw readFailure(error);
    throw error;
  }
}

/** Nothing was read, as for a plan without refresh. */
export function unreadSnapshot(kinds: ReadonlyMap<string, Kind>): LiveSnapshot {
  return { objects: new Map(), unread: new Set(kinds.keys()) };
}

class SharedReader implements KindReader {
  readonly graph: GraphReader;
  private readonly lists = new Map<string, SharedList>();
  private readonly kindObjects = new Map<string, Promise<readonly RemoteObject[]>>();
  private readonly ids: ReadonlySet<string>;
  private readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly kinds: ReadonlyMap<string, Kind>;

  constructor({ kinds, graph, prior, wants, delay }: ReadInput) {
    this.kinds = kinds;
    this.graph = patient(graph, delay);
    this.ids = new Set((prior?.resources ?? []).map(({ kind, id }) => `${kind} ${id.toLowerCase()}`));
    this.names = wants.names;
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
    const list = new SharedList(this.graph, path);
    this.lists.set(path, list);
    return list;
  }

  objects(name: string): Promise<readonly RemoteObject[]> {
    return remembered(this.kindObjects, name, async () => {
      const kind = this.kinds.get(name);
      if (kind === undefined) throw new Error(`There is no kind ${name}`);
      const objects = await kind.read(this);
      return objects.map(({ id, attributes }) => ({
        id,
        attributes: canonicalAttributes(kind.attributes, attributes),
      }));
    });
  }

  wants(kind: string, id: string, displayName: string): boolean {
    return (
      this.ids.has(`${kind} ${id.toLowerCase()}`) ||
      this.names.get(kind)?.has(displayName.toLowerCase()) === true
    );
  }
}

/** A list that several kinds read: fetched once, and followed page by page by those who want more of each entity. */
class SharedList {
  readonly whole: Promise<readonly JsonObject[]>;
  private readonly arrived: JsonObject[] = [];
  private readonly followers: ((entities: readonly JsonObject[]) => void)[] = [];

  constructor(graph: GraphReader, path: string) {
    this.whole = graph.list(path, (page) => {
      for (const entity of page) this.arrived.push(entity);
      for (const follow of this.followers) follow(page);
    });
  }

  async each<T>(visit: (entity: JsonObject) => Promise<T>): Promise<readonly T[]> {
    const visits: Promise<T>[] = [];
    const follow = (entities: readonly JsonObject[]) => {
      for (const entity of entities) {
        const visiting = visit(entity);
        // It is awaited below; until then a rejection is not unhandled, only early.
        visiting.catch(() => undefined);
        visits.push(visiting);
      }
    };
    follow(this.arrived);
    this.followers.push(follow);
    await this.whole;
    return Promise.all(visits);
  }
}

/** Milliseconds between attempts to read what should be there: an object that was just listed, or a collection of it. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];

/** Reads again when the service does not know yet what it has listed (CONTRACT 14). */
function patient(graph: GraphReader, delay: ReadInput['delay']): GraphReader {
  const patiently = async <T>(read: () => Promise<T>, mayRepeat = () => true): Promise<T> => {
    for (const wait of WAITS_MS) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof GraphError) || error.status !== 404 || !mayRepeat()) throw error;
        await delay(wait);
      }
    }
    return read();
  };
  return {
    get: (path) => patiently(() => graph.get(path)),
    list(path, onPage) {
      let heard = false;
      const hear = (items: readonly JsonObject[]) => {
        heard = true;
        onPage?.(items);
      };
      // From the first page on it is no object that the service does not know yet, and pages must not be heard twice.
      return patiently(
        () => graph.list(path, hear),
        () => !heard,
      );
    },
  };
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  known.set(key, made);
  return made;
}
