/** What hangs together in a plan: who a policy is for, which package it opens, what that package grants. */
import type { Action, Change, ShownPlan } from '../../plan/plan.ts';
import { KINDS } from '../../kinds/registry.ts';
import { changeName } from '../change-name.ts';

export interface PlanNode {
  readonly address: string;
  readonly kind: string;
  readonly name: string;
  readonly action: Action;
  /** Where the plan has it; undefined for something that it only names. */
  readonly index: number | undefined;
}

export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  /** The role that a package grants. */
  readonly label?: string;
  /** Ends with the plan. */
  readonly going: boolean;
}

export interface PlanLinks {
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly edges: readonly PlanEdge[];
}

/** Organization → policy → package → resource, of everything that the plan touches. */
export function linksOf(plan: ShownPlan): PlanLinks {
  const links = new Links(plan);
  for (const change of plan.changes) if (change.action !== 'noop') links.add(change);
  return links;
}

class Links implements PlanLinks {
  readonly nodes = new Map<string, PlanNode>();
  readonly edges: PlanEdge[] = [];
  private readonly plan: ShownPlan;
  private readonly indexes: ReadonlyMap<string, number>;

  constructor(plan: ShownPlan) {
    this.plan = plan;
    this.indexes = new Map(plan.changes.map(({ address }, index) => [address, index]));
  }

  add({ address, kind, action, before, after }: Change): void {
    const drawn = KINDS.get(kind)?.access;
    if (drawn?.part !== undefined) this.node(address);
    const going = action === 'delete';
    for (const link of drawn?.links?.(address, after ?? before ?? {}) ?? []) this.edge({ ...link, going });
  }

  private edge(edge: PlanEdge): void {
    this.node(edge.from);
    this.node(edge.to);
    this.edges.push(edge);
  }

  private node(address: string): void {
    if (this.nodes.has(address)) return;
    const index = this.indexes.get(address);
    const change = index === undefined ? undefined : this.plan.changes[index];
    const kind = change?.kind ?? address.split('.')[0] ?? '';
    const name =
      change === undefined ? (this.plan.names[address] ?? address) : changeName(change, this.plan.names);
    this.nodes.set(address, { address, kind, name, action: change?.action ?? 'noop', index });
  }
}
