/** Ways in several steps to what could be requested all along, on terms that nothing gave before: a group that is got leads to them. */
import type { Gained, Requestor } from '../facts/requestor.ts';
import { gainedOn } from '../paths/exact.ts';
import { having } from '../relation/having.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
import { pathAlong } from '../paths/to-path.ts';
import type { Arrivals } from '../paths/walk.ts';
import { byChangingPolicies, wayTo } from '../paths/walk.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import { allowsMore } from '../relation/order.ts';
import type { BothWalks } from './both-walks.ts';
import { groupsGot } from './both-walks.ts';
import { compareAnswers, directionOf } from './compared.ts';

/** Of one start; what it could come to in no way before is told as such. */
export function loosenedFor(walks: BothWalks): readonly AccessPath[] {
  const { past, was, present, start, arrivals } = walks;
  const closed = byChangingPolicies(was);
  const reaches = (kind: 'principal' | 'package', id: string) => {
    const node = past.find(kind, id);
    return node !== undefined && was.has(node) && !closed.has(node);
  };
  return groupsGot(walks)
    .filter((node) => !reaches('principal', present.nodeAt(node).id))
    .flatMap((node) =>
      present
        .edgesFrom(node)
        .filter(({ to, step }) => step === 'request' && reaches('package', present.nodeAt(to).id))
        .filter((edge) => isLooser(walks, [...wayTo(arrivals, node), edge]))
        .map((edge) => pathAlong(present, start, [...wayTo(arrivals, node), edge], arrivals)),
    );
}

/** Than without the group, now and before, and than with any group that led to it before. */
function isLooser(
  { start: { requestor }, before: { requestor: earlier }, past, present, was }: BothWalks,
  way: readonly PathEdge[],
): boolean {
  const along = { present, requestor, way };
  const end = present.nodeAt(way.at(-1)?.to ?? 0).id;
  return (
    asksLess(along, present, requestor) &&
    asksLess(along, past, earlier) &&
    waysBefore(past, was, end).every((gained) => asksLess(along, past, having(earlier, gained)))
  );
}

/** A way that ends with a request, and who goes it. */
interface AlongWay {
  readonly present: PathGraph;
  readonly requestor: Requestor;
  readonly way: readonly PathEdge[];
}

/** Whether the request at the end of a way is on looser terms than that of others, who may be unable to make it. */
export function asksLess({ present, requestor, way }: AlongWay, than: PathGraph, others: Requestor): boolean {
  const revision = { before: than.model, after: present.model, changes: [] };
  const now = having(requestor, gainedOn(present, way.slice(0, -1)));
  const sides = { past: others, present: now, split: false };
  return compareAnswers(revision, sides, present.nodeAt(way.at(-1)?.to ?? 0).id).differing.some(
    ({ asked, list, differences, after: { answer } }) =>
      asked === 'request' && allowsMore(directionOf(list, differences)) && !requestsInVain(answer),
  );
}

function waysBefore(past: PathGraph, was: Arrivals, end: string): readonly Gained[] {
  return [...was.keys()]
    .filter((node) =>
      past.edgesFrom(node).some(({ to, step }) => step === 'request' && past.nodeAt(to).id === end),
    )
    .map((node) => gainedOn(past, wayTo(was, node)));
}
