/**
 * Ways in several steps to what could be come to all along, whose group can now be got with the consent of others, or of
 * nobody: another package gives it, or the one that did asks for less.
 */
import type { Requestor } from '../facts/requestor.ts';
import { gainedOn } from '../paths/exact.ts';
import { isFarther } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
import type { Start } from '../paths/start.ts';
import { startOf } from '../paths/start.ts';
import { pathAlong } from '../paths/to-path.ts';
import type { Arrivals } from '../paths/walk.ts';
import { packagesOn, walk, wayTo } from '../paths/walk.ts';
import { stepLabel } from '../paths/words.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { briefAnswer } from '../relation/answering.ts';
import { having } from '../relation/having.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import type { Order } from '../relation/order.ts';
import { allowsMore } from '../relation/order.ts';
import { consentOrder } from '../relation/stage-order.ts';
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
export function easierFor(
  start: Start,
  past: PathGraph,
  present: PathGraph,
  touched: ReadonlySet<string>,
): readonly EasierPath[] {
  const arrivals = walk(present, start);
  const isTouched = ({ to, by = '' }: PathEdge) => touched.has(by) || touched.has(present.nodeAt(to).id);
  const groups = [...arrivals.keys()].filter(
    (node) => present.nodeAt(node).kind === 'principal' && packagesOn(wayTo(arrivals, node)) > 0,
  );
  if (groups.length === 0) return [];
  const earlier = startOf(past, start.requestor);
  const was = walk(past, earlier);
  const wasReached = (node: number) => {
    const { kind, id, role } = present.nodeAt(node);
    const then = past.find(kind, id, role);
    return then !== undefined && was.has(then);
  };
  const found = new Map<number, EasierPath>();
  for (const group of groups) {
    const fresh = waysTo(present, arrivals, group).filter((way) => way.some(isTouched));
    const node = past.find('principal', present.nodeAt(group).id);
    if (fresh.length === 0 || node === undefined || !wasReached(group)) continue;
    const before = waysTo(past, was, node).flatMap((way) => {
      const consents = consentsOn(past, start.requestor, way);
      return consents === undefined ? [] : [{ way, consents: consents[0] }];
    });
    // What only a look at all steps shows to be closed was not come to, and is told as opened.
    if (before.length === 0) continue;
    for (const way of fresh) {
      const now = consentsOn(present, start.requestor, way)?.[0];
      const then = before.map(({ consents }) => consents);
      const order = now === undefined ? undefined : easierThanAll(then, now);
      if (now === undefined || order === undefined) continue;
      const key = wayKey(present, way);
      const isSame = before.some((each) => wayKey(past, each.way) === key);
      const instead = isSame ? undefined : wayText(past, before[0]?.way ?? []);
      // That others consent to what the same package gives is said of that package, and so is that more can.
      if (instead === undefined && !then.every((each) => fewest(now) < fewest(each))) continue;
      for (const [end, whole] of endsBehind(present, start, group, way))
        if (!found.has(end) && wasReached(end))
          found.set(end, { path: pathAlong(present, start, whole, arrivals), order, instead });
      break;
    }
  }
  return [...found.values()];
}

/** Equal for the same steps, in whichever graph. */
function wayKey(graph: PathGraph, way: readonly PathEdge[]): string {
  return JSON.stringify(way.map(({ to, step }) => [step, graph.nodeAt(to)]));
}

function wayText(graph: PathGraph, way: readonly PathEdge[]): string {
  return way.map((edge) => stepLabel(graph, edge)).join(' → ');
}

/** One way by each node from which the group is come to, the shortest first. */
function waysTo(graph: PathGraph, arrivals: Arrivals, group: number): readonly (readonly PathEdge[])[] {
  return [...arrivals.keys()]
    .flatMap((from) => {
      const edge = graph.edgesFrom(from).find(({ to }) => to === group);
      const way = wayTo(arrivals, from);
      return edge === undefined || way.some(({ to }) => to === group) ? [] : [[...way, edge]];
    })
    .sort((a, b) => a.length - b.length);
}

/** Of each package that is requested: the stages of each policy through which it can be. */
type Consents = readonly (readonly (readonly StageAnswer[])[])[];

/** What a way asks for, as a list of one; undefined where it is closed, or led along by an administrator. */
function consentsOn(
  graph: PathGraph,
  requestor: Requestor,
  way: readonly PathEdge[],
): readonly [Consents] | undefined {
  const consents: (readonly (readonly StageAnswer[])[])[] = [];
  for (const [index, { to, step }] of way.entries()) {
    if (step === 'assignPackage' || step === 'openPackage') return undefined;
    if (step !== 'request' || graph.nodeAt(to).kind !== 'package') continue;
    const person = having(requestor, gainedOn(graph, way.slice(0, index)));
    const answer = briefAnswer(graph.model, person, graph.nodeAt(to).id);
    if (answer.verdict === 'no' || requestsInVain(answer)) return undefined;
    consents.push(answer.ways.map(({ terms }) => terms.approval));
  }
  return [consents];
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

/** A way asks for no more than another where each of its packages has one there that asks for as much. */
function orderOf(before: Consents, now: Consents): Order {
  const asksNoMore = (one: Consents, other: Consents): boolean =>
    one.every((ways) =>
      other.some((others) => others.every((stages) => ways.some((each) => isMet(each, stages)))),
    );
  if (asksNoMore(before, now)) return 'equal';
  return asksNoMore(now, before) ? 'looser' : 'incomparable';
}

/** Whether those who complete the second complete the first. */
function isMet(stages: readonly StageAnswer[], others: readonly StageAnswer[]): boolean {
  return !allowsMore(consentOrder(stages, others));
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
