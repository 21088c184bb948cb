/** A file with a mark in the place of the word that is being typed: where it stands tells what can be said there. */
import type { AttributePath } from '../../model/path.ts';
import { readYaml } from './read-yaml.ts';
import type { MapNode, SourceNode } from './source-node.ts';

/** Stands for the word at the cursor; of a form that every section takes as a key. */
export const MARK = 'x-entente-cursor';

/** The place of a cursor in a document. */
export interface Cursor {
  /** The text with the mark. */
  readonly text: string;
  /** Of the value that the mark is, or of the map that the mark is a key of. */
  readonly path: AttributePath;
  readonly isKey: boolean;
  /** Of a key: whether a colon has to be written behind it. */
  readonly needsColon: boolean;
  /** The word in whose place the mark stands. */
  readonly start: number;
  readonly end: number;
  /** Other members of the map that the mark is a key of, or an item's value in. */
  readonly beside: readonly string[];
  /** Of the file alone. */
  readonly root: MapNode;
}

const WORD = /[\w./@-]/;

/** The cursor at an offset of a text; undefined where the text around it is broken. */
export async function cursorAt(absolute: string, text: string, offset: number): Promise<Cursor | undefined> {
  let [start, end] = [offset, offset];
  while (start > 0 && WORD.test(text[start - 1] ?? '')) start -= 1;
  while (end < text.length && WORD.test(text[end] ?? '')) end += 1;
  const hasColon = /^["']?[ \t]*:(?:\s|$)/.test(text.slice(end));
  for (const mark of hasColon ? [MARK] : [MARK, `${MARK}:`]) {
    const marked = text.slice(0, start) + mark + text.slice(end);
    const { root } = await readYaml(absolute, absolute, { instead: marked });
    if (root?.type !== 'map') continue;
    const found = find(root, []);
    if (found === undefined) continue;
    return { ...found, text: marked, root, start, end, needsColon: found.isKey && !hasColon };
  }
  return undefined;
}

function find(node: SourceNode, path: AttributePath): Pick<Cursor, 'path' | 'isKey' | 'beside'> | undefined {
  if (node.type === 'scalar') return node.value === MARK ? { path, isKey: false, beside: [] } : undefined;
  if (node.type === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = find(item, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (node.members.has(MARK))
    return { path, isKey: true, beside: [...node.members.keys()].filter((key) => key !== MARK) };
  for (const [key, { value }] of node.members) {
    const found = find(value, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
