/** What the same people come to before and after a change: both graphs, where they start in them, and all that they reach. */
import type { PathGraph } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import type { Arrivals } from '../paths/walk.ts';
import { packagesOn, walk, wayTo } from '../paths/walk.ts';

export interface BothWalks {
  readonly past: PathGraph;
  readonly before: Start;
  readonly was: Arrivals;
  readonly present: PathGraph;
  readonly start: Start;
  readonly arrivals: Arrivals;
}

export function bothWalks(past: PathGraph, before: Start, present: PathGraph, start: Start): BothWalks {
  return { past, before, was: walk(past, before), present, start, arrivals: walk(present, start) };
}

/** The groups that they come into by packages after the change. */
export function groupsGot({ present, arrivals }: BothWalks): readonly number[] {
  return [...arrivals.keys()].filter(
    (node) => present.nodeAt(node).kind === 'principal' && packagesOn(wayTo(arrivals, node)) > 0,
  );
}
