/** Paths as a layered graph in SVG, from people on the left to what they can do on the right. */
import type { PathNode, PathPicture } from '../path-picture.ts';
import { counted } from '../style.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Point, Size } from './layout.ts';
import { layOut } from './layout.ts';
import { svgPicture } from './svg-picture.ts';

const LETTERS = 44;
const LETTER_WIDTH = 8;
const HEIGHT = 34;

export function drawPaths({ nodes, edges }: PathPicture): Html {
  const sizes = new Map([...nodes].map(([key, node]) => [key, sizeOf(node)]));
  const { width, height, boxes, lines } = layOut(sizes, edges);
  const about = `${counted(nodes.size, 'box', 'boxes')} and ${counted(edges.length, 'arrow')}, from people on the left through packages and groups to what they can do. The same in words follows.`;
  return svgPicture({ width, height, title: 'Access in several steps', about }, [
    ...edges.map(({ certain }, index) => arrowOf(lines[index]?.points ?? [], certain)),
    ...[...nodes].map(([key, node]) => boxOf(node, boxes.get(key) ?? { x: 0, y: 0 })),
  ]);
}

function sizeOf({ label }: PathNode): Size {
  return { width: 28 + LETTER_WIDTH * Array.from(shortened(label)).length, height: HEIGHT };
}

function boxOf(node: PathNode, { x, y }: Point): Html {
  const { width, height } = sizeOf(node);
  const { label, part, critical } = node;
  return html`<g class="node ${critical && 'touched red'}"
    ><title>${label}</title>
    <rect
      x="${round(x - width / 2)}"
      y="${round(y - height / 2)}"
      width="${round(width)}"
      height="${round(height)}"
      rx="${part === 'people' ? round(height / 2) : 8}"
    />
    <text x="${round(x)}" y="${round(y) + 5}" text-anchor="middle">${shortened(label)}</text></g
  > `;
}

/** What is only possible is drawn as what goes: dashed. */
function arrowOf(points: readonly Point[], certain: boolean): Html {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return html`<path class="edge${!certain && ' going'}" d="${path}" marker-end="url(#tip)" /> `;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : text;
}
