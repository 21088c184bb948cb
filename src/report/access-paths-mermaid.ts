/** Access in several steps as a Mermaid flowchart. */
import type { AccessPath } from '../access/index.ts';
import type { PathNode } from './path-picture.ts';
import { pathPicture } from './path-picture.ts';
import { mermaidLabel } from './mermaid.ts';

const SHAPES: Readonly<Record<PathNode['part'], readonly [string, string]>> = {
  people: ['(["', '"])'],
  step: ['["', '"]'],
  end: ['[["', '"]]'],
};

/** Ids are ours, labels are escaped; a path that is only possible is dotted. */
export function pathsMermaid(paths: readonly AccessPath[]): string {
  const { nodes, edges } = pathPicture(paths);
  const ids = new Map([...nodes.keys()].map((key, index) => [key, `n${index}`]));
  const shapes = [...nodes].map(([key, { label, part, critical }]) => {
    const [open, close] = SHAPES[part];
    return `  ${ids.get(key) ?? ''}${open}${mermaidLabel(label)}${close}${critical ? ':::critical' : ''}`;
  });
  const arrows = edges.map(
    ({ from, to, certain }) => `  ${ids.get(from) ?? ''} ${certain ? '-->' : '-.->'} ${ids.get(to) ?? ''}`,
  );
  return [
    'flowchart LR',
    ...shapes,
    ...arrows,
    '  classDef critical stroke:#cf222e,stroke-width:3px',
    '',
  ].join('\n');
}
