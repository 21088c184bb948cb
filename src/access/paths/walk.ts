/** Everything that a start leads to, each with a shortest way to it. Work is proportional to the edges that are reached. */
import type { PathEdge, PathGraph } from './path-graph.ts';
import type { Start } from './start.ts';

/** How a node is reached; a node of the start itself by nothing. */
interface Arrival {
  readonly edge: PathEdge | undefined;
  /** The node before; undefined for a first step. */
  readonly from: number | undefined;
}

export type Arrivals = ReadonlyMap<number, Arrival>;

/** Whether an edge may be followed from a node that `arrivals` tells the way to; from the start itself for undefined. */
export type Passes = (edge: PathEdge, from: number | undefined, arrivals: Arrivals) => boolean;

/**
 * Breadth first, so that the first arrival is one of the fewest steps. What a guest or an administrator can get besides is
 * followed only when nothing else is left: a package that can also be requested in another way is told by that.
 */
export function walk(graph: PathGraph, start: Start, passes: Passes = () => true): Arrivals {
  const arrivals = new Map<number, Arrival>();
  const queue: number[] = [];
  const later: readonly Step[][] = [[], [], []];
  const take = (edge: PathEdge, from: number | undefined) => {
    if (arrivals.has(edge.to) || !passes(edge, from, arrivals)) return;
    arrivals.set(edge.to, { edge, from });
    queue.push(edge.to);
  };
  const follow = (edges: readonly PathEdge[], from: number | undefined) => {
    const asGuest = from !== undefined && graph.nodeAt(from).kind === 'guest';
    for (const edge of edges) {
      if (edge.step === 'guest' && !start.outside) continue;
      const administering = ADMINISTERING.indexOf(edge.step);
      const rank = administering >= 0 ? administering + 1 : asGuest ? 0 : undefined;
      if (rank === undefined) take(edge, from);
      else if (!arrivals.has(edge.to)) later[rank]?.push({ edge, from });
    }
  };
  for (const node of start.nodes) {
    arrivals.set(node, { edge: undefined, from: undefined });
    queue.push(node);
  }
  follow(start.first, undefined);
  for (let next = 0; ;) {
    const from = queue[next];
    if (from === undefined) {
      const steps = later.find((waiting) => waiting.length > 0)?.splice(0);
      if (steps === undefined) return arrivals;
      for (const { edge, from: before } of steps) take(edge, before);
    } else {
      next += 1;
      follow(graph.edgesFrom(from), from);
    }
  }
}

interface Step {
  readonly edge: PathEdge;
  readonly from: number | undefined;
}

/** In the order in which they are followed: who can assign has no need to change anything first. */
export const ADMINISTERING: readonly PathEdge['step'][] = ['assignPackage', 'openPackage'];

/** The edges of the way to a node, from the start on. */
export function wayTo(arrivals: Arrivals, node: number): readonly PathEdge[] {
  const way: PathEdge[] = [];
  for (let at: number | undefined = node; at !== undefined;) {
    const arrival: Arrival | undefined = arrivals.get(at);
    if (arrival?.edge === undefined) break;
    way.push(arrival.edge);
    at = arrival.from;
  }
  return way.reverse();
}

const ACQUIRING: readonly PathEdge['step'][] = ['request', 'receive', ...ADMINISTERING];

/** Packages that are got on a way. */
export function packagesOn(way: readonly PathEdge[]): number {
  return way.filter(({ step }) => ACQUIRING.includes(step)).length;
}

/** Whether a way is there only once an administrator has changed policies; no other leads to its end, or a walk had found that. */
export function changesPolicies(way: readonly PathEdge[]): boolean {
  return way.some(({ step }) => step === 'openPackage');
}

/** Nodes that are reached in no other way. */
export function byChangingPolicies(arrivals: Arrivals): ReadonlySet<number> {
  const found = new Set<number>();
  // What a node is reached from stands before it.
  for (const [node, { edge, from }] of arrivals)
    if (edge?.step === 'openPackage' || (from !== undefined && found.has(from))) found.add(node);
  return found;
}
