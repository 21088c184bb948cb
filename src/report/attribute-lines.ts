/** Attributes, and differences between them, as indented lines in Terraform's manner. */
import { diffLines } from 'diff';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { canonicalJson, equalValues, isList, isObject } from '../model/value.ts';
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import type { Style } from './style.ts';
import { counted, printable, quoted } from './style.ts';

export interface LineOptions {
  readonly style: Style;
  /** Id → what a person calls it. */
  readonly names: Readonly<Record<string, string>>;
  /** Formatted paths that force a replacement. */
  readonly replacePaths?: ReadonlySet<string>;
  /** For ` ```diff `: the sign in the first column, `!` for a change. */
  readonly asDiff?: boolean;
}

type Sign = '+' | '-' | '~' | ' ';

/** Lines for attributes that appear or go as a whole. */
export function wholeLines(
  sign: '+' | '-',
  attributes: JsonObject,
  indent: number,
  options: LineOptions,
): string[] {
  return new Lines(options).members(sign, shown(attributes), indent);
}

/** Lines for what differs between two attributes; what is equal is counted, not shown. */
export function changeLines(
  before: JsonObject,
  after: JsonObject,
  indent: number,
  options: LineOptions,
): string[] {
  return new Lines(options).objectChange(before, after, indent, []);
}

/** Members worth a line: absent and empty ones say nothing. */
function shown(object: JsonObject): [string, JsonValue][] {
  return Object.entries(object).flatMap(([name, value]) =>
    value === undefined || value === null || (isList(value) && value.length === 0) ? [] : [[name, value]],
  );
}

class Lines {
  private readonly options: LineOptions;

  constructor(options: LineOptions) {
    this.options = options;
  }

  members(sign: Sign, entries: readonly [string, JsonValue][], indent: number): string[] {
    const width = Math.max(0, ...entries.map(([name]) => name.length));
    return entries.flatMap(([name, value]) =>
      this.whole(sign, `${printable(name).padEnd(width)} = `, value, indent),
    );
  }

  private whole(sign: Sign, label: string, value: JsonValue, indent: number): string[] {
    const inline = this.inline(value);
    if (inline !== undefined) return [this.line(sign, indent, label + inline)];
    const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
    const inner = isList(value)
      ? value.flatMap((item) => this.whole(sign, '', item, indent + 4))
      : this.members(sign, shown(value as JsonObject), indent + 4);
    const end = this.options.asDiff === true ? sign : ' ';
    return [this.line(sign, indent, `${label}${open}`), ...inner, this.line(end, indent, close)];
  }

  /** One line's worth of a value; undefined when it needs more. */
  private inline(value: JsonValue | undefined): string | undefined {
    if (typeof value === 'string') return this.text(value);
    if (isList(value)) {
      if (value.some((item) => isObject(item) || isList(item))) return undefined;
      const text = `[${value.map((item) => this.inline(item)).join(', ')}]`;
      return text.length <= 70 ? text : undefined;
    }
    if (isObject(value)) return this.inlineObject(value);
    return JSON.stringify(value ?? null);
  }

  private inlineObject(value: JsonObject): string | undefined {
    const { '@odata.type': type, ...members } = value;
    const parts = shown(members).map(([name, member]) =>
      isObject(member) || isList(member) ? undefined : `${printable(name)}: ${this.inline(member)}`,
    );
    if (parts.includes(undefined)) return undefined;
    const [only] = Object.values(members);
    // A subject set reads best as its type and whom it names.
    const text =
      typeof type === 'string'
        ? [
            printable(type),
            parts.length === 1 && typeof only === 'string' ? this.inline(only) : parts.join(', '),
          ]
            .join(' ')
            .trim()
        : `{ ${parts.join(', ')} }`;
    return text.length <= 90 ? text : undefined;
  }

  private text(value: string): string {
    const { names } = this.options;
    // A value may be called `constructor`.
    const name = Object.hasOwn(names, value) ? names[value] : undefined;
    return name === undefined || name === value
      ? quoted(value)
      : `${printable(name)} ${this.options.style.dim(`(${printable(value)})`)}`;
  }

  objectChange(before: JsonObject, after: JsonObject, indent: number, path: AttributePath): string[] {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    const changed = names.filter((name) => !equalValues(before[name], after[name]));
    const width = Math.max(0, ...changed.map((name) => name.length));
    const lines = changed.flatMap((name) =>
      this.valueChange(`${printable(name).padEnd(width)} = `, before[name], after[name], indent, [
        ...path,
        name,
      ]),
    );
    const hidden = names.length - changed.length;
    if (hidden > 0) lines.push(this.hidden(hidden, 'attribute', indent));
    return lines;
  }

  private valueChange(
    label: string,
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    indent: number,
    path: AttributePath,
  ): string[] {
    const mark = this.options.replacePaths?.has(formatPath(path))
      ? this.options.style.red(' # forces replacement')
      : '';
    if (isObject(before) && isObject(after)) {
      const inner = this.objectChange(before, after, indent + 4, path);
      return [this.line('~', indent, `${label}{${mark}`), ...inner, this.line(' ', indent, '}')];
    }
    if (isList(before) && isList(after)) {
      const inner = this.listChange(before, after, indent + 4, path);
      return [this.line('~', indent, `${label}[${mark}`), ...inner, this.line(' ', indent, ']')];
    }
    if (typeof before === 'string' && typeof after === 'string' && /\n/.test(before + after)) {
      return [
        this.line('~', indent, `${label}<<text${mark}`),
        ...this.textChange(before, after, indent + 4),
        this.line(' ', indent, 'text'),
      ];
    }
    if (before === undefined || before === null)
      return this.withMark(this.whole('+', label, after ?? null, indent), mark);
    if (after === undefined || after === null)
      return this.withMark(this.whole('-', label, before, indent), mark);
    return [
      this.line(
        '~',
        indent,
        `${label}${this.inline(before) ?? '{…}'} -> ${this.inline(after) ?? '{…}'}${mark}`,
      ),
    ];
  }

  private withMark([first = '', ...rest]: string[], mark: string): string[] {
    return [first + mark, ...rest];
  }

  /** Items that both lists hold are hidden; an item changed in its place is shown inside. */
  private listChange(
    before: readonly JsonValue[],
    after: readonly JsonValue[],
    indent: number,
    path: AttributePath,
  ): string[] {
    const old = new Set(before.map(canonicalJson));
    const wanted = new Set(after.map(canonicalJson));
    const lines: string[] = [];
    let hidden = 0;
    for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
      const [left, right] = [before[index], after[index]];
      const gone = left !== undefined && !wanted.has(canonicalJson(left)) ? left : undefined;
      const come = right !== undefined && !old.has(canonicalJson(right)) ? right : undefined;
      if (right !== undefined && come === undefined) hidden += 1;
      if (
        isObject(gone) &&
        isObject(come) &&
        gone['@odata.type'] === come['@odata.type'] &&
        this.inline(gone) === undefined
      ) {
        lines.push(...this.valueChange('', gone, come, indent, [...path, index]));
        continue;
      }
      if (gone !== undefined) lines.push(...this.whole('-', '', gone, indent));
      if (come !== undefined) lines.push(...this.whole('+', '', come, indent));
    }
    if (lines.length === 0) lines.push(this.line('~', indent, '(the order changes)'));
    if (hidden > 0) lines.push(this.hidden(hidden, 'element', indent));
    return lines;
  }

  private textChange(before: string, after: string, indent: number): string[] {
    return diffLines(before, after).flatMap(({ value, added, removed }) => {
      const sign: Sign = added ? '+' : removed ? '-' : ' ';
      return value
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => this.line(sign, indent, printable(line)));
    });
  }

  private hidden(count: number, noun: string, indent: number): string {
    const text = `(${counted(count, `unchanged ${noun}`)} hidden)`;
    if (this.options.asDiff === true) return `#${' '.repeat(indent + 1)}${text}`;
    return ' '.repeat(indent + 2) + this.options.style.dim(`# ${text}`);
  }

  private line(sign: Sign, indent: number, text: string): string {
    const { style, asDiff } = this.options;
    if (asDiff === true) return `${sign === '~' ? '!' : sign}${' '.repeat(indent)} ${text}`;
    const painted = { '+': style.green, '-': style.red, '~': style.yellow, ' ': (plain: string) => plain }[
      sign
    ](sign);
    return `${' '.repeat(indent)}${painted} ${text}`;
  }
}
