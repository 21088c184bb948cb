/**
 * A picture of what changes: organization → policy → package → resource. Decoration only: each fact in it stands in the
 * text too, and a plan that is too large for a picture has none.
 */
import type { Action, Change, ShownPlan } from '../plan/plan.ts';
import type { JsonValue } from '../model/value.ts';
import { asString, isList, isObject } from '../model/value.ts';
import { clipped } from './markdown.ts';
import { nameOf } from './plan-text.ts';
import { printable } from './style.ts';

/** More than this nobody reads, and GitHub's renderer gives up at some point that it does not document. */
const MOST_NODES = 60;
const NAME = 40;

const SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  connectedOrganization: ['(["', '"])'],
  policy: ['["', '"]'],
  accessPackage: ['[["', '"]]'],
  catalogResource: ['[("', '")]'],
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
function mermaidLabel(text: string): string {
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

  add(change: Change): void {
    const { kind, action } = change;
    const attributes = change.after ?? change.before ?? {};
    const refers = (to: string) =>
      this.referred(attributes).filter((address) => address.startsWith(`${to}.`));
    const arrow = action === 'delete' ? '-.->' : '-->';
    if (SHAPES[kind] !== undefined) this.node(change.address);
    if (kind === 'policy') {
      for (const to of refers('accessPackage')) this.edge(change.address, arrow, to);
      for (const from of refers('connectedOrganization')) this.edge(from, arrow, change.address);
    }
    if (kind === 'packageResourceRole') {
      const role = mermaidLabel(asString(attributes['role']) ?? '');
      const labelled = role === '' ? arrow : `${arrow}|"${role}"|`;
      for (const from of refers('accessPackage'))
        for (const to of refers('catalogResource')) this.edge(from, labelled, to);
    }
  }

  text(): string | undefined {
    if (this.edges.size === 0 || this.nodes.size > MOST_NODES || this.edges.size > 2 * MOST_NODES)
      return undefined;
    const nodes = [...this.nodes].map(([address, id]) => {
      const change = this.byAddress.get(address);
      const [open, close] = SHAPES[change?.kind ?? ''] ?? ['["', '"]'];
      const label = mermaidLabel(change === undefined ? address : nameOf(change, this.plan.names));
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

  /** Addresses of the plan's resources that stand somewhere in attributes. */
  private referred(value: JsonValue | undefined): string[] {
    if (typeof value === 'string') return this.byAddress.has(value) ? [value] : [];
    if (isList(value)) return value.flatMap((item) => this.referred(item));
    return isObject(value) ? Object.values(value).flatMap((member) => this.referred(member)) : [];
  }
}
