/**
 * Reads the part of YAML that nearly every line of a large configuration keeps to, without the syntax trees of the parser:
 * block maps and lists, keys and texts on one line, whole numbers, comments. What is understood, and where it stands, is
 * what the parser would say; anything else is left to it, faults included.
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
const TEXT = /([A-Za-z0-9](?:[^\n:#]|:(?![ \n])|(?<! )#)*?)(?= *\n| +#)/y;
const WORD = /^[A-Za-z]/;
/** Of another type, or of none, as the core schema has it. */
const NO_TEXT = /^(?:null|true|false)$/i;
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
    while (this.at < this.end && this.match(EMPTY) !== undefined);
    if (this.at >= this.end) {
      this.line = undefined;
      return;
    }
    const begin = this.at;
    while (this.text.charCodeAt(this.at) === BLANK) this.at += 1;
    this.line = this.lineAt(this.at - begin);
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
      const key = this.match(KEY);
      if (key === undefined || key.length > MAX_KEY || NO_TEXT.test(key) || members.has(key))
        throw new NotPlain();
      const value = this.valueOf(column, depth);
      size += value.size;
      members.set(key, { keyStart, keyEnd: keyStart + key.length, file: this.file, value });
    }
    this.leave(column);
    return { type: 'map', file: this.file, start, end: this.lastEnd, members, size };
  }

  /** What follows a key: on its line, or in the lines after it. */
  private valueOf(column: number, depth: number): SourceNode {
    if (this.match(EMPTY) === undefined) return this.scalar();
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
    if (!KEY.test(this.text)) return this.scalar();
    this.line = this.lineAt(column);
    return this.block(this.line, depth + 1);
  }

  /** Where a block ends, what follows stands further out: a line further in would go on with the text before it. */
  private leave(column: number): void {
    if (this.line !== undefined && this.line.column > column) throw new NotPlain();
  }

  private scalar(): SourceNode {
    const start = this.at;
    const quoted = this.match(DOUBLE_QUOTED) ?? this.match(SINGLE_QUOTED);
    const value = quoted ?? this.plain();
    const end = quoted === undefined ? start + String(value).length : start + quoted.length + 2;
    this.at = end;
    if (this.match(EMPTY) === undefined) throw new NotPlain();
    this.lastEnd = this.at;
    this.nextLine();
    return { type: 'scalar', file: this.file, start, end, size: 1, value };
  }

  private plain(): ScalarNode['value'] {
    const text = this.match(TEXT);
    if (text === undefined) throw new NotPlain();
    if (text === 'true' || text === 'false') return text === 'true';
    if (WORD.test(text) ? !NO_TEXT.test(text) : ID_OR_DATE.test(text)) return text;
    if (WHOLE_NUMBER.test(text)) return Number(text);
    throw new NotPlain();
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
