/** Values as they stand in files: every node knows its file and where it begins and ends. */
import type { AttributePath } from '../../model/path.ts';
import type { Position, SourceRange } from '../../diagnostics/diagnostic.ts';

/** One read file. */
export interface SourceFile {
  /** As shown in messages: relative to the working folder. */
  readonly name: string;
  readonly text: string;
  /** Zero-based offsets of the beginnings of lines. */
  readonly lineStarts: readonly number[];
}

/** Offsets in a file's text; `end` is exclusive. */
export type Span = readonly [start: number, end: number];

interface Located {
  readonly file: SourceFile;
  /** Offsets in the file's text; numbers of their own, because a large configuration has a million of them. */
  readonly start: number;
  readonly end: number;
  /** Nodes below and including this one, aliases counted as often as they are used. */
  readonly size: number;
  /** It has an anchor, so that it may stand for several places. */
  readonly anchored?: true;
  /** It and what is inside stand here because an entry uses them; absent for what the entry says itself. */
  readonly via?: Via;
}

/** How a value of a template, an argument or a default came into an entry. */
export interface Via {
  readonly role: 'template' | 'argument' | 'default';
  /** Words for what it comes from: `the template "two-stage"`. */
  readonly source: string;
  /** Of a template, its name. */
  readonly template?: string;
  /** Key of the entry that uses it, within its section. */
  readonly entry: string;
  /** Address of that entry. */
  readonly address: string;
  /** The other place: of a template's value the use, of an argument where the template takes it. */
  readonly other: { readonly file: SourceFile; readonly span: Span };
}

export interface ScalarNode extends Located {
  readonly type: 'scalar';
  readonly value: null | boolean | number | string;
  /** Of a text of a template: defaults of parameters that fill a part of it. */
  readonly filledBy?: readonly SourceNode[];
  /** The text of the template that was filled in, where that is a part of the value only. */
  readonly template?: string;
}

interface ListNode extends Located {
  readonly type: 'list';
  readonly items: readonly SourceNode[];
}

export interface MapNode extends Located {
  readonly type: 'map';
  readonly members: ReadonlyMap<string, MapMember>;
}

export interface MapMember {
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The file of the key: after a merge it may differ from the file of the map. */
  readonly file: SourceFile;
  readonly value: SourceNode;
}

export type SourceNode = ScalarNode | ListNode | MapNode;

/** The range of a span, with one-based lines and columns. */
export function rangeOfSpan(file: SourceFile, [start, end]: Span): SourceRange {
  return { file: file.name, start: position(file, start), end: position(file, Math.max(start, end)) };
}

/** The range of a node's value. */
export function rangeOfNode({ file, start, end }: SourceNode): SourceRange {
  return rangeOfSpan(file, [start, end]);
}

/** The range of a member's key. */
export function rangeOfKey({ file, keyStart, keyEnd }: MapMember): SourceRange {
  return rangeOfSpan(file, [keyStart, keyEnd]);
}

function position({ lineStarts }: SourceFile, offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1, offset };
}

/** Which part of an entry a message points to. */
export type Aspect = 'key' | 'value' | 'entry';

/**
 * The range of the nearest enclosing node that exists at `path`. `entry` is what a reader looks for: the value of
 * a scalar, but the key of a longer block.
 */
export function rangeAt(root: SourceNode, path: AttributePath, aspect: Aspect = 'entry'): SourceRange {
  return placeAt(root, path, aspect).range;
}

/** A place, and how it came there if an entry uses what is said elsewhere. */
export interface Place {
  readonly range: SourceRange;
  readonly via?: Via;
}

/** The same as {@link rangeAt}, with how the nearest enclosing value came there. */
export function placeAt(root: SourceNode, path: AttributePath, aspect: Aspect = 'entry'): Place {
  let node = root;
  let member: MapMember | undefined;
  let reached = true;
  let via: Via | undefined;
  const placed = (range: SourceRange): Place => ({ range, ...(via !== undefined && { via }) });
  for (const step of path) {
    const next = childOf(node, step);
    if (next === undefined) {
      reached = false;
      break;
    }
    [node, member] = next;
    via = node.via ?? via;
  }
  const wantsKey = aspect === 'key' || (aspect === 'entry' && (node.type === 'map' || !reached));
  if (member !== undefined && wantsKey) return placed(rangeOfKey(member));
  return placed(
    node === root && node.type === 'map'
      ? rangeOfSpan(node.file, [node.start, node.start])
      : rangeOfNode(node),
  );
}

/** The comment that stands where the value at a path should; undefined for none. */
export function commentAt(root: SourceNode, path: AttributePath): string | undefined {
  const node = nodeAt(root, path);
  if (node?.type !== 'scalar' || node.value !== null) return undefined;
  return /^[ \t]*(#.*)/.exec(node.file.text.slice(node.start))?.[1]?.trimEnd();
}

/** The node at a path; undefined where there is none. */
export function nodeAt(root: SourceNode, path: AttributePath): SourceNode | undefined {
  return path.reduce<SourceNode | undefined>(
    (node, step) => (node === undefined ? undefined : childOf(node, step)?.[0]),
    root,
  );
}

/** In words, the other place of what a template, an argument or a default says. */
export function otherPlace({ role, source, address, other }: Via): { message: string; range: SourceRange } {
  const message =
    role === 'argument' ? `${source} takes it here, for ${address}` : `${source} is used here, by ${address}`;
  return { message, range: rangeOfSpan(other.file, other.span) };
}

function childOf(node: SourceNode, step: string | number): [SourceNode, MapMember | undefined] | undefined {
  if (node.type === 'map') {
    const member = node.members.get(String(step));
    return member === undefined ? undefined : [member.value, member];
  }
  if (node.type === 'list' && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? undefined : [item, undefined];
  }
  return undefined;
}
