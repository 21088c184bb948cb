/**
 * The plan as a graph: laid out here, drawn as SVG in the page, told in words below it. A plan that is too large for a
 * picture is drawn in part: what is deleted and changed first.
 */
import { ACTIONS } from './change-items.ts';
import { partOf } from '../../kinds/access-parts.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { Action, ShownPlan } from '../../plan/plan.ts';
import { counted } from '../style.ts';
import { anchorOf, markOf } from './change-items.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { PlanEdge, PlanLinks, PlanNode } from './links.ts';
import { layOut } from './layout.ts';
import { svgPicture } from './svg-picture.ts';
import type { Point, Size } from './layout.ts';
import { linksOf } from './links.ts';
import type { Section } from './page.ts';

/** Nobody can follow more than this. */
const MOST_NODES = 80;
const LETTERS = 24;
const LETTER_WIDTH = 8;
const SMALL_WIDTH = 6.6;
const HEIGHT = 44;

/** The last word of what its kind is called: a box is narrow. */
function nounOf(kind: string): string {
  return KINDS.get(kind)?.words.noun.split(' ').at(-1) ?? kind;
}

const RANKS: readonly Action[] = [...ACTIONS, 'noop'];

/** The section; undefined when nothing in the plan hangs together. */
export function pictureSection(plan: ShownPlan): Section | undefined {
  const whole = linksOf(plan);
  if (whole.edges.length === 0) return undefined;
  const shown = whole.nodes.size > MOST_NODES ? mostDangerous(whole) : whole;
  const left = whole.nodes.size - shown.nodes.size;
  return {
    id: 'picture',
    title: 'Picture',
    body: html`${left > 0 && html`<p class="note">${counted(left, 'more object')} would not fit; the most dangerous changes are drawn. All of them are listed under Changes.</p>`}
      <div class="scroll picture" role="region" aria-label="Picture of the plan" tabindex="0">
        ${draw(shown)}
      </div>
      <details class="words">
        <summary>The picture in words</summary>
        <ul>
          ${shown.edges.map((edge) => inWords(edge, shown.nodes))}
        </ul>
      </details>`,
  };
}

/** Policies in order of danger, each with its neighbours and what its package grants, while there is room. */
function mostDangerous({ nodes, edges }: PlanLinks): PlanLinks {
  const chosen = new Map<string, PlanNode>();
  const near = new Map<string, string[]>();
  for (const { from, to } of edges) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  const byDanger = [...nodes.values()].sort((a, b) => RANKS.indexOf(a.action) - RANKS.indexOf(b.action));
  const take = (address: string) => {
    const node = nodes.get(address);
    if (node !== undefined && chosen.size < MOST_NODES) chosen.set(address, node);
  };
  for (const { address } of byDanger) {
    if (chosen.size >= MOST_NODES) break;
    take(address);
    for (const other of near.get(address) ?? []) take(other);
  }
  return { nodes: chosen, edges: edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to)) };
}

function inWords({ from, to, label, going }: PlanEdge, nodes: PlanLinks['nodes']): Html {
  const end = (address: string) => {
    const node = nodes.get(address);
    if (node === undefined) return html`<code>${address}</code>`;
    const text = html`${nounOf(node.kind)} “${node.name}”`;
    return node.index === undefined || node.action === 'noop'
      ? text
      : html`<a href="#${anchorOf(node.index)}">${text}</a> (${node.action})`;
  };
  return html`<li>
    ${end(from)} → ${label !== undefined && html`role “${label}” of `}${end(to)}${going && ', no longer'}
  </li>`;
}

function draw({ nodes, edges }: PlanLinks): Html {
  const sizes = new Map([...nodes].map(([address, node]) => [address, sizeOf(node)]));
  const { width, height, boxes, lines } = layOut(
    sizes,
    edges.map(({ from, to, label }) => ({
      from,
      to,
      ...(label !== undefined && { label: { width: 7 * shortened(label).length, height: 16 } }),
    })),
  );
  const about = `${counted(nodes.size, 'object')} and ${counted(edges.length, 'connection')}, from organizations through policies and packages to resources. The same in words follows.`;
  return svgPicture({ width, height, title: 'What the plan touches', about }, [
    ...edges.map((edge, index) => edgeOf(edge, lines[index]?.points ?? [], lines[index]?.label)),
    ...[...nodes].map(([address, node]) => nodeOf(node, boxes.get(address) ?? { x: 0, y: 0 })),
  ]);
}

/** What sort of thing it is, and what is done to it. */
function whatOf({ kind, action }: PlanNode): string {
  return `${nounOf(kind)}${action === 'noop' ? '' : ` · ${markOf(action).sign} ${action}`}`;
}

/** Letters are not measured but taken as wide as they come. */
function sizeOf(node: PlanNode): Size {
  const letters = Math.max(LETTER_WIDTH * shortened(node.name).length, SMALL_WIDTH * whatOf(node).length);
  return { width: 28 + letters, height: HEIGHT };
}

function nodeOf(node: PlanNode, { x, y }: Point): Html {
  const { width, height } = sizeOf(node);
  const { name, kind, action } = node;
  const { tone } = markOf(action);
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  const what = whatOf(node);
  return html`<g class="node ${action === 'noop' ? '' : `touched ${tone}`}"
    ><title>${name} (${what})</title>
    <rect
      x="${left}"
      y="${top}"
      width="${round(width)}"
      height="${round(height)}"
      rx="${partOf(kind) === 'organization' ? round(height / 2) : 8}"
    />
    <text x="${round(x)}" y="${round(y) - 3}" text-anchor="middle">${shortened(name)}</text>
    <text class="kind" x="${round(x)}" y="${round(y) + 13}" text-anchor="middle">${what}</text></g
  > `;
}

function edgeOf({ label, going }: PlanEdge, points: readonly Point[], middle: Point | undefined): Html {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const text = label === undefined ? undefined : shortened(label);
  return html`<path class="edge${going && ' going'}" d="${path}" marker-end="url(#tip)" />${
      text !== undefined &&
      middle !== undefined &&
      html`<rect
          class="label-ground"
          x="${round(middle.x - 3.5 * text.length)}"
          y="${round(middle.y) - 8}"
          width="${round(7 * text.length)}"
          height="16"
        /><text class="label" x="${round(middle.x)}" y="${round(middle.y) + 4}" text-anchor="middle"
          >${text}</text
        >`
    } `;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
}
