/** A list that several kinds read, held against what is known otherwise. */
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';

/**
 * Lists lag behind writes (CONTRACT 14): what was just made is missing, what was just deleted is still there. Only an
 * object itself tells, so the few that matter are asked for by id: those that the state tracks and the list lacks, those
 * that it does not track but a declaration would meet, and those of which a run that was cut off left something open.
 */
export interface Doubts {
  /** Ids, in lower case, that the list must have unless they are gone. */
  readonly tracked: ReadonlySet<string>;
  doubtful(id: string, displayName: string): boolean;
  /** The entity; undefined when it is not there. */
  get(id: string): Promise<JsonObject | undefined>;
}

/** An entity, or the question whether it is there. */
type Arrival = JsonObject | Promise<JsonObject | undefined>;

/** Fetched once, and followed page by page by those who want more of each entity. */
export class SharedList {
  readonly whole: Promise<readonly JsonObject[]>;
  private readonly arrived: Arrival[] = [];
  private readonly followers: ((entities: readonly Arrival[]) => void)[] = [];
  private readonly doubts: Doubts | undefined;

  constructor(graph: GraphReader, path: string, doubts?: Doubts) {
    this.doubts = doubts;
    this.whole = graph
      .list(path, (page) => this.arrive(page.map((entity) => this.verified(entity))))
      .then(async (entities) => {
        this.arrive(this.missing(entities));
        return present(await Promise.all(this.arrived.map((entity) => Promise.resolve(entity))));
      });
  }

  /** What `visit` makes of each entity, in the order of the list. */
  async each<T>(visit: (entity: JsonObject) => Promise<T>): Promise<readonly T[]> {
    const visits: Promise<T | undefined>[] = [];
    const follow = (entities: readonly Arrival[]) => {
      for (const entity of entities) {
        const visiting =
          entity instanceof Promise ? entity.then((found) => found && visit(found)) : visit(entity);
        // It is awaited below; until then a rejection is not unhandled, only early.
        visiting.catch(() => undefined);
        visits.push(visiting);
      }
    };
    follow(this.arrived);
    this.followers.push(follow);
    await this.whole;
    return present(await Promise.all(visits));
  }

  private arrive(entities: readonly Arrival[]): void {
    for (const entity of entities) {
      if (entity instanceof Promise) entity.catch(() => undefined);
      this.arrived.push(entity);
    }
    for (const follow of this.followers) follow(entities);
  }

  private verified(entity: JsonObject): JsonObject | Promise<JsonObject | undefined> {
    const id = idOf(entity);
    const { doubts } = this;
    return doubts?.doubtful(id, asString(entity['displayName']) ?? '') === true ? doubts.get(id) : entity;
  }

  private missing(entities: readonly JsonObject[]): Promise<JsonObject | undefined>[] {
    if (this.doubts === undefined) return [];
    const { doubts } = this;
    const listed = new Set(entities.map(idOf));
    return [...doubts.tracked].filter((id) => !listed.has(id)).map((id) => doubts.get(id));
  }
}

function idOf(entity: JsonObject): string {
  return (asString(entity['id']) ?? '').toLowerCase();
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
