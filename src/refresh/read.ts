import { canonicalAttributes } from '../model/canonical.ts';
import { groupBy } from '../model/group-by.ts';
import type { JsonObject } from '../model/value.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind, KindReader, RemoteObject } from '../kinds/kind.ts';
import type { StateDocument } from '../state/document.ts';
import { readFailure } from './read-failure.ts';
import type { DesiredResource, LiveSnapshot } from './snapshot.ts';

export interface ReadInput {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly graph: GraphReader;
  readonly prior: StateDocument | undefined;
  readonly desired: readonly DesiredResource[];
}

/**
 * Reads every kind that is declared or tracked, each list once, all at the same time so that the client can batch.
 * Rejects with REFRESH_INCOMPLETE when anything was not read completely: a part would look like deletions.
 */
export async function readLive(input: ReadInput): Promise<LiveSnapshot> {
  const { kinds, prior, desired } = input;
  const wanted = new Set([
    ...desired.map(({ kind }) => kind),
    ...(prior?.resources ?? []).map(({ kind }) => kind),
  ]);
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
  private readonly lists = new Map<string, Promise<readonly JsonObject[]>>();
  private readonly kindObjects = new Map<string, Promise<readonly RemoteObject[]>>();
  private readonly ids: ReadonlySet<string>;
  private readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly kinds: ReadonlyMap<string, Kind>;

  constructor({ kinds, graph, prior, desired }: ReadInput) {
    this.kinds = kinds;
    this.graph = graph;
    this.ids = new Set((prior?.resources ?? []).map(({ kind, id }) => `${kind} ${id.toLowerCase()}`));
    const byKind = groupBy(desired, ({ kind }) => kind);
    const namesOf = (kind: string, resources: readonly DesiredResource[]) =>
      new Set(
        resources.map(({ attributes }) => kinds.get(kind)?.displayName(attributes).toLowerCase() ?? ''),
      );
    this.names = new Map([...byKind].map(([kind, resources]) => [kind, namesOf(kind, resources)]));
  }

  list(path: string): Promise<readonly JsonObject[]> {
    return remembered(this.lists, path, () => this.graph.list(path));
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

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  known.set(key, made);
  return made;
}
