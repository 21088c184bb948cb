/** Judges single steps by the exact answer for a person who has what the steps before gave: the second look at a path. */
import type { Gained, Requestor } from '../facts/requestor.ts';
import { coveredBy } from '../facts/rule-cover.ts';
import { requestingAs } from '../facts/rule-of-sort.ts';
import { groupOf } from '../facts/in-group.ts';
import { nameOf, packageName } from '../facts/names.ts';
import { briefAnswer } from '../relation/answering.ts';
import { having } from '../relation/having.ts';
import type { AccessAnswer, Reason } from '../relation/answer.ts';
import type { ApproverSet } from '../relation/approver-list.ts';
import { resolveStages } from '../relation/approvers.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import type { PathEdge, PathGraph, PathNode } from './path-graph.ts';
import type { Start } from './start.ts';

const NOTHING: Gained = { groups: new Set(), holds: new Set() };

/** What a person has after each node of a walk, and whether they can go on from there. */
export class ExactSteps {
  /** Of steps that are certain: who of the class cannot take them all the same, a phrase each. */
  readonly conditions = new Map<PathEdge, readonly string[]>();
  private readonly gained = new Map<number, Gained>();
  private readonly graph: PathGraph;
  private readonly start: Start;

  constructor(graph: PathGraph, start: Start) {
    this.graph = graph;
    this.start = start;
  }

  /** Why the step is not certain, a phrase; undefined where it is. Those before it have been asked about. */
  doubt(edge: PathEdge, from: number | undefined): string | undefined {
    const before = (from === undefined ? undefined : this.gained.get(from)) ?? NOTHING;
    const node = this.graph.nodeAt(edge.to);
    const doubt = this.doubtOf(edge, node, before);
    if (doubt !== undefined) this.conditions.delete(edge);
    if (doubt === undefined && !this.gained.has(edge.to)) this.gained.set(edge.to, withNode(before, node));
    return doubt;
  }

  private doubtOf(edge: PathEdge, { kind, id, role }: PathNode, before: Gained): string | undefined {
    const { model } = this.graph;
    const { step, by } = edge;
    switch (step) {
      case 'request':
        return this.doubtAboutRequest(edge, id, before);
      case 'receive':
        return this.isAssigned(this.person(before), id)
          ? undefined
          : 'whether the rule matches them is unknown';
      case 'assignPackage':
        return assignmentAnswer(model, this.person(before), id).verdict === 'yes'
          ? undefined
          : 'no policy is known to have them in its scope';
      case 'openPackage':
        return 'they would have to change its policies first';
      case 'approve':
        return kind === 'approve' ? this.doubtAboutApproving(role, by ?? '') : undefined;
      case 'review':
        return role === 'fallback reviewer'
          ? 'they review only where the reviewers do not resolve'
          : undefined;
      default:
        return undefined;
    }
  }

  private doubtAboutRequest(edge: PathEdge, id: string, before: Gained): string | undefined {
    const { model } = this.graph;
    const answer = briefAnswer(model, requestingAs(this.person(before)), id);
    if (answer.verdict !== 'yes')
      return this.excludedFrom(id) ?? REASONS[answer.reason] ?? 'facts are missing';
    if (!answer.ways.some(({ terms }) => !isDeadEnd(terms.approval)))
      return 'no approver is left to approve the request';
    const name = packageName(model, id);
    this.conditions.set(
      edge,
      answer.conditions.map((condition) => `${name}: ${condition}`),
    );
    return this.doubtAboutHeld(answer);
  }

  /** What keeps them from a package before any step. */
  private excludedFrom(id: string): string | undefined {
    const { model } = this.graph;
    const { group, in: isIn } = groupOf(
      model,
      this.start.requestor,
      model.packages.get(id)?.incompatibleGroups ?? [],
    );
    return isIn === 'yes' && group !== undefined
      ? `they are in ${nameOf(model.directory, group)}, which is incompatible with ${packageName(model, id)}`
      : undefined;
  }

  /** Of one person: of a class there are those who hold nothing that keeps them out. */
  private doubtAboutHeld({ restrictions }: AccessAnswer): string | undefined {
    const { requestor } = this.start;
    if (requestor.type !== 'person') return undefined;
    const { model } = this.graph;
    const { holders } = model.directory;
    const others = restrictions.filter(({ type }) => type === 'holders').flatMap(({ ids }) => ids);
    const held = others.find((each) => holders?.get(each)?.has(requestor.person.id ?? '') === true);
    if (held !== undefined) return `they hold ${packageName(model, held)}, which is incompatible`;
    const open = others.filter((each) => holders?.has(each) !== true);
    if (open.length === 0) return undefined;
    const names = open.map((each) => packageName(model, each)).join(' or ');
    return `whether they hold ${names} is unknown, and who does cannot request it`;
  }

  /** By a rule that is known to match them; those of a rule, by several rules together. */
  private isAssigned(requestor: Requestor, address: string): boolean {
    const { model } = this.graph;
    if (briefAnswer(model, requestor, address).automatic.some(({ certain }) => certain)) return true;
    const assigning = (model.policiesOf.get(address) ?? []).filter(({ automatic }) => automatic);
    const rules = assigning.flatMap((policy) => policy.rules);
    return requestor.type === 'attributeRule' && coveredBy(rules, requestor.rule);
  }

  /** Fallback approvers approve only where those before them resolve to no one. */
  private doubtAboutApproving(role: string, by: string): string | undefined {
    const policy = this.graph.model.policies.get(by);
    if (!role.startsWith('fallback') || policy === undefined) return undefined;
    const stages = resolveStages(this.graph.model, policy, this.start.requestor);
    const [wanted, otherwise] =
      role === 'fallback approver'
        ? [stages.some(({ primary }) => isEmpty(primary)), 'the approvers do not resolve']
        : [
            stages.some(({ escalation }) => escalation !== undefined && isEmpty(escalation.primary)),
            'the approvers on escalation do not resolve',
          ];
    return wanted ? undefined : `they approve only where ${otherwise}`;
  }

  private person(gained: Gained): Requestor {
    return having(this.start.requestor, gained);
  }
}

/** What the steps of a way give. */
export function gainedOn(graph: PathGraph, way: readonly PathEdge[]): Gained {
  return way.reduce((gained, { to }) => withNode(gained, graph.nodeAt(to)), NOTHING);
}

function withNode({ groups, holds }: Gained, { kind, id }: PathNode): Gained {
  switch (kind) {
    case 'package':
      return { groups, holds: new Set([...holds, id]) };
    case 'principal':
      return { groups: new Set([...groups, id]), holds };
    default:
      return { groups, holds };
  }
}

function isEmpty({ people, unknown }: ApproverSet): boolean {
  return people.length === 0 && unknown.length === 0;
}

const REASONS: Readonly<Partial<Record<Reason, string>>> = {
  incompatible: 'what they hold by then is incompatible',
  holdsAlready: 'they hold it by then',
  noPolicy: 'no policy is known to let them request it',
  catalogUnpublished: 'its catalog is not published',
  catalogNotVisible: 'its catalog is not visible to external users',
  crossTenantAccessBlocked: 'cross-tenant access keeps them out',
  invitationsNotAllowed: 'nobody may be invited',
  domainNotInvited: 'their domain cannot be invited',
  accountDisabled: 'their account is disabled',
};
