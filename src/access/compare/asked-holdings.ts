/** Packages whose holders are to be known before it is said who comes to what: those that a change moves, and those that bar a way. */
import type { ResourceAddress } from '../../model/address.ts';
import { isFarther } from '../paths/find-paths.ts';
import type { PathGraph } from '../paths/path-graph.ts';
import { pathGraphOf } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import { startOf } from '../paths/start.ts';
import { walk, wayTo } from '../paths/walk.ts';
import { peopleOnPaths } from './compare-paths.ts';
import { shiftsOf } from './holder-shifts.ts';
import { nodesTowards, touchedBy } from './paths-touched.ts';
import { takingPartInPaths } from './taking-part.ts';
import type { Revision } from './touched.ts';

/** Packages that give their holders other groups than before. */
export function packagesMoving(revision: Revision): ReadonlySet<ResourceAddress> {
  const moving = shiftsOf(revision).filter((shift) => shift.is.holds.has(shift.package));
  return new Set(moving.map((shift) => shift.package));
}

/**
 * Packages whose holders are kept out of another one on the way of a single person to what a change opens: whether that
 * person holds them decides whether the way is there.
 */
export function packagesBarringPaths(revision: Revision): ReadonlySet<ResourceAddress> {
  const { before, after } = revision;
  const taking = takingPartInPaths(revision);
  const barring = new Set<ResourceAddress>();
  if (taking.length === 0) return barring;
  const graph = pathGraphOf(after);
  const touched = touchedBy(taking, [before, after]);
  const towards = nodesTowards(graph, touched);
  const seen = new Set<ResourceAddress>();
  for (const person of peopleOnPaths(revision))
    for (const address of packagesOnWays(graph, startOf(graph, person), touched, towards)) seen.add(address);
  for (const address of seen)
    for (const { packages } of [before, after])
      for (const other of packages.get(address)?.incompatiblePackages ?? []) barring.add(other);
  return barring;
}

/** Packages that lead to what is touched, and those behind it; none where no way in several steps goes through it. */
function packagesOnWays(
  graph: PathGraph,
  start: Start,
  touched: ReadonlySet<string>,
  towards: ReadonlySet<number>,
): readonly ResourceAddress[] {
  const arrivals = walk(graph, start);
  const behind = new Set<number>();
  // What a node is reached from stands before it.
  for (const [node, { edge, from }] of arrivals)
    if (edge !== undefined && (touched.has(edge.by ?? '') || touched.has(graph.nodeAt(node).id)))
      behind.add(node);
    else if (from !== undefined && behind.has(from)) behind.add(node);
  const isEnd = (node: number) =>
    isFarther(graph, node, arrivals) &&
    wayTo(arrivals, node).some(({ step }) => step === 'member' || step === 'owner');
  if (![...behind].some(isEnd)) return [];
  return [...arrivals.keys()].flatMap((node) => {
    const { kind, id } = graph.nodeAt(node);
    return kind === 'package' && (behind.has(node) || towards.has(node)) ? [id] : [];
  });
}
