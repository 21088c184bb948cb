/** Lines that say a value for those who use them: variables, templates, parameters' defaults and defaults of sections. */
import type { AttributePath } from '../../model/path.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import type { MapNode, ScalarNode, SourceNode, Via } from '../yaml/source-node.ts';
import { rangeOfNode } from '../yaml/source-node.ts';
import { placeholders } from './substitute.ts';

/** A line that says a value at several places. */
export interface Definition {
  /** Equal for all places that it says a value at. */
  readonly key: string;
  /** The entry of `sponsors` that it is. */
  readonly sponsor?: string;
  /** Undefined: where the value itself stands. */
  readonly range?: SourceRange;
  /** Of a text that it fills a part of: what the text can be with another value. */
  readonly pattern?: RegExp;
  /** How a value came here whose own place is that of a template, an argument or a default. */
  readonly via?: Via;
}

interface Depth {
  /** Whether what stands inside of the value counts too. */
  readonly inside: boolean;
}

/** Those of the value at a path of an expanded document, the most shared first. */
export function definitionsAt(
  root: MapNode,
  path: AttributePath,
  node: SourceNode,
  { inside }: Depth = { inside: true },
): readonly Definition[] {
  const scalars = inside ? scalarsIn(node) : node.type === 'scalar' ? [node] : [];
  const via = node.via ?? viaAbove(root, path);
  const [only, ...others] = scalars;
  return [
    ...scalars.flatMap((scalar) => variablesOf(root, scalar)),
    ...scalars.flatMap(({ filledBy = [], template = '' }) =>
      filledBy.map((filler) => ({
        key: keyOf(filler),
        range: rangeOfNode(filler),
        pattern: patternOf(template),
      })),
    ),
    // A principal says one thing: where that is filled in, what fills it says the whole.
    ...(only?.via === undefined || only === node || others.length > 0
      ? []
      : [{ key: keyOf(only), range: rangeOfNode(only) }]),
    ...(via === undefined ? [] : [{ key: keyOf(node), via }]),
  ];
}

/** The member or item of a value. */
export function stepInto(node: SourceNode, step: string | number): SourceNode | undefined {
  if (node.type === 'map') return node.members.get(String(step))?.value;
  return node.type === 'list' && typeof step === 'number' ? node.items[step] : undefined;
}

function viaAbove(root: MapNode, path: AttributePath): Via | undefined {
  let node: SourceNode | undefined = root;
  let via: Via | undefined;
  for (const step of path) {
    node = node === undefined ? undefined : stepInto(node, step);
    via = node?.via ?? via;
  }
  return via;
}

function keyOf({ type, file, start, end }: SourceNode): string {
  return `${type} ${file.name} ${start} ${end}`;
}

function scalarsIn(node: SourceNode): readonly ScalarNode[] {
  switch (node.type) {
    case 'scalar':
      return [node];
    case 'list':
      return node.items.flatMap(scalarsIn);
    case 'map':
      return [...node.members.values()].flatMap(({ value }) => scalarsIn(value));
  }
}

function variablesOf(root: MapNode, { value }: ScalarNode): readonly Definition[] {
  if (typeof value !== 'string' || !value.includes('${')) return [];
  return placeholders(value).flatMap((name) => {
    const variable = /^var\.(.+)$/.exec(name)?.[1];
    const section = variable === undefined ? undefined : stepInto(root, 'variables');
    const node = section === undefined ? undefined : stepInto(section, variable ?? '');
    return node === undefined
      ? []
      : [{ key: `variable ${variable}`, range: rangeOfNode(node), pattern: patternOf(value) }];
  });
}

/** What the parts that stay the same leave open. */
function patternOf(text: string): RegExp {
  const parts = text.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
