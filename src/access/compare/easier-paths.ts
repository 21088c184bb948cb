/**
 * Ways in several steps to what could be come to all along, whose group can now be got with the consent of others, or of
 * nobody: another package gives it, or the one that did asks for less.
 */
import { isFarther, leadingTo } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import { pathAlong } from '../paths/to-path.ts';
import type { Arrivals } from '../paths/walk.ts';
import { walk, wayTo } from '../paths/walk.ts';
import { stepLabel } from '../paths/words.ts';
import type { Order } from '../relation/order.ts';
import { allowsMore } from '../relation/order.ts';
import type { BothWalks } from './both-walks.ts';
import { groupsGot } from './both-walks.ts';
import type { Consents } from './consents.ts';
import { AsEasyBefore, asksNoMore, consentsOn } from './consents.ts';
import { asksLess } from './loosened-paths.ts';

/** A path that was possible before, with what it asks for now. */
export interface EasierPath {
  readonly path: AccessPath;
  /** `looser` exactly where those who consented before still can, or nobody has to. */
  readonly order: Order;
  /** The way that there was before, in words; undefined where it is the same way. */
  readonly instead: string | undefined;
}

/** Of one start, through what a change touched; each end once. */
export function easierFor(walks: BothWalks): readonly EasierPath[] {
  const { past, was, present, start, arrivals, byNew, touches } = walks;
  const then = (node: number): number => {
    const { kind, id, role } = present.nodeAt(node);
    return past.find(kind, id, role) ?? -1;
  };
  const groups = groupsGot(walks).filter((node) => was.has(then(node)));
  if (groups.length === 0) return [];
  const now = leadingTo(present, new Set(groups), arrivals);
  const earlier = leadingTo(past, new Set(groups.map(then)), was);
  const newly = byNew.map((each) => ({ each, leading: leadingTo(present, new Set(groups), each) }));
  const asEasy = new AsEasyBefore(walks);
  const found = new Map<number, EasierPath>();
  for (const group of groups) {
    const fresh = [
      ...waysTo(present, arrivals, group, now),
      ...newly.flatMap(({ each, leading }) => waysTo(present, each, group, leading)),
    ].filter(touches);
    if (fresh.length === 0) continue;
    const easier = easierOf(walks, fresh, waysTo(past, was, then(group), earlier));
    if (easier === undefined) continue;
    const { way, ...told } = easier;
    for (const [end, whole] of endsBehind(present, start, group, way))
      if (!found.has(end) && was.has(then(end)) && !asEasy.wasReached(then(end), whole))
        found.set(end, { path: pathAlong(present, start, whole, arrivals), ...told });
  }
  return [...found.values()];
}

/** The first of the ways to a group that asks for less than all those before. */
function easierOf(
  { past, before: { requestor: earlier }, present, start: { requestor } }: BothWalks,
  fresh: readonly (readonly PathEdge[])[],
  known: readonly (readonly PathEdge[])[],
): (Pick<EasierPath, 'order' | 'instead'> & { readonly way: readonly PathEdge[] }) | undefined {
  const before = known.flatMap((way) => {
    const consents = consentsOn(past, earlier, way);
    return consents === undefined ? [] : [{ way, consents, key: wayKey(past, way) }];
  });
  const [first] = before;
  // What only a look at all steps shows to be closed was not come to, and is told as opened.
  if (first === undefined) return undefined;
  for (const way of fresh) {
    const now = consentsOn(present, requestor, way);
    const then = before.map(({ consents }) => consents);
    const order = now && easierThanAll(then, now);
    if (now === undefined || order === undefined) continue;
    const key = wayKey(present, way);
    const instead = before.some((each) => each.key === key) ? undefined : wayText(past, first.way);
    // That others consent to what the same package gives is said of that package, and so is that more can.
    const isFreer = order === 'looser' && then.every((each) => fewest(now) < fewest(each));
    if (instead === undefined && !isFreer) continue;
    return { way, order, instead };
  }
  return undefined;
}

/** Equal for the same steps, in whichever graph. */
function wayKey(graph: PathGraph, way: readonly PathEdge[]): string {
  return JSON.stringify(way.map(({ to, step }) => [step, graph.nodeAt(to)]));
}

function wayText(graph: PathGraph, way: readonly PathEdge[]): string {
  return way.map((edge) => stepLabel(graph, edge)).join(' → ');
}

/** One way by each node from which the group is come to, the shortest first. */
function waysTo(
  graph: PathGraph,
  arrivals: Arrivals,
  group: number,
  leading: ReadonlyMap<number, readonly number[]>,
): readonly (readonly PathEdge[])[] {
  return (leading.get(group) ?? [])
    .flatMap((from) => {
      const edge = graph.edgesFrom(from).find(({ to }) => to === group);
      const way = wayTo(arrivals, from);
      return edge === undefined || way.some(({ to }) => to === group) ? [] : [[...way, edge]];
    })
    .sort((a, b) => a.length - b.length);
}

/** How a way differs from every earlier one; undefined where one of these asked for no more. */
function easierThanAll(before: readonly Consents[], now: Consents): Order | undefined {
  const orders = before.map((each) => orderOf(each, now));
  if (!orders.every(allowsMore)) return undefined;
  return orders.every((order) => order === 'looser') ? 'looser' : 'incomparable';
}

/** How often someone has to consent at least. */
function fewest(consents: Consents): number {
  return consents.reduce((sum, ways) => sum + Math.min(...ways.map(({ length }) => length)), 0);
}

function orderOf(before: Consents, now: Consents): Order {
  if (asksNoMore(before, now)) return 'equal';
  return asksNoMore(now, before) ? 'looser' : 'incomparable';
}

/** What the group leads to and these people do not get as easily without it, with the whole way. */
function* endsBehind(
  present: PathGraph,
  start: Start,
  group: number,
  way: readonly PathEdge[],
): Generator<readonly [number, readonly PathEdge[]]> {
  const behind = walk(present, { ...start, outside: false, nodes: [group], first: [] });
  for (const end of behind.keys()) {
    const whole = [...way, ...wayTo(behind, end)];
    // What comes back to where it has been leads there by fewer steps.
    if (end === group || new Set(whole.map(({ to }) => to)).size < whole.length) continue;
    const { kind } = present.nodeAt(end);
    const isEnd =
      kind === 'package'
        ? whole.at(-1)?.step === 'request' &&
          asksLess({ present, requestor: start.requestor, way: whole }, present, start.requestor)
        : kind !== 'guest' && isFarther(present, end, walkedAlong(whole));
    if (isEnd) yield [end, whole];
  }
}

/** A way as a walk that went along it alone. */
function walkedAlong(way: readonly PathEdge[]): Arrivals {
  return new Map(way.map((edge, index) => [edge.to, { edge, from: way[index - 1]?.to }]));
}
