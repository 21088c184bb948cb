/** Who has to consent on a way in several steps, and whether people came to an end before with no more consent. */
import type { Gained, Requestor } from '../facts/requestor.ts';
import { requestingAs } from '../facts/rule-of-sort.ts';
import { gainedOn } from '../paths/exact.ts';
import type { PathEdge, PathGraph } from '../paths/path-graph.ts';
import { ADMINISTERING, walk, wayTo } from '../paths/walk.ts';
import { briefAnswer } from '../relation/answering.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { having } from '../relation/having.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import { allowsMore } from '../relation/order.ts';
import { consentOrder } from '../relation/stage-order.ts';
import type { BothWalks } from './both-walks.ts';

/** The stages of each policy through which a package can be requested. */
type Consent = readonly (readonly StageAnswer[])[];

/** Of each package that is requested on a way. */
export type Consents = readonly Consent[];

/** What a way asks for; undefined where it is closed, or led along by an administrator. */
export function consentsOn(
  graph: PathGraph,
  requestor: Requestor,
  way: readonly PathEdge[],
): Consents | undefined {
  const consents: Consent[] = [];
  for (const [index, { to, step }] of way.entries()) {
    if (ADMINISTERING.includes(step)) return undefined;
    if (step !== 'request' || graph.nodeAt(to).kind !== 'package') continue;
    const consent = consentTo(graph, requestor, to, gainedOn(graph, way.slice(0, index)));
    if (consent === undefined) return undefined;
    consents.push(consent);
  }
  return consents;
}

/** What one request asks for of those who have come to something before; undefined where it is refused, or in vain. */
function consentTo(
  graph: PathGraph,
  requestor: Requestor,
  node: number,
  gained: Gained,
): Consent | undefined {
  const answer = briefAnswer(graph.model, having(requestingAs(requestor), gained), graph.nodeAt(node).id);
  if (answer.verdict === 'no' || requestsInVain(answer)) return undefined;
  return answer.ways.map(({ terms }) => terms.approval);
}

/** Whether each of the packages asks for nothing, or has one among the others that asks for as much. */
export function asksNoMore(one: Consents, other: Consents): boolean {
  return one.every((consent) => isNoMore(consent, other));
}

function isNoMore(consent: Consent, than: Consents): boolean {
  return (
    consent.some(({ length }) => length === 0) ||
    than.some((others) => others.every((stages) => consent.some((each) => isMet(each, stages))))
  );
}

/** Whether those who complete the second complete the first. */
function isMet(stages: readonly StageAnswer[], others: readonly StageAnswer[]): boolean {
  return !allowsMore(consentOrder(stages, others));
}

/** What the people of one start came to before with no more consent than a way asks for now, be it by a way that was longer. */
export class AsEasyBefore {
  private readonly walks: BothWalks;
  /** By the package and what they have by then. */
  private readonly consents = new Map<string, Consent | undefined>();

  constructor(walks: BothWalks) {
    this.walks = walks;
  }

  /** `end`: a node before the change. */
  wasReached(end: number, way: readonly PathEdge[]): boolean {
    const { past, before, present, start } = this.walks;
    const now = consentsOn(present, start.requestor, way);
    if (now === undefined) return false;
    const towards = this.towards(end);
    return walk(past, before, (edge, from, arrivals) => {
      if (!towards.has(edge.to) || ADMINISTERING.includes(edge.step)) return false;
      if (edge.step !== 'request' || past.nodeAt(edge.to).kind !== 'package') return true;
      const consent = this.consentBefore(edge.to, from === undefined ? [] : wayTo(arrivals, from));
      return consent !== undefined && isNoMore(consent, now);
    }).has(end);
  }

  private consentBefore(node: number, way: readonly PathEdge[]): Consent | undefined {
    const { past, before } = this.walks;
    const gained = gainedOn(past, way);
    const key = [String(node), ...[...gained.groups, ...gained.holds].sort()].join('\n');
    if (!this.consents.has(key)) this.consents.set(key, consentTo(past, before.requestor, node, gained));
    return this.consents.get(key);
  }

  /** Nodes from which an end was reached, and the end. */
  private towards(end: number): ReadonlySet<number> {
    const { past, was } = this.walks;
    const found = new Set([end]);
    // A set gives what is added while it is gone through.
    for (const node of found) for (const from of past.nodesBefore(node)) if (was.has(from)) found.add(from);
    return found;
  }
}
