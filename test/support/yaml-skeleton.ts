/**
 * What of a YAML text an edit must not touch, seen by the `yaml` library alone: two texts are compared value by value,
 * and from each the stretches are cut that say what differs. What is left of the two must be the same, to the byte.
 */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

interface Cut {
  readonly start: number;
  readonly end: number;
}

/** What remains of both texts; equal when nothing outside of the changed values was touched. */
export function skeletons(before: string, after: string): [before: string, after: string] {
  const [left, right] = [new Side(before), new Side(after)];
  compare(left, left.root, right, right.root);
  const kept = left.rest();
  return [kept, right.rest(kept)];
}

class Side {
  readonly text: string;
  readonly root: Node;
  private readonly cuts: Cut[] = [];
  private readonly document: Document.Parsed;

  constructor(text: string) {
    this.text = text;
    this.document = parseDocument(text);
    if (this.document.contents === null) throw new Error('The text is empty');
    this.root = this.document.contents;
  }

  value(node: Node): unknown {
    return node.toJS(this.document);
  }

  cut(start: number, end: number): void {
    this.cuts.push({ start, end });
  }

  source(node: Node): string {
    return this.text.slice(startOf(node), this.contentEnd(node));
  }

  /** A value's own text; the remark behind the header of a block scalar is none of it. */
  cutScalar(node: Node): void {
    const start = startOf(node);
    const end = this.contentEnd(node);
    const remark = /^[|>][-+0-9]*([ \t]+#[^\r\n]*)/.exec(this.text.slice(start, end))?.[1];
    if (remark === undefined) {
      this.cut(start, end);
      return;
    }
    const from = this.text.indexOf(remark, start);
    this.cut(start, from);
    this.cut(from + remark.length, end);
  }

  /** A value with the blanks between the colon and it. */
  cutValue(node: Node): void {
    const start = startOf(node);
    this.cut(this.text.slice(0, start).trimEnd().length, this.contentEnd(node));
  }

  /** The lines from where `start` stands to the end of the node, with what is remarked on the last. */
  cutLines(start: number, node: Node): void {
    const next = this.text.indexOf('\n', this.contentEnd(node));
    this.cut(this.text.lastIndexOf('\n', start) + 1, next === -1 ? this.text.length : next + 1);
  }

  /** Offset behind the last character that is part of the value. */
  contentEnd(node: Node): number {
    if (isMap(node) && node.flow !== true) return this.contentEnd(valueOf(node.items.at(-1)));
    if (isSeq(node) && node.flow !== true) return this.contentEnd(node.items.at(-1) as Node);
    const [start, end] = rangeOf(node);
    return start + this.text.slice(start, end).trimEnd().length;
  }

  /** A line at the end of the text that has no line break of its own takes the one before, if `kept` has none either. */
  rest(kept?: string): string {
    let rest = '';
    let at = 0;
    for (const { start, end } of [...this.cuts].sort((a, b) => a.start - b.start)) {
      rest += this.text.slice(at, start);
      at = Math.max(at, end);
    }
    rest += this.text.slice(at);
    const unended = kept !== undefined && !kept.endsWith('\n') && !this.text.endsWith('\n');
    return unended ? rest.replace(/\r?\n$/, '') : rest;
  }
}

/** Lists whose items are what they say: one that says something else is another. */
const SETS = new Set(['resourceRoles', 'identitySources']);

function compare(left: Side, a: Node, right: Side, b: Node, key?: string): void {
  if (same(left, a, right, b)) return;
  if (isMap(a) && isMap(b)) compareMaps(left, a, right, b);
  else if (isSeq(a) && isSeq(b)) compareLists(left, a, right, b, SETS.has(key ?? ''));
  else if (isScalar(a) && isScalar(b)) {
    left.cutScalar(a);
    right.cutScalar(b);
  } else {
    left.cutValue(a);
    right.cutValue(b);
  }
}

function compareMaps(left: Side, a: YAMLMap, right: Side, b: YAMLMap): void {
  const [old, now] = [members(a), members(b)];
  const removed = [...old].filter(([key]) => !now.has(key));
  const added = [...now].filter(([key]) => !old.has(key));
  const both = [...old.keys()].filter((key) => now.has(key));
  if (a.flow === true && removed.length + added.length > 0) {
    wholeFlow(left, a, right, b);
    return;
  }
  for (const key of both) compare(left, valueOf(old.get(key)), right, valueOf(now.get(key)), key);
  for (const [, pair] of removed) left.cutLines(startOf(pair.key), valueOf(pair));
  if (b.flow === true && a.flow !== true) right.cutValue(b);
  else for (const [, pair] of added) right.cutLines(startOf(pair.key), valueOf(pair));
}

/** Lists whose items are maps with keys of their own change in place; of sets and others, items come and go as wholes. */
function compareLists(left: Side, a: YAMLSeq, right: Side, b: YAMLSeq, set: boolean): void {
  if (a.flow === true) {
    wholeFlow(left, a, right, b);
    return;
  }
  const [old, now] = [a.items as Node[], b.items as Node[]];
  const shorter = Math.min(old.length, now.length);
  const alike = (x: Node | undefined, y: Node | undefined) =>
    x !== undefined && y !== undefined && same(left, x, right, y);
  const ordered = !set && old.some((item) => isMap(item) && item.items.length > 1);
  if (ordered) {
    let head = 0;
    while (head < shorter && alike(old[head], now[head])) head += 1;
    let tail = 0;
    while (tail < shorter - head && alike(old.at(-1 - tail), now.at(-1 - tail))) tail += 1;
    const paired = shorter - tail;
    for (let index = head; index < paired; index += 1) {
      const [x, y] = [old[index], now[index]];
      if (x !== undefined && y !== undefined) compare(left, x, right, y);
    }
    for (const item of old.slice(paired, old.length - tail)) left.cutLines(startOf(item), item);
    if (b.flow === true) right.cutValue(b);
    else for (const item of now.slice(paired, now.length - tail)) right.cutLines(startOf(item), item);
    return;
  }
  for (const item of old) if (!now.some((other) => alike(item, other))) left.cutLines(startOf(item), item);
  if (b.flow === true) right.cutValue(b);
  else
    for (const item of now) if (!old.some((other) => alike(other, item))) right.cutLines(startOf(item), item);
}

/** Brackets may be written anew; what is kept between them is as it was written. */
function wholeFlow(left: Side, a: YAMLMap | YAMLSeq, right: Side, b: YAMLMap | YAMLSeq): void {
  const pieces = (side: Side, of: YAMLMap | YAMLSeq) =>
    (of.items as (Node | Pair<Node, Node>)[]).map((item) => {
      if (!('key' in item)) return { value: side.value(item), source: side.source(item) };
      const source = side.text.slice(startOf(item.key), side.contentEnd(valueOf(item)));
      return { value: [side.value(item.key), side.value(valueOf(item))], source };
    });
  const now = pieces(right, b);
  for (const { value, source } of pieces(left, a)) {
    const kept = now.find((piece) => JSON.stringify(piece.value) === JSON.stringify(value));
    if (kept !== undefined && kept.source !== source)
      throw new Error(`Between brackets, ${source} became ${kept.source}`);
  }
  left.cut(...rangeOf(a));
  right.cut(...rangeOf(b));
}

function same(left: Side, a: Node, right: Side, b: Node): boolean {
  return JSON.stringify(left.value(a)) === JSON.stringify(right.value(b));
}

function members(map: YAMLMap): Map<string, Pair<Node, Node>> {
  return new Map((map.items as Pair<Node, Node>[]).map((pair) => [String(pair.key), pair]));
}

function valueOf(pair: Pair | undefined): Node {
  const value = pair?.value as Node | null | undefined;
  if (value === null || value === undefined) throw new Error('A key has no value');
  return value;
}

function startOf(node: Node): number {
  return rangeOf(node)[0];
}

function rangeOf({ range }: Node): [start: number, end: number] {
  if (range === null || range === undefined) throw new Error('A node has no place');
  return [range[0], range[1]];
}
