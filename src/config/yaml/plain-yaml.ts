/**
 * Reads the part of YAML that nearly every line of a configuration keeps to, without the syntax trees of the parser, which is
 * then not loaded at all: block maps and lists, maps and lists in braces and brackets on one line, keys and texts on one line,
 * whole numbers, comments. What is understood, and where it stands, is what the parser would say; anything else is left to it,
 * faults included.
 */
import type { MapMember, MapNode, ScalarNode, SourceFile, SourceNode, Span } from './source-node.ts';

/** The block map that stands at a span; undefined where anything in it takes the parser. */
export function readPlainMap(file: SourceFile, span: Span): MapNode | undefined {
  const text = file.text.slice(...span);
  if (UNUSUAL.test(text) || !text.endsWith('\n')) return undefined;
  const reader = new PlainReader(file, span);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

/** White space that is not a blank or the end of a line, and what cannot be printed. */
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ufeff]/;
/** Nothing, or a comment. */
const EMPTY = / *(?:#.*)?\n/y;
const KEY = /([A-Za-z0-9_][A-Za-z0-9_.-]*):(?: +|(?=\n))/y;
const DOUBLE_QUOTED = /"([^"\\\n]*)"(?= *\n| +#)/y;
const SINGLE_QUOTED = /'([^'\n]*)'(?= *\n| +#)/y;
/** Up to a comment: text in which neither a colon ends a key nor a hash begins a comment. */
const TEXT = /([A-Za-z0-9./$](?:[^\n:#]|:(?![ \n])|(?<! )#)*?)(?= *\n| +#)/y;
/** The same between braces or brackets, where a comma, a brace or a bracket ends it too. */
const FLOW_KEY = /([A-Za-z0-9_][A-Za-z0-9_.-]*): +/y;
const FLOW_DOUBLE_QUOTED = /"([^"\\\n]*)"(?= *[,\]}])/y;
const FLOW_SINGLE_QUOTED = /'([^'\n]*)'(?= *[,\]}])/y;
const FLOW_TEXT = /([A-Za-z0-9./$](?:[^\n:#,[\]{}]|:(?![ \n,[\]{}])|(?<! )#)*?)(?= *[,\]}])/y;
const BLANKS = / */y;
const INDENTED_COMMENT = /^ +#/m;
/** A comment needs a blank before it. */
const END_OF_VALUE = /(?= *\n| +#)/y;
/** Paths and placeholders are texts as words are; `.5` is a number. */
const WORD = /^(?:\.{0,2}[A-Za-z/]|\$)/;
/** Of another type, or of none, as the core schema has it. */
const NO_TEXT = /^(?:null|true|false|\.inf|\.nan)$/i;
const WHOLE_NUMBER = /^(?:0|[1-9][0-9]{0,8})$/;
/** Ids and dates begin like numbers, and are none. */
const ID_OR_DATE = /^[0-9][0-9a-f]*(?:-[0-9a-f]+){2,}$/;

/** Deeper than any configuration goes, and far from what the parser refuses. */
const MAX_DEPTH = 30;
/** The parser looks for the colon of a key in so many characters. */
const MAX_KEY = 1000;

/** What stands on a line that is more than a comment, from its first character other than a blank. */
interface Line {
  /** Characters before it on the line. */
  readonly column: number;
  readonly start: number;
  readonly isItem: boolean;
}

class PlainReader {
  private at: number;
  /** The end of the last line that held anything. */
  private lastEnd: number;
  private line: Line | undefined;
  private readonly file: SourceFile;
  private readonly text: string;
  private readonly end: number;

  constructor(file: SourceFile, [start, end]: Span) {
    this.file = file;
    // Patterns look at nothing behind the end.
    this.text = end === file.text.length ? file.text : file.text.slice(0, end);
    this.end = end;
    this.at = start;
    this.lastEnd = start;
  }

  read(): MapNode {
    this.nextLine();
    if (this.line === undefined || this.line.isItem) throw new NotPlain();
    const map = this.map(this.line, 0);
    if (this.at < this.end) throw new NotPlain();
    return map;
  }

  private nextLine(): void {
    const before = this.at;
    while (this.at < this.end && this.match(EMPTY) !== undefined);
    const begin = this.at;
    while (this.at < this.end && this.text.charCodeAt(this.at) === BLANK) this.at += 1;
    const column = this.at - begin;
    // A comment that stands further in than what follows belongs to the block before it.
    if (INDENTED_COMMENT.test(this.text.slice(before, begin)) && this.commentsColumn(before, begin) > column)
      throw new NotPlain();
    this.line = this.at < this.end ? this.lineAt(column) : undefined;
  }

  /** How far in the comments of empty lines stand at most. */
  private commentsColumn(start: number, end: number): number {
    const lines = this.text.slice(start, end).split('\n');
    return Math.max(...lines.map((line) => (line.includes('#') ? line.indexOf('#') : 0)));
  }

  private lineAt(column: number): Line {
    const isItem = this.text.startsWith('- ', this.at);
    return { column, start: this.at, isItem };
  }

  private block({ column, isItem }: Line, depth: number): SourceNode {
    if (depth > MAX_DEPTH) throw new NotPlain();
    const { line } = this;
    if (line === undefined || line.column !== column) throw new NotPlain();
    return isItem ? this.list(line, depth) : this.map(line, depth);
  }

  private map({ column, start }: Line, depth: number): MapNode {
    const members = new Map<string, MapMember>();
    let size = 1;
    while (this.line?.column === column && !this.line.isItem) {
      const keyStart = this.at;
      const key = this.key(KEY, members);
      const value = this.valueOf(column, depth);
      size += value.size;
      members.set(key, { keyStart, keyEnd: keyStart + key.length, file: this.file, value });
    }
    this.leave(column);
    return { type: 'map', file: this.file, start, end: this.lastEnd, members, size };
  }

  /** What follows a key: on its line, or in the lines after it. */
  private valueOf(column: number, depth: number): SourceNode {
    if (this.match(EMPTY) === undefined) return this.onLine(depth);
    this.nextLine();
    const { line } = this;
    const isWithin = line !== undefined && (line.column > column || (line.isItem && line.column === column));
    if (!isWithin) throw new NotPlain();
    return this.block(line, depth + 1);
  }

  private list({ column, start }: Line, depth: number): SourceNode {
    const items: SourceNode[] = [];
    let size = 1;
    while (this.line?.column === column && this.line.isItem) {
      this.at += 2;
      const item = this.item(column + 2, depth);
      size += item.size;
      items.push(item);
    }
    this.leave(column);
    return { type: 'list', file: this.file, start, end: this.lastEnd, items, size };
  }

  private item(column: number, depth: number): SourceNode {
    KEY.lastIndex = this.at;
    if (!KEY.test(this.text)) return this.onLine(depth);
    this.line = this.lineAt(column);
    return this.block(this.line, depth + 1);
  }

  /** Where a block ends, what follows stands further out: a line further in would go on with the text before it. */
  private leave(column: number): void {
    if (this.line !== undefined && this.line.column > column) throw new NotPlain();
  }

  /** A value that ends with its line. */
  private onLine(depth: number): SourceNode {
    const node = this.flow(depth + 1) ?? this.scalar(DOUBLE_QUOTED, SINGLE_QUOTED, TEXT);
    if (this.match(END_OF_VALUE) === undefined || this.match(EMPTY) === undefined) throw new NotPlain();
    this.lastEnd = this.at;
    this.nextLine();
    return node;
  }

  /** A list or map in brackets or braces; undefined where none begins. */
  private flow(depth: number): SourceNode | undefined {
    const start = this.at;
    const opening = this.text[start];
    if (opening !== '[' && opening !== '{') return undefined;
    if (depth > MAX_DEPTH) throw new NotPlain();
    this.at += 1;
    return opening === '[' ? this.flowList(start, depth) : this.flowMap(start, depth);
  }

  private flowList(start: number, depth: number): SourceNode {
    const items: SourceNode[] = [];
    let size = 1;
    this.each(']', () => {
      const item = this.inFlow(depth);
      size += item.size;
      items.push(item);
    });
    return { type: 'list', file: this.file, start, end: this.at, items, size };
  }

  private flowMap(start: number, depth: number): SourceNode {
    const members = new Map<string, MapMember>();
    let size = 1;
    this.each('}', () => {
      const keyStart = this.at;
      const key = this.key(FLOW_KEY, members);
      const value = this.inFlow(depth);
      size += value.size;
      members.set(key, { keyStart, keyEnd: keyStart + key.length, file: this.file, value });
    });
    return { type: 'map', file: this.file, start, end: this.at, members, size };
  }

  /** What stands up to a closing sign, with commas between. */
  private each(closing: ']' | '}', read: () => void): void {
    this.match(BLANKS);
    for (let isFirst = true; this.text[this.at] !== closing; isFirst = false) {
      if (!isFirst) {
        if (this.text[this.at] !== ',') throw new NotPlain();
        this.at += 1;
        this.match(BLANKS);
      }
      read();
      this.match(BLANKS);
    }
    this.at += 1;
  }

  private inFlow(depth: number): SourceNode {
    return this.flow(depth + 1) ?? this.scalar(FLOW_DOUBLE_QUOTED, FLOW_SINGLE_QUOTED, FLOW_TEXT);
  }

  private scalar(doubleQuoted: RegExp, singleQuoted: RegExp, text: RegExp): ScalarNode {
    const start = this.at;
    const quoted = this.match(doubleQuoted) ?? this.match(singleQuoted);
    const value = quoted ?? this.plain(text);
    const end = quoted === undefined ? start + String(value).length : start + quoted.length + 2;
    this.at = end;
    return { type: 'scalar', file: this.file, start, end, size: 1, value };
  }

  private plain(pattern: RegExp): ScalarNode['value'] {
    const text = this.match(pattern);
    if (text === undefined) throw new NotPlain();
    if (text === 'true' || text === 'false') return text === 'true';
    if (WORD.test(text) ? !NO_TEXT.test(text) : ID_OR_DATE.test(text)) return text;
    if (WHOLE_NUMBER.test(text)) return Number(text);
    throw new NotPlain();
  }

  private key(pattern: RegExp, members: ReadonlyMap<string, MapMember>): string {
    const key = this.match(pattern);
    if (key === undefined || key.length > MAX_KEY || NO_TEXT.test(key) || members.has(key))
      throw new NotPlain();
    return key;
  }

  /** What a pattern has in its parentheses, read from here; undefined where it does not stand here. */
  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match[1] ?? '';
  }
}

const BLANK = 0x20;
