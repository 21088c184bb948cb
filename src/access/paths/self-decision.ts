/** How the end of a path lets people influence their own access: deciding about it, or about who decides. */
import { asString, objectsOf } from '../../model/value.ts';
import type { AccessModel } from '../facts/model.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { SelfDecision } from './path.ts';
import type { PathGraph } from './path-graph.ts';
import type { Arrivals } from './walk.ts';

/**
 * Nobody approves their own request (CONTRACT 8), so approvers of a package that they can request decide about each
 * other's, and about what is requested on their behalf. Who reviews it reviews themselves, too.
 */
export function selfDecisions(graph: PathGraph, end: number, arrivals: Arrivals): readonly SelfDecision[] {
  const { kind, id, role } = graph.nodeAt(end);
  switch (kind) {
    case 'approve':
      if (!canGet(graph, id, arrivals)) return [];
      return takesRequestsOnBehalf(graph.model, arrivals.get(end)?.edge?.by)
        ? ['eachOther', 'onBehalf']
        : ['eachOther'];
    case 'review':
      return canGet(graph, id, arrivals) ? ['ownReview'] : [];
    case 'owner':
      return packagesDecided(graph, id, arrivals).length > 0 ? ['approvers'] : [];
    case 'catalog':
      return [role.includes('assignment') ? 'assignment' : 'policy'];
    default:
      return [];
  }
}

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

function takesRequestsOnBehalf({ policies }: AccessModel, by: string | undefined): boolean {
  const policy = policies.get(by ?? '');
  if (policy === undefined) return false;
  const settings = objectAt(policy.attributes, 'requestorSettings');
  return (
    settings['enableOnBehalfRequestorsToAddAccess'] === true &&
    objectsOf(settings['onBehalfRequestors']).some((each) => asString(each['@odata.type']) !== undefined)
  );
}
