/** Access in several steps: what each sort of people can come to, and whether that is proved. */
import type { Steps } from '../../model/turns.ts';
import { atOnce } from '../../model/turns.ts';
import { compareSeverity } from '../compare/severity.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { ExactSteps } from './exact.ts';
import type { AccessPath } from './path.ts';
import type { PathEdge } from './path-graph.ts';
import { PathGraph } from './path-graph.ts';
import type { Start } from './start.ts';
import { sortsOfPeople, startOf } from './start.ts';
import { conditionsOf, toPath } from './to-path.ts';
import type { Arrivals } from './walk.ts';
import { changesPolicies, packagesOn, walk, wayTo } from './walk.ts';
import { courseOf, withoutMembersOfClasses } from './said-of-classes.ts';
import { selfDecisions } from './self-decision.ts';
import { compareNameLists } from '../../model/natural-order.ts';

/** What paths are asked for. */
export interface PathQuestion {
  /** Where they start; by default each sort of people that the model tells apart. */
  readonly from?: readonly Requestor[];
  /** Addresses of packages, catalogs, catalog resources and organizations, ids of groups: where they end. */
  readonly to?: ReadonlySet<string>;
}

/** Paths of more than one step; with `to` all that end there. By severity, then start, then end. */
export function findPaths(model: AccessModel, question: PathQuestion = {}): readonly AccessPath[] {
  return atOnce(findPathsSteps(model, question));
}

/** The same, one start a step. */
export function* findPathsSteps(
  model: AccessModel,
  { from, to }: PathQuestion = {},
): Steps<readonly AccessPath[]> {
  const graph = new PathGraph(model);
  yield;
  const found: AccessPath[] = [];
  for (const requestor of from ?? sortsOfPeople(model)) {
    const isEnd: EndTest = to === undefined ? isFarther : (...at) => isAt(to, ...at);
    found.push(...pathsFrom(graph, startOf(graph, requestor), isEnd));
    yield;
  }
  return pathsInOrder(from === undefined ? withoutMembersOfClasses(model, found) : found);
}

/** Whether a node that a walk reached is to be told. */
export type EndTest = (graph: PathGraph, node: number, arrivals: Arrivals) => boolean;

/** The ends that one start leads to. */
export function pathsFrom(
  graph: PathGraph,
  start: Start,
  isEnd: EndTest,
  arrivals: Arrivals = walk(graph, start),
): readonly AccessPath[] {
  const ends = [...arrivals.keys()].filter((node) => isEnd(graph, node, arrivals));
  if (ends.length === 0) return [];
  const others = leadingTo(graph, new Set(ends), arrivals);
  const { proved, doubts, conditions } = proof(graph, start, new Set(ends));
  return ends.map((end) => {
    const certain = proved.has(end);
    const way = wayTo(certain ? proved : arrivals, end);
    return toPath(
      graph,
      {
        requestor: start.requestor,
        end,
        way,
        doubt: certain ? undefined : doubtAbout(way, doubts),
        conditions: certain ? conditionsOf(way, conditions) : [],
        others: (others.get(end) ?? []).filter((node) => node !== way.at(-2)?.to),
      },
      arrivals,
    );
  });
}

/**
 * Whether an end is one that nothing else tells: reached with a package that is not the last step, and worth telling. What
 * an administrator could come to by changing policies is all that these can give, and is told where it is asked for.
 */
export function isFarther(graph: PathGraph, node: number, arrivals: Arrivals): boolean {
  const last = arrivals.get(node)?.edge;
  if (last === undefined) return false;
  const way = wayTo(arrivals, node);
  if (changesPolicies(way)) return false;
  switch (graph.nodeAt(node).kind) {
    case 'principal':
    case 'resource':
      return false;
    case 'owner':
      return selfDecisions(graph, node, arrivals).length > 0;
    case 'package':
      // What an administrator of a catalog, or a guest, can get beside is said of the role, and of guests.
      if (last.step !== 'request' || graph.nodeAt(arrivals.get(node)?.from ?? node).kind === 'guest')
        return false;
      return packagesOn(way) > 1;
    default:
      return packagesOn(way) > 0;
  }
}

/** Whether a node is what was asked for, or a duty about it. */
function isAt(to: ReadonlySet<string>, graph: PathGraph, node: number, arrivals: Arrivals): boolean {
  return arrivals.get(node)?.edge !== undefined && to.has(graph.nodeAt(node).id);
}

/** The nodes from which edges lead to each end. */
export function leadingTo(
  graph: PathGraph,
  ends: ReadonlySet<number>,
  arrivals: Arrivals,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const from of arrivals.keys())
    for (const { to } of graph.edgesFrom(from)) {
      if (!ends.has(to)) continue;
      const known = found.get(to);
      if (known === undefined) found.set(to, [from]);
      else if (!known.includes(from)) known.push(from);
    }
  return found;
}

interface Proof {
  readonly proved: Arrivals;
  /** Why an edge is not certain. */
  readonly doubts: ReadonlyMap<PathEdge, string>;
  /** As in ExactSteps. */
  readonly conditions: ReadonlyMap<PathEdge, readonly string[]>;
}

/** The same walk along what the exact answers grant alone; packages that lead to no end are not asked about. */
function proof(graph: PathGraph, start: Start, ends: ReadonlySet<number>): Proof {
  const exact = new ExactSteps(graph, start);
  const doubts = new Map<PathEdge, string>();
  // One package is enough to come into the directory.
  let inside = !start.outside || graph.find('guest', '') === undefined;
  const proved = walk(graph, start, (edge, from) => {
    if (inside && !isNeeded(graph, edge.to, ends)) return false;
    const doubt = exact.doubt(edge, from);
    if (doubt !== undefined) doubts.set(edge, doubt);
    else inside = true;
    return doubt === undefined;
  });
  return { proved, doubts, conditions: exact.conditions };
}

function isNeeded(graph: PathGraph, node: number, ends: ReadonlySet<number>): boolean {
  if (ends.has(node) || graph.nodeAt(node).kind !== 'package') return true;
  return graph
    .edgesFrom(node)
    .some(({ to, step }) => ends.has(to) || (step !== 'guest' && graph.edgesFrom(to).length > 0));
}

/** The first step of the way that is not certain; where each was asked about another way, that they do not go together. */
function doubtAbout(way: readonly PathEdge[], doubts: ReadonlyMap<PathEdge, string>): string {
  for (const edge of way) {
    const doubt = doubts.get(edge);
    if (doubt !== undefined) return doubt;
  }
  return 'its steps are not known to go together';
}

export function pathsInOrder(paths: readonly AccessPath[]): readonly AccessPath[] {
  const keyed = paths.map((path) => ({
    path,
    key: [path.from.label, path.end.displayName, courseOf(path)],
  }));
  keyed.sort((a, b) => compareSeverity(a.path.severity, b.path.severity) || compareNameLists(a.key, b.key));
  return keyed.map(({ path }) => path);
}
