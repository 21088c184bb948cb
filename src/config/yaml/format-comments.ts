/**
 * Comments and blank lines of a YAML text, and what each belongs to. The library gives a comment that ends a block to
 * whatever came before it; here its indentation decides, as people read it. Pure.
 */
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isCollection, isNode, isPair, isScalar, Lexer, Scalar, visit } from 'yaml';

/** One line that holds a comment alone, or nothing. */
interface LoneLine {
  readonly start: number;
  readonly end: number;
  readonly column: number;
  /** Behind the `#`; undefined for an empty line. */
  readonly text?: string;
}

/** A comment behind something on its line. */
interface Remark {
  readonly start: number;
  readonly text: string;
}

export interface Comments {
  /** The text, as long as it was, without comments, except those behind the header of a block scalar. */
  readonly masked: string;
  /** Lines without content that follow each other. */
  readonly runs: readonly (readonly LoneLine[])[];
  readonly remarks: readonly Remark[];
  /** Every comment, with its `#`. */
  readonly all: readonly string[];
}

/** The lexer announces the source of a scalar, and other things that are not in the text, with these. */
const SCALAR = '\u001f';
const MARKS = ['\u0002', '\u0018', SCALAR];

/** Finds the comments and empty lines of a text whose lines end with \n. */
export function commentsOf(text: string): Comments {
  const found = { masked: '', runs: [] as LoneLine[][], remarks: [] as Remark[], all: [] as string[] };
  let [at, hasContent, announced, header] = [0, false, false, false];
  let line: LoneLine | undefined;
  let run: LoneLine[] = [];
  const endRun = () => {
    if (run.length > 0) found.runs.push(run);
    run = [];
  };
  for (const token of new Lexer().lex(text)) {
    if (MARKS.includes(token)) {
      announced = token === SCALAR;
      continue;
    }
    const end = at + token.length;
    let shown = token;
    if (token === '\n' && !announced) {
      if (!hasContent) run.push(line ?? { start: at, end, column: 0 });
      [hasContent, line] = [false, undefined];
    } else if (token.startsWith('#') && !announced) {
      const comment = token.trimEnd();
      found.all.push(comment);
      // Blanks alone on a line can be text of a block scalar before it; empty lines are not.
      if (!header) shown = (hasContent ? ' ' : '\n').repeat(token.length);
      const column = at - (text.lastIndexOf('\n', at - 1) + 1);
      if (!hasContent) line = { start: at, end, column, text: comment.slice(1) };
      else if (!header) found.remarks.push({ start: at, text: comment.slice(1) });
    } else if (token.trim() !== '' || announced) {
      endRun();
      hasContent = !token.endsWith('\n');
      header = !announced && /^[|>][-+\d]*$/.test(token);
    }
    announced = false;
    found.masked += shown;
    at = end;
  }
  if (line !== undefined) run.push(line);
  endRun();
  return found;
}

/** A collection in the text. */
interface Range {
  readonly node: YAMLMap | YAMLSeq;
  readonly start: number;
  /** Where its entries are indented to; -1 between brackets. */
  readonly column: number;
  /** Set for an item of a list: what is remarked before its first entry stands before its dash. */
  readonly item?: Anchor | undefined;
  /** Behind its last value. */
  end: number;
}

/** What a comment can stand before. */
interface Anchor {
  readonly start: number;
  readonly node: Node;
  readonly within: Range;
  /** It begins a collection, or is a value, so that no empty line goes before it. */
  readonly first: 'entry' | 'value' | undefined;
}

/** What a remark can stand behind. */
interface Leaf {
  readonly end: number;
  readonly remark: (text: string) => void;
}

/** What stands before the first entry and is about none, and behind everything; with line breaks. */
export interface Outside {
  readonly head: string;
  readonly tail: string;
}

/** Begins a comment that stood on the line of its key, until the text is printed. */
const BESIDE = '\uE0FE';
const MODELINE = /^ ?yaml-language-server:/;

/** What was printed, with the comments beside keys where they stood. */
export function withCommentsBeside(printed: string): string {
  return printed.replaceAll(new RegExp(`[ \\n]*\\n *#${BESIDE}`, 'g'), ' #');
}

/**
 * Gives the comments and empty lines of `text` to the nodes of the document that was parsed from its masked form, and
 * takes the brackets from collections that hold comments. Text with the letter U+E0FE is refused by the result differing.
 */
export function attachComments(document: Document.Parsed, text: string, comments: Comments): Outside {
  return new Attacher(document, text).attach(comments);
}

class Attacher {
  private readonly ranges: Range[] = [];
  /** In the order of the text, as nodes are entered. */
  private readonly anchors: Anchor[] = [];
  private readonly leaves: Leaf[] = [];
  private head = '';
  private tail = '';

  constructor(
    document: Document.Parsed,
    private readonly text: string,
  ) {
    visit(document, {
      Node(_key, node) {
        node.spaceBefore = false;
      },
    });
    if (document.contents !== null) this.enter(document.contents);
    this.leaves.sort((a, b) => a.end - b.end);
  }

  attach({ runs, remarks }: Comments): Outside {
    const steps = [
      ...runs.map((run) => ({ start: run[0]?.start ?? 0, take: () => this.run(run) })),
      ...remarks.map((remark) => ({ start: remark.start, take: () => this.remark(remark) })),
    ];
    for (const { take } of steps.sort((a, b) => a.start - b.start)) take();
    return { head: this.head, tail: this.tail };
  }

  /** Notes a node and what is in it. */
  private enter(node: Node, item?: Anchor): void {
    const [start, end] = node.range ?? [0, 0];
    if (!isCollection(node)) {
      if (end > start) this.leaves.push({ end, remark: behind(node) });
      return;
    }
    const isFlow = node.flow === true;
    const range: Range = { node, start, end, item, column: isFlow ? -1 : this.columnOf(start) };
    this.ranges.push(range);
    for (const [index, entry] of node.items.entries()) {
      const head = isPair(entry) ? entry.key : entry;
      if (!isNode(head)) continue;
      const first = index === 0 ? 'entry' : undefined;
      const anchor: Anchor = { start: startOf(head), node: head, within: range, first };
      this.anchors.push(anchor);
      if (isPair(entry)) this.enterPair(entry, range);
      else this.enter(head, anchor);
    }
    const last = Math.max(start, ...this.leaves.slice(-1).map((leaf) => leaf.end));
    range.end = isFlow ? end : last;
    if (isFlow) this.leaves.push({ end, remark: behind(node) });
  }

  private enterPair(pair: Pair, range: Range): void {
    const { key, value } = pair;
    if (isNode(key)) this.leaves.push({ end: key.range?.[1] ?? 0, remark: besideKey(pair) });
    if (!isNode(value)) return;
    const isBlock = isCollection(value) && value.flow !== true;
    if (!isBlock && !isEmpty(value))
      this.anchors.push({ start: startOf(value), node: value, within: range, first: 'value' });
    this.enter(value);
  }

  private columnOf(offset: number): number {
    return offset - (this.text.lastIndexOf('\n', offset - 1) + 1);
  }

  /** A comment behind something on its line. */
  private remark({ start, text }: Remark): void {
    this.unbracket(start);
    const leaf = this.leaves.findLast(({ end }) => end <= start);
    if (leaf !== undefined && !this.text.slice(leaf.end, start).includes('\n')) leaf.remark(text);
    else this.run([{ start, end: start, column: 0, text }]);
  }

  private unbracket(offset: number): void {
    for (const { node, start, end, column } of this.ranges)
      if (column === -1 && start < offset && offset < end) node.flow = false;
  }

  /** Lines without content: each belongs to a block that ended, as far as it is indented like it, or to what follows. */
  private run(lines: readonly LoneLine[]): void {
    const [start, end] = [lines[0]?.start ?? 0, lines.at(-1)?.end ?? 0];
    const next = this.anchors.find((anchor) => anchor.start >= end);
    if (lines.some(({ text }) => text !== undefined)) this.unbracket(start);
    const bracket = this.ranges.findLast(
      (range) => range.column === -1 && range.start < start && start < range.end,
    );
    if (bracket !== undefined && (next === undefined || next.start > bracket.end))
      this.trail(bracket.node, lines);
    else if (start === 0 && next !== undefined) this.open(next, lines);
    else
      this.place(
        lines,
        next,
        bracket === undefined && next?.first === undefined ? this.ended(start, next) : [],
      );
  }

  /** The first lines of the text: what is set apart by an empty line, or is for editors, stays there. */
  private open(next: Anchor, lines: readonly LoneLine[]): void {
    const blank = lines.findLastIndex(({ text }) => text === undefined || MODELINE.test(text));
    const kept = joined(lines.slice(0, blank + 1)).replace(/^\n+/, '');
    if (kept !== '' || lines[blank]?.text !== undefined) this.head = `${commentText(kept)}\n`;
    this.precede(next, lines.slice(blank + 1));
  }

  /** Blocks that ended before an offset and are deeper than what follows, the deepest first. */
  private ended(offset: number, next: Anchor | undefined): Range[] {
    const last = this.leaves.findLast(({ end }) => end <= offset)?.end;
    return this.ranges
      .filter(({ column, end }) => column > (next?.within.column ?? -1) && end === last)
      .sort((a, b) => b.column - a.column);
  }

  private place(lines: readonly LoneLine[], next: Anchor | undefined, ended: readonly Range[]): void {
    let rest = lines;
    let blocks = ended;
    for (;;) {
      const at = rest.findIndex(({ text }) => text !== undefined);
      const column = rest[at]?.column ?? -1;
      const fitting = blocks.findIndex((block) => block.column <= column);
      const index = fitting === -1 && next === undefined ? blocks.length - 1 : fitting;
      const block = blocks[index];
      if (at === -1 || block === undefined) break;
      this.trail(block.node, rest.slice(0, at + 1));
      rest = rest.slice(at + 1);
      blocks = blocks.slice(index);
    }
    if (next !== undefined) this.precede(next, rest);
    else if (rest.some(({ text }) => text !== undefined)) this.tail += `${commentText(joined(rest))}\n`;
  }

  private trail(node: YAMLMap | YAMLSeq, lines: readonly LoneLine[]): void {
    if (lines.every(({ text }) => text === undefined)) return;
    const own = joined(lines);
    node.comment = node.comment == null ? own : `${node.comment}\n${own}`;
  }

  private precede(anchor: Anchor, lines: readonly LoneLine[]): void {
    const { node, first, within } = anchor;
    if (first === 'entry' && within.item !== undefined) {
      this.precede(within.item, lines);
      return;
    }
    const own = joined(lines);
    const isSpaced = lines[0] !== undefined && lines[0].text === undefined;
    if (isSpaced && first === undefined) node.spaceBefore = true;
    if (lines.every(({ text }) => text === undefined)) return;
    const text = own.replace(/^\n+/, '');
    node.commentBefore = node.commentBefore == null ? text : `${node.commentBefore}\n${text}`;
  }
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** A value that is not written. */
function isEmpty(node: Node): boolean {
  return isScalar(node) && node.range?.[0] === node.range?.[1];
}

function behind(node: Node): Leaf['remark'] {
  return (text) => {
    node.comment = node.comment == null ? commentOf(text) : `${node.comment}\n${commentOf(text)}`;
  };
}

function besideKey(pair: Pair): Leaf['remark'] {
  return (text) => {
    if (!isNode(pair.value) || isEmpty(pair.value)) {
      const empty = isScalar(pair.value) ? pair.value : new Scalar(null);
      empty.source ??= '';
      pair.value = empty;
      behind(empty)(text);
    } else pair.value.commentBefore = BESIDE + commentOf(text);
  };
}

/** A comment as the library has it: one that says nothing is a blank, because an empty line separates. */
function commentOf(text: string): string {
  return text === '' ? ' ' : text;
}

/** Lines as the library has them, with at most one empty line at a time. */
function joined(lines: readonly LoneLine[]): string {
  const texts = lines.map(({ text }) => (text === undefined ? '' : commentOf(text)));
  return texts.filter((text, index) => text !== '' || texts[index - 1] !== '').join('\n');
}

function commentText(text: string): string {
  return text.replace(/^(?!$)(?: $)?/gm, '#');
}
