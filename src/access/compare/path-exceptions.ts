/** Of a class that comes to something in several steps: which of its people came to it before. */
import { isPartOf } from '../facts/part-of.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { EndTest } from '../paths/find-paths.ts';
import { pathsFrom } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathGraph } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import { sortsOfPeople } from '../paths/start.ts';
import type { Arrivals } from '../paths/walk.ts';
import { walk } from '../paths/walk.ts';
import { requestorKey } from '../relation/overview.ts';
import { exceptFor, partNames } from '../words/except.ts';
import { endKey, endKeyBefore, endsOf } from './opened-paths.ts';
import type { Sides } from './same-people.ts';
import { sidesKey } from './same-people.ts';
import { startBefore } from './start-before.ts';
import type { Revision } from './touched.ts';

interface Opened {
  readonly each: AccessPath;
  readonly name: RequestorName;
  readonly of: Requestor;
}

export class PathExceptions {
  private readonly past: PathGraph;
  private readonly revision: Revision;
  private readonly rekeyed: ReadonlyMap<string, string>;
  private readonly sorts: readonly Sides[];
  /** Those to whom an end opened, by the end. */
  private readonly opened = new Map<string, Set<string>>();
  /** What each sort came to before. */
  private readonly ends = new Map<string, ReadonlySet<string>>();

  constructor(
    past: PathGraph,
    revision: Revision,
    rekeyed: ReadonlyMap<string, string>,
    sorts: readonly Sides[],
    opened: readonly Opened[],
  ) {
    this.past = past;
    this.revision = revision;
    this.rekeyed = rekeyed;
    const earlier = sortsOfPeople(revision.before).map((each) => ({
      past: each,
      present: each,
      split: false,
    }));
    this.sorts = [...new Map([...earlier, ...sorts].map((sides) => [sidesKey(sides), sides])).values()];
    for (const { each, of } of opened) {
      const end = endKey(each);
      this.opened.set(end, (this.opened.get(end) ?? new Set()).add(requestorKey(of)));
    }
  }

  /** Who gains a path, without those who are a part of them and had it. */
  nameOf({ each, name, of }: Opened): RequestorName {
    const { after } = this.revision;
    const end = endKey(each);
    // What was possible for all and is certain now is nothing new only to those for whom it was certain before.
    const wasPossible = this.endsBefore(of).has(end);
    const found = this.sorts.filter(
      ({ past, present }) =>
        isPartOf(after, present, of) &&
        this.opened.get(end)?.has(requestorKey(present)) !== true &&
        this.endsBefore(past).has(end) &&
        (!wasPossible || this.wasCertain(past, end)),
    );
    const widest = found.filter(
      (sides) => !found.some((other) => isPartOf(after, sides.present, other.present)),
    );
    const parts = widest.map(({ present }) => present);
    return exceptFor(name, partNames(after, of, parts));
  }

  private endsBefore(requestor: Requestor): ReadonlySet<string> {
    const key = requestorKey(requestor);
    const known = this.ends.get(key);
    if (known !== undefined) return known;
    const ends = endsOf(this.past, this.walkBefore(requestor).was, this.rekeyed);
    this.ends.set(key, ends);
    return ends;
  }

  private wasCertain(requestor: Requestor, end: string): boolean {
    const { past, rekeyed } = this;
    const { start, was } = this.walkBefore(requestor);
    const isEnd: EndTest = (_graph, node) => endKeyBefore(past, node, rekeyed) === end;
    return pathsFrom(past, start, isEnd, was).some(({ certain }) => certain);
  }

  private walkBefore(requestor: Requestor): { readonly start: Start; readonly was: Arrivals } {
    const start = startBefore(this.past, requestor);
    return { start, was: walk(this.past, start) };
  }
}
