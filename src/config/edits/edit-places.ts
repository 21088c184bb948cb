/** Where values, members and their lines stand in the text of a file, and why some of them cannot be edited. Pure. */
import type { MapMember, SourceNode } from '../yaml/source-node.ts';
import { contentEnd, lineStart, nextLine } from './text-edits.ts';

/** A stretch of a file's text, as offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A list in a file. */
export type ListNode = Extract<SourceNode, { type: 'list' }>;

/** Thrown when an edit would have to guess; the message completes "... cannot be written here: ". */
export class Refusal extends Error {
  readonly node: SourceNode;

  constructor(node: SourceNode, why: string) {
    super(why);
    this.node = node;
  }
}

/** The lines of one item of a block list. */
export function itemLines(node: ListNode, index: number): Stretch {
  const item = node.items[index];
  const { file } = node;
  if (item === undefined || item.file !== file) throw new Refusal(node, 'the entry is not in this file');
  const start = lineStart(file, item.start);
  if (!/^ *- *$/.test(file.text.slice(start, item.start)))
    throw new Refusal(item, 'it does not begin a line of its own');
  return { start, end: endOfLines(item) };
}

/** The lines of one member of a block map. */
export function memberLines(member: MapMember): Stretch {
  const { file, keyStart, value } = member;
  const start = lineStart(file, keyStart);
  if (!/^ *$/.test(file.text.slice(start, keyStart)))
    throw new Refusal(value, 'it does not begin a line of its own');
  return { start, end: endOfLines(value) };
}

/** Behind the last line of a value, with what is remarked on that line. */
function endOfLines(node: SourceNode): number {
  const end = contentEnd(node);
  return end > 0 && node.file.text[end - 1] === '\n' ? end : nextLine(node.file, end);
}

/** The offset behind the colon of a member. */
export function colonAfter({ file, keyEnd }: MapMember): number | undefined {
  const colon = file.text.indexOf(':', keyEnd);
  return colon !== -1 && file.text.slice(keyEnd, colon).trim() === '' ? colon + 1 : undefined;
}

/** The offset behind the colon of the key whose block holds the entry at `start`: the nearest line before that is indented less. */
export function colonBefore({ file, start }: SourceNode): number | undefined {
  const column = start - lineStart(file, start);
  for (let end = lineStart(file, start) - 1; end > 0; end = lineStart(file, end) - 1) {
    const line = file.text.slice(lineStart(file, end), end);
    const indent = /^ *(?=[^\s#])/.exec(line)?.[0].length;
    if (indent === undefined || indent >= column) continue;
    const key = /^ *[A-Za-z0-9_-]+:(?=\s*(?:#.*)?$)/.exec(line)?.[0];
    return key === undefined ? undefined : lineStart(file, end) + key.length;
  }
  return undefined;
}

/** The line break that a text uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
