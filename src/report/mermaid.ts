/**
 * A picture of what changes: organization → policy → package → resource. Decoration only: each fact in it stands in the
 * text too, and a plan that is too large for a picture has none.
 */
import type { Action, Change, ShownPlan } from '../plan/plan.ts';
import { partOf } from '../kinds/access-parts.ts';
import type { AccessPart } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { clipped } from './markdown.ts';
import { changeName } from './change-name.ts';
import { printable } from './style.ts';

/** Nobody reads more than this, and GitHub's renderer gives up at some point that it does not document. */
const MOST_NODES = 60;
const NAME = 40;

const SHAPES: Readonly<Record<AccessPart, readonly [string, string]>> = {
  organization: ['(["', '"])'],
  terms: ['["', '"]'],
  requested: ['[["', '"]]'],
  resource: ['[("', '")]'],
};

const STROKES: Readonly<Partial<Record<Action, string>>> = {
  create: '#1a7f37',
  adopt: '#1a7f37',
  update: '#9a6700',
  replace: '#cf222e',
  delete: '#cf222e',
  removeTwin: '#cf222e',
  forget: '#6e7781',
};

/** The plan's changes as a Mermaid flowchart; undefined when there is nothing to draw, or too much. */
export function planPicture(plan: ShownPlan): string | undefined {
  const graph = new Picture(plan);
  for (const change of plan.changes) if (change.action !== 'noop') graph.add(change);
  return graph.text();
}

/** Text inside a label: letters, digits and spaces as they are, all else as Mermaid's entities. */
export function mermaidLabel(text: string): string {
  return clipped(printable(text), NAME).replace(
    /[^\p{L}\p{M}\p{N} ]/gu,
    (letter) => `#${letter.codePointAt(0) ?? 0};`,
  );
}

class Picture {
  private readonly plan: ShownPlan;
  private readonly byAddress: ReadonlyMap<string, Change>;
  /** Address → id in the picture; addresses are untrusted, ids are not. */
  private readonly nodes = new Map<string, string>();
  private readonly edges = new Set<string>();

  constructor(plan: ShownPlan) {
    this.plan = plan;
    this.byAddress = new Map(plan.changes.map((change) => [change.address, change]));
  }

  add({ address, kind, action, after, before }: Change): void {
    const drawn = KINDS.get(kind)?.access;
    if (drawn?.part !== undefined) this.node(address);
    const arrow = action === 'delete' ? '-.->' : '-->';
    for (const { from, to, label } of drawn?.links?.(address, after ?? before ?? {}) ?? []) {
      const role = mermaidLabel(label ?? '');
      if (this.byAddress.has(from) && this.byAddress.has(to))
        this.edge(from, role === '' ? arrow : `${arrow}|"${role}"|`, to);
    }
  }

  text(): string | undefined {
    if (this.edges.size === 0 || this.nodes.size > MOST_NODES || this.edges.size > 2 * MOST_NODES)
      return undefined;
    const nodes = [...this.nodes].map(([address, id]) => {
      const change = this.byAddress.get(address);
      const [open, close] = SHAPES[partOf(change?.kind ?? '') ?? 'terms'];
      const label = mermaidLabel(change === undefined ? address : changeName(change, this.plan.names));
      return `  ${id}${open}${label === '' ? id : label}${close}:::${change?.action ?? 'noop'}`;
    });
    const classes = Object.entries(STROKES).map(
      ([action, stroke]) => `  classDef ${action} stroke:${stroke},stroke-width:3px`,
    );
    return ['flowchart LR', ...nodes, ...[...this.edges].map((edge) => `  ${edge}`), ...classes].join('\n');
  }

  private node(address: string): string {
    const id = this.nodes.get(address) ?? `n${this.nodes.size}`;
    this.nodes.set(address, id);
    return id;
  }

  private edge(from: string, arrow: string, to: string): void {
    this.edges.add(`${this.node(from)} ${arrow} ${this.node(to)}`);
  }
}
