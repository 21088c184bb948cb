/** What the same people come to before and after a change: both graphs, where they start in them, and all that they reach. */
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
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
  /** Whether a way after the change may be another than before: it goes through what changed, or is for other people. */
  readonly touches: (way: readonly PathEdge[]) => boolean;
  /** Whether a change is of a package, catalog or group itself, or of a policy of the package. */
  readonly concerns: (id: string) => boolean;
  /** What they reach by each thing alone that was not open to them before without any step, and gives a group. */
  readonly byNew: readonly Arrivals[];
}

/** What a change bears on: addresses that it touches, and whether it makes other people of those who start. */
export interface Touching {
  readonly touched: ReadonlySet<string>;
  readonly areOthers: boolean;
}

export function bothWalks(
  past: PathGraph,
  before: Start,
  present: PathGraph,
  start: Start,
  { touched, areOthers }: Touching,
): BothWalks {
  const open = new Set(before.first.map((edge) => past.keyOf(edge)));
  const first = start.first.filter((edge) => !open.has(present.keyOf(edge)));
  const isNew = new Set(first);
  const stood = new Set(before.nodes.map((node) => past.nodeAt(node).id));
  const nodes = start.nodes.filter((node) => !stood.has(present.nodeAt(node).id));
  return {
    ...{ past, before, was: walk(past, before), present, start, arrivals: walk(present, start) },
    touches: (way) =>
      areOthers ||
      nodes.length > 0 ||
      way.some(
        (edge) => isNew.has(edge) || touched.has(edge.by ?? '') || touched.has(present.nodeAt(edge.to).id),
      ),
    concerns: (id) =>
      touched.has(id) ||
      [past, present].some(({ model }) =>
        (model.policiesOf.get(id) ?? []).some(({ address }) => touched.has(address)),
      ),
    byNew: [
      ...nodes.map((node) => walk(present, { ...start, nodes: [node], first: [] })),
      ...first
        .filter(({ to }) => present.edgesFrom(to).some(({ step }) => step === 'member' || step === 'owner'))
        .map((edge) => walk(present, { ...start, nodes: [], first: [edge] })),
    ],
  };
}

/** The groups that they come into by packages after the change. */
export function groupsGot({ present, arrivals }: BothWalks): readonly number[] {
  return [...arrivals.keys()].filter(
    (node) => present.nodeAt(node).kind === 'principal' && packagesOn(wayTo(arrivals, node)) > 0,
  );
}
