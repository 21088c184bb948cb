/** What a walk found, as it is told: steps with labels, severity, and what else leads to the same end. */
import type { AccessSeverity } from '../compare/access-severity.ts';
import { openedTo, raised, worst } from '../compare/severity.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternal, requestorName } from '../facts/requestor.ts';
import type { AccessCapability } from '../relation/capability.ts';
import { changesOrganizations, isGuest, READER } from '../relation/duties.ts';
import { objectsOf } from '../../model/value.ts';
import { ExactSteps } from './exact.ts';
import type { AccessPath, PathStep } from './path.ts';
import type { PathEdge, PathGraph, PathNode } from './path-graph.ts';
import { packagesDecided, selfDecisions } from './self-decision.ts';
import type { Start } from './start.ts';
import type { Arrivals } from './walk.ts';
import { endLabel, nodeLabel, pathText, selfDecisionText, stepLabel } from './words.ts';
import { compareNames } from '../../model/natural-order.ts';

export interface FoundPath {
  readonly requestor: Requestor;
  readonly end: number;
  readonly way: readonly PathEdge[];
  /** Undefined where it is certain. */
  readonly doubt: string | undefined;
  /** As in AccessPath. */
  readonly conditions: readonly string[];
  /** Nodes from which other edges lead to the end. */
  readonly others: readonly number[];
}

/** What the steps of a way depend on. */
export function conditionsOf(
  way: readonly PathEdge[],
  conditions: ReadonlyMap<PathEdge, readonly string[]>,
): readonly string[] {
  return [...new Set(way.flatMap((edge) => conditions.get(edge) ?? []))];
}

/** A way that was found otherwise than by the walk, told as one. */
export function pathAlong(
  graph: PathGraph,
  start: Start,
  way: readonly PathEdge[],
  arrivals: Arrivals,
): AccessPath {
  const exact = new ExactSteps(graph, start);
  const doubt = way
    .map((edge, index) => exact.doubt(edge, way[index - 1]?.to))
    .find((each) => each !== undefined);
  const end = way.at(-1)?.to ?? 0;
  const conditions = doubt === undefined ? conditionsOf(way, exact.conditions) : [];
  return toPath(graph, { requestor: start.requestor, end, way, doubt, conditions, others: [] }, arrivals);
}

/** The end of those who come to be guests: what is open to everyone in the directory. */
const ALL_DIRECTORY_USERS = 'allDirectoryUsers';

export function toPath(
  graph: PathGraph,
  { requestor, end, way, doubt, conditions, others }: FoundPath,
  arrivals: Arrivals,
): AccessPath {
  const decisions = selfDecisions(graph, end, arrivals, { requestor, way });
  const decided = decisions.includes('approvers')
    ? packagesDecided(graph, graph.nodeAt(end).id, arrivals)
    : [];
  const base = severityOf(graph, requestor, graph.nodeAt(end), way);
  const severity = leadsToMore(graph, graph.nodeAt(end)) ? raised(base) : base;
  const from = requestorName(graph.model, requestor);
  const told = endOf(graph, graph.nodeAt(end));
  const steps = way.map((edge, index): PathStep => {
    const { id, role } = graph.nodeAt(edge.to);
    const last = index === way.length - 1;
    return {
      kind: edge.step,
      id,
      ...(role !== '' && { role }),
      label: last ? endLabel(graph, edge, decided) : stepLabel(graph, edge),
      ...(edge.by !== undefined && { by: edge.by }),
    };
  });
  return {
    from,
    steps,
    end: told,
    certain: doubt === undefined,
    ...(doubt !== undefined && { unproved: doubt }),
    ...(conditions.length > 0 && { conditions }),
    summary: pathText(from, steps),
    // What is merely possible weighs less than what is proved.
    severity: decisions.length === 0 ? severity : doubt === undefined ? 'critical' : worst([base, 'high']),
    ...(decisions.length === 0 && severity !== base && { raised: true }),
    selfDecision: decisions.map((type) => ({ type, text: selfDecisionText(type, told.displayName) })),
    others: [...new Set(others.map((node) => nodeLabel(graph, graph.nodeAt(node))))].sort(compareNames),
  };
}

const CAPABILITIES: Readonly<Record<PathNode['kind'], AccessCapability>> = {
  package: 'request',
  principal: 'hold',
  owner: 'hold',
  resource: 'hold',
  guest: 'request',
  catalog: 'administer',
  approve: 'approve',
  review: 'review',
  requestFor: 'requestFor',
};

function endOf(graph: PathGraph, node: PathNode): AccessPath['end'] {
  const { model } = graph;
  const { kind, id } = node;
  const capability = CAPABILITIES[kind];
  if (id === WHOLE_TENANT) return { capability, address: id, displayName: nodeLabel(graph, node) };
  if (kind === 'guest')
    return { capability, address: ALL_DIRECTORY_USERS, displayName: 'everyone in the directory' };
  const named = model.packages.get(id) ?? model.catalogs.get(id) ?? model.organizations.get(id);
  return { capability, address: id, displayName: named?.displayName ?? nameOf(model.directory, id) };
}

/** Of the end. Where anyone has to approve on the way, it is not open without approval. */
function severityOf(
  { model }: PathGraph,
  requestor: Requestor,
  { kind, id, role }: PathNode,
  way: readonly PathEdge[],
): AccessSeverity {
  switch (kind) {
    case 'package':
    case 'guest':
    case 'principal':
    case 'owner':
    case 'resource':
      return openedTo(
        requestor,
        way.every((edge) => !isApproved(model, edge)),
      );
    case 'catalog':
      if (isOfGuests(model, requestor) || role === 'owner' || changesOrganizations(id, role)) return 'high';
      return role === READER ? 'low' : 'medium';
    default:
      return isOfGuests(model, requestor) ? 'high' : 'medium';
  }
}

/** As of those who decide in one step: a group that guests are in counts as they do. */
function isOfGuests({ directory }: PathGraph['model'], requestor: Requestor): boolean {
  return isExternal(requestor) !== 'no' || (requestor.type === 'group' && isGuest(directory, requestor.id));
}

/** Whether the package at the end gives roles that are worth more. */
function leadsToMore({ model }: PathGraph, { kind, id }: PathNode): boolean {
  return kind === 'package' && (model.grantsOf.get(id) ?? []).some(({ privileged }) => privileged);
}

function isApproved({ policies }: PathGraph['model'], { step, by = '' }: PathEdge): boolean {
  const policy = step === 'request' ? policies.get(by) : undefined;
  if (policy === undefined) return false;
  const approval = objectAt(policy.attributes, 'requestApprovalSettings');
  return approval['isApprovalRequiredForAdd'] === true && objectsOf(approval['stages']).length > 0;
}
