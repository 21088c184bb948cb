/** Ends that the same people could come to all along, by which they come to decide about their own access. */
import type { EndTest } from '../paths/find-paths.ts';
import { isFarther, pathsFrom } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathNode } from '../paths/path-graph.ts';
import { wayTo } from '../paths/walk.ts';
import type { BothWalks } from './both-walks.ts';
import { endKey } from './opened-paths.ts';

/** Where something is decided. */
const DECIDING: ReadonlySet<PathNode['kind']> = new Set(['approve', 'review', 'owner', 'catalog'] as const);

/**
 * Of one start, certain before and after. The change need not lie on the way: that what they decide about is open to them
 * now is enough.
 */
export function decidingFor(walks: BothWalks): readonly AccessPath[] {
  const { past, before, was, present, start, arrivals, touches, concerns } = walks;
  const ends = new Map<number, number>();
  for (const node of arrivals.keys()) {
    const { kind, id, role } = present.nodeAt(node);
    if (!DECIDING.has(kind)) continue;
    const then = past.find(kind, id, role);
    if (then === undefined || !was.has(then) || !isFarther(present, node, arrivals)) continue;
    if (concerns(id) || touches(wayTo(arrivals, node))) ends.set(node, then);
  }
  if (ends.size === 0) return [];
  const found = pathsFrom(present, start, among(ends.keys()), arrivals).filter(
    ({ certain, selfDecision }) => certain && selfDecision.length > 0,
  );
  if (found.length === 0) return [];
  const earlier = new Map(
    pathsFrom(past, before, among(ends.values()), was).map((path) => [endKey(path), path]),
  );
  return found.filter((path) => {
    const then = earlier.get(endKey(path));
    // What was only possible is told as opened.
    if (then?.certain !== true) return false;
    const decided = new Set(then.selfDecision.map(({ type }) => type));
    return path.selfDecision.some(({ type }) => !decided.has(type));
  });
}

function among(nodes: Iterable<number>): EndTest {
  const all = new Set(nodes);
  return (_graph, node) => all.has(node);
}
