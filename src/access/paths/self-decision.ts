/** How the end of a path lets people influence their own access: deciding about it, or about who decides. */
import { asString, objectsOf } from '../../model/value.ts';
import type { AccessModel } from '../facts/model.ts';
import { onceForPair } from '../../model/once.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import { approversOfEachOther, decideEveryStage } from '../relation/each-other.ts';
import type { Requestor } from '../facts/requestor.ts';
import { canHoldBeside } from '../relation/having.ts';
import { assignsSelf } from './assigns-self.ts';
import type { SelfDecision } from './path.ts';
import type { PathEdge, PathGraph } from './path-graph.ts';
import { roleDecision } from './roles.ts';
import type { Arrivals } from './walk.ts';

/** Who decides, and the way by which they come to it. */
export interface Deciding {
  readonly requestor: Requestor;
  readonly way: readonly PathEdge[];
}

/**
 * Nobody approves their own request (CONTRACT 8), so approvers of a package that they can request decide about each
 * other's, and about what is requested on their behalf, where no stage is for others to decide. Who reviews it reviews themselves, too.
 */
export function selfDecisions(
  graph: PathGraph,
  end: number,
  arrivals: Arrivals,
  deciding?: Deciding,
): readonly SelfDecision[] {
  const { kind, id, role } = graph.nodeAt(end);
  if (deciding !== undefined && !canAssignOn(graph, deciding)) return [];
  switch (kind) {
    case 'approve':
      if (!canGetBeside(graph, id, arrivals, deciding) || !decidesAlone(graph, id, arrivals, deciding))
        return [];
      return takesRequestsOnBehalf(graph.model, arrivals.get(end)?.edge?.by)
        ? ['eachOther', 'onBehalf']
        : ['eachOther'];
    case 'review':
      return canGetBeside(graph, id, arrivals, deciding) ? ['ownReview'] : [];
    case 'owner':
      return packagesDecided(graph, id, arrivals).length > 0 ? ['approvers'] : [];
    case 'catalog': {
      const decision = roleDecision(role);
      if (decision === undefined) return [];
      if (decision !== 'assignment' || deciding === undefined) return [decision];
      return assignsSelf(graph, deciding, end, graph.model.packagesIn.get(id) ?? []) ? [decision] : [];
    }
    default:
      return [];
  }
}

/** Whether nothing on the way is theirs only by assigning themselves what no policy lets anyone of them have. */
function canAssignOn(graph: PathGraph, { requestor, way }: Deciding): boolean {
  return way.every(({ to, step }, index) => {
    const role = way[index - 1]?.to;
    if (step !== 'assignPackage' || role === undefined) return true;
    return assignsSelf(graph, { requestor, way: way.slice(0, index) }, role, [graph.nodeAt(to).id]);
  });
}

/**
 * Whether a policy leaves all stages to them, or to those whom it lists together: where others decide one, nobody of them
 * gets the package by each other's approval alone.
 */
function decidesAlone(
  { model, nodes }: PathGraph,
  address: string,
  arrivals: Arrivals,
  deciding: Deciding | undefined,
): boolean {
  const principals = [...arrivals.keys()].flatMap((node) => {
    const { kind, id } = nodes[node] ?? {};
    return kind === 'principal' && id !== undefined ? [id] : [];
  });
  const requestor: Requestor = deciding?.requestor ?? { type: 'directoryUsers' };
  return (model.policiesOf.get(address) ?? []).some(
    (policy) =>
      decideEveryStage(model, policy, requestor, principals) ||
      eachOtherOf(model, policy).some((sort) => principals.includes(sort)),
  );
}

/** Ids of the groups and users whom a policy lists and who approve each other's requests. */
const eachOtherOf = onceForPair((model: AccessModel, policy: PolicyView): readonly string[] =>
  approversOfEachOther(model, policy).flatMap(({ sort }) =>
    sort.type === 'group' ? [sort.id] : sort.type === 'person' ? [sort.person.id ?? ''] : [],
  ),
);

/** Packages that a group approves or reviews and that the people of the walk can get. */
export function packagesDecided(graph: PathGraph, group: string, arrivals: Arrivals): readonly string[] {
  const principal = graph.find('principal', group);
  const edges = principal === undefined ? [] : graph.edgesFrom(principal);
  const decided = edges
    .filter(({ step }) => step === 'approve' || step === 'review')
    .map(({ to }) => graph.nodeAt(to).id)
    .filter((address) => canGet(graph, address, arrivals));
  return [...new Set(decided)];
}

function canGet(graph: PathGraph, address: string, arrivals: Arrivals): boolean {
  const node = graph.find('package', address);
  return node !== undefined && arrivals.has(node);
}

/** Whether they can hold it while they decide: what they decide by may keep them out of it, or it them out of that. */
function canGetBeside(
  graph: PathGraph,
  address: string,
  arrivals: Arrivals,
  deciding: Deciding | undefined,
): boolean {
  if (!canGet(graph, address, arrivals)) return false;
  if (deciding === undefined) return true;
  const { requestor, way } = deciding;
  // What an administrator opens or assigns has no answer yet.
  const isOpened = way.some(({ step }) => step === 'openPackage' || step === 'assignPackage');
  if (isOpened) return true;
  const holds = canHoldBeside(graph.model, requestor, address, packagesGotOn(graph, way));
  // Whom a policy admits may be unknown: that is told of the package, and nothing is made of it here.
  return holds === 'yes' || (holds === 'unknown' && !graph.model.unknownOf.has(address));
}

function packagesGotOn(graph: PathGraph, way: readonly PathEdge[]): readonly string[] {
  return way
    .filter(({ step }) => step === 'request' || step === 'receive')
    .map(({ to }) => graph.nodeAt(to).id);
}

function takesRequestsOnBehalf({ policies }: AccessModel, by: string | undefined): boolean {
  const policy = policies.get(by ?? '');
  if (policy === undefined) return false;
  const settings = objectAt(policy.attributes, 'requestorSettings');
  return (
    settings['enableOnBehalfRequestorsToAddAccess'] === true &&
    objectsOf(settings['onBehalfRequestors']).some((each) => asString(each['@odata.type']) !== undefined)
  );
}
