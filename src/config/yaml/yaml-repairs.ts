/**
 * What people meant by a line that is not YAML: repairs of the usual slips, each one small. Whether a repair is right is
 * for the parser to say; nothing here is applied before it has been parsed. Pure.
 */
import type { Repair } from './yaml-repair.ts';
import { indentation } from './yaml-indents.ts';
import type { Takes } from './yaml-indents.ts';
import { content, contentAfter, contentBefore, lineAt, trimmedEnd, KEY, valueOf } from './yaml-lines.ts';
import type { Line } from './yaml-lines.ts';
import {
  backslash,
  braceWithoutColon,
  commaBehindBracket,
  curlyQuotes,
  dashWithoutSpace,
  equalsSign,
  foreignComment,
  keyWithoutColon,
  keyWithoutSpace,
  noBreakSpace,
  valueWithoutColon,
  withEdit,
} from './yaml-slips.ts';

const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Repairs for a fault at an offset, the most specific first. `text` is the whole document. */
export function* repairsAt(text: string, offset: number, takes?: Takes): Generator<Repair> {
  const at = lineAt(text, offset);
  const before = contentBefore(text, at.start);
  const after = contentAfter(text, at.start + at.text.length);
  const near = [at, before, after].filter((line) => line !== undefined);
  yield* documentMarkers([at, before].filter((line) => line !== undefined));
  for (const line of near) yield* within(line);
  for (const line of [at, after]) {
    const dash = line && entryWithoutDash(text, line);
    if (dash !== undefined) yield dash;
  }
  yield* keyForDash(text, at);
  yield* unclosed(text, at);
  const further = after && contentAfter(text, after.start + after.text.length);
  yield* indentation(text, at, { before, after, further }, takes);
}

/** An entry in braces beside others that begin with a dash. */
function entryWithoutDash(text: string, line: Line): Repair | undefined {
  if (!/^[{[].*[}\]]$/.test(content(line))) return undefined;
  let before = contentBefore(text, line.start);
  while (before !== undefined && before.indent > line.indent) before = contentBefore(text, before.start);
  if (before?.indent !== line.indent || !/^ *- /.test(before.text)) return undefined;
  const start = line.start + line.indent;
  return {
    summary: 'The dash before this entry of a list is missing',
    span: [start, start + 1],
    hint: `Write: - ${content(line)}`,
    edit: { start, end: start, text: '- ' },
    safe: false,
  };
}

/** The first entry of a list with a key in the place of its dash, as in a map: the others, with dashes, follow. */
function* keyForDash(text: string, from: Line): Generator<Repair> {
  const dash = [from, contentAfter(text, from.start + from.text.length)].find(
    (line) => line !== undefined && /^ *- /.test(line.text),
  );
  if (dash === undefined) return;
  for (
    let line = contentBefore(text, dash.start);
    line !== undefined;
    line = contentBefore(text, line.start)
  ) {
    if (line.indent > dash.indent) continue;
    const [, key] = new RegExp(`^ *(${KEY}):$`).exec(line.text.slice(0, line.end)) ?? [];
    const inner = contentAfter(text, line.start + line.text.length);
    if (line.indent < dash.indent || key === undefined || inner?.indent !== line.indent + 2) return;
    const start = line.start + line.indent;
    yield {
      summary: `This entry of a list begins with the key "${key}" in the place of a dash`,
      span: [start, start + key.length],
      hint: `Remove the line ${key}:, and write - ${content(inner)}`,
      edit: { start, end: inner.start + inner.indent, text: '- ' },
      safe: false,
    };
    return;
  }
}

function* documentMarkers(lines: readonly Line[]): Generator<Repair> {
  for (const { start, text, end } of lines) {
    const marker = text.slice(0, end);
    if (marker !== '---' && marker !== '...') continue;
    yield {
      summary: `${marker} ends the document, and a file holds only one`,
      span: [start, start + end],
      hint: 'Remove this line, or include what follows as a file of its own',
      edit: { start, end: start + end, text: '' },
      safe: false,
    };
  }
}

function* within(line: Line): Generator<Repair> {
  for (const repair of [
    noBreakSpace,
    backslash,
    foreignComment,
    braceWithoutColon,
    dashWithoutSpace,
    equalsSign,
    keyWithoutSpace,
    curlyQuotes,
    commaBehindBracket,
  ]) {
    const found = repair(line);
    if (found !== undefined) yield found;
  }
  const placeholder = unquotedPlaceholders(line);
  if (placeholder !== undefined) yield placeholder;
  yield* inBrackets(line);
  const quoted = textToQuote(line);
  if (quoted !== undefined) yield quoted;
  const colon = keyWithoutColon(line) ?? valueWithoutColon(line);
  if (colon !== undefined) yield colon;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '@': 'A text cannot begin with @ unless it is in quotes',
  '`': 'A text cannot begin with ` unless it is in quotes',
  '%': 'A text cannot begin with % unless it is in quotes',
  '&': 'A text cannot begin with & unless it is in quotes: & names an anchor',
  '*': 'A text cannot begin with * unless it is in quotes: * refers to an anchor',
  '!': 'A text cannot begin with ! unless it is in quotes: ! begins a tag, and tags are not supported',
  '[': 'A text cannot begin with [ unless it is in quotes: [ begins a list',
  '{': 'A text cannot begin with { unless it is in quotes: { begins a map',
  '"': 'The quotes end before the text does',
  "'": 'The quotes end before the text does',
};

function textToQuote(line: Line): Repair | undefined {
  const value = valueOf(line);
  if (value === undefined) return undefined;
  const first = value.text.charAt(0);
  const colon = value.text.search(/:(?: |$)/);
  const special = SPECIAL[first];
  if (/^[|>]/.test(first)) return blockWithText(value.start, value.text);
  if (special === undefined && colon === -1) return undefined;
  if (/^[!&*][^\s]* *[[{]/.test(value.text)) return undefined;
  const bracket = special !== undefined && '[{'.includes(first);
  if (bracket && (/[\]}]$/.test(value.text) || brackets(line).open.length > 0)) return undefined;
  const inner = /^["']/.test(first) ? unquotedParts(value.text) : value.text;
  const text = inner === undefined ? undefined : quoted(inner);
  const separated = /^(?:"[^"\\]*"|'[^']*')(?=\s*[,;]$)/.exec(value.text)?.[0];
  if (separated !== undefined) return withoutComma(value, separated);
  if (text === undefined) return undefined;
  const start = special === undefined ? value.start + colon : value.start;
  return {
    summary: special ?? 'This text holds a colon and a space, so that it reads as another key',
    span: [start, start + 1],
    hint: `Put the text in quotes: ${text}${withoutSign(line, value.start, value.text)}`,
    edit: { start: value.start, end: value.start + value.text.length, text },
    // What a bracket or a tag was meant for is a guess.
    safe: !bracket && first !== '!',
  };
}

/** For a text in quotes that a comma or semicolon follows, as in JSON and other languages. */
function withoutComma(
  { start, text }: { readonly start: number; readonly text: string },
  value: string,
): Repair {
  const at = start + value.length;
  return {
    summary: 'A line of YAML does not end in a comma or semicolon',
    span: [start + text.length - 1, start + text.length],
    hint: `Write ${value}`,
    edit: { start: at, end: start + text.length, text: '' },
    safe: true,
  };
}

/** For an entry of a list: a key is not mentioned by a sign, as people are in a chat. */
function withoutSign({ text, start }: Line, at: number, value: string): string {
  const [, name] = /^@([\w-]+)$/.exec(value) ?? [];
  const isEntry = /[[,-] *$/.test(text.slice(0, at - start));
  return name === undefined || !isEntry ? '' : `; if it is a key, write ${name}`;
}

function blockWithText(start: number, text: string): Repair | undefined {
  const [header = ''] = /^[|>][-+0-9]*[ ]+/.exec(text) ?? [];
  if (header === '' || header.length === text.length) return undefined;
  return {
    summary: `After ${text.charAt(0)} the text begins on the next line`,
    span: [start, start + 1],
    hint: `Remove the ${text.charAt(0)}, or move the text to the next line and indent it`,
    edit: { start, end: start + header.length, text: '' },
    safe: false,
  };
}

/** What was meant by `'a'b'` and `"a" b`: the whole of it. */
function unquotedParts(text: string): string | undefined {
  const first = text.charAt(0);
  if (text.indexOf(first, 1) === -1) return undefined;
  return text.endsWith(first) ? text.slice(1, -1) : text;
}

/** A text in the quotes that need the least escaping; undefined when it holds what only its writer can decide. */
function quoted(text: string): string | undefined {
  if (text.includes('\\')) return undefined;
  if (!text.includes('"')) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** Texts with `${...}` between brackets, where a brace opens a map; all of the line, because each alone mends nothing. */
function unquotedPlaceholders(line: Line): Repair | undefined {
  const found = [
    ...line.text
      .slice(0, line.end)
      .matchAll(
        /(?<=[{[,:] *)[^\s,{}[\]"':]*\$\{[^{}"']*\}(?:[^\s,{}[\]"']|\$\{[^{}"']*\})*(?= *(?:[,}\]]|$))/g,
      ),
  ];
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = first.index;
  const to = last.index + last[0].length;
  const text = found.reduceRight(
    (whole, each) =>
      `${whole.slice(0, each.index - from)}'${each[0]}'${whole.slice(each.index - from + each[0].length)}`,
    line.text.slice(from, to),
  );
  return {
    summary: `In braces and brackets, a text with ${first[0].replace(/^.*(\$\{[^}]*\}).*$/, '$1')} needs quotes`,
    span: [line.start + from, line.start + from + first[0].length],
    hint: found.length === 1 ? `Put it in quotes: ${text}` : `Write: ${text}`,
    edit: { start: line.start + from, end: line.start + to, text },
    safe: true,
  };
}

/** Slips between brackets of one line: what is missing, too many, or of the other sort. */
function* inBrackets(line: Line): Generator<Repair> {
  const { open, strange } = brackets(line);
  if (strange !== undefined) {
    const start = line.start + strange;
    const opener = open.at(-1);
    const found = line.text.charAt(strange);
    const closer = opener === undefined ? '' : (CLOSER[line.text.charAt(opener)] ?? '');
    yield {
      summary:
        opener === undefined
          ? `This ${found} closes nothing`
          : `What ${line.text.charAt(opener)} opened is closed with ${found}`,
      span: [start, start + 1],
      hint: opener === undefined ? 'Remove it' : `Write ${closer} here`,
      edit: {
        start: opener === undefined ? line.start + trimmedEnd(line.text, strange) : start,
        end: start + 1,
        text: closer,
      },
      safe: true,
    };
  }
  for (const found of line.text.matchAll(/(?<=[{,] *[\w-]+: +[^\s,{}[\]"':]+)( +)(?=[\w-]+: )/g)) {
    const start = line.start + found.index;
    const edit = { start, end: start, text: ',' };
    yield {
      summary: 'A comma is missing between two entries in braces',
      span: [start, start + 1],
      hint: `Write: ${withEdit(line, edit)}`,
      edit,
      safe: true,
    };
  }
  for (const found of line.text.matchAll(
    /(?<=[{[,] *(?:[\w-]+: +)?)([@`%&*!][^,{}[\]"'\\]*?)(?= *[,}\]])/g,
  )) {
    const [text] = found;
    const start = line.start + found.index;
    yield {
      summary: SPECIAL[text.charAt(0)] ?? '',
      span: [start, start + 1],
      hint: `Put the text in quotes: "${text}"${withoutSign(line, start, text)}`,
      edit: { start, end: start + text.length, text: `"${text}"` },
      safe: true,
    };
  }
}

/** Brackets of a line that are still open at its end, and the first that closes what was not opened. */
function brackets(line: Line): { readonly open: readonly number[]; readonly strange?: number } {
  const open: number[] = [];
  const text = line.text.slice(0, line.end);
  const value = valueOf(line);
  // A plain text may hold brackets.
  if (value === undefined || !/^[[{"']/.test(value.text)) return { open };
  for (let at = value.start - line.start; at < text.length; at += 1) {
    const each = text.charAt(at);
    if ((each === '"' || each === "'") && /[\s[{,:]/.test(text.charAt(at - 1))) {
      const close = text.indexOf(each, at + 1);
      if (close === -1) return { open };
      at = close;
    } else if (each in CLOSER) open.push(at);
    else if (each === '}' || each === ']') {
      const last = open.at(-1);
      if (last === undefined || CLOSER[text.charAt(last)] !== each) return { open, strange: at };
      open.pop();
    }
  }
  return { open };
}

/** Quotes and brackets that a line before the fault opens and does not close, the nearest first. */
function* unclosed(text: string, from: Line): Generator<Repair> {
  let tried = 0;
  for (let line: Line | undefined = from; line !== undefined && tried < MOST_TRIED;) {
    const repair = closedQuotes(line) ?? closedBrackets(line);
    if (repair !== undefined) {
      tried += 1;
      yield repair;
    }
    line = contentBefore(text, line.start);
  }
}

/** Lines with something open that are tried, each by parsing the text: more of them stand in no file but a broken one. */
const MOST_TRIED = 6;

function closedQuotes(line: Line): Repair | undefined {
  const found = /(?<=[:\-[{,] +|[[{])(["'])((?:(?!\1)[^\\]|\\.)*)$/.exec(line.text.slice(0, line.end));
  if (found === null) return undefined;
  const [, quote = '', rest = ''] = found;
  const { open } = brackets({ ...line, end: found.index });
  // Behind a quoted text the brackets of its line follow.
  const tail = open.length === 0 ? '' : (/[ \]}]*$/.exec(rest)?.[0] ?? '');
  const end = line.start + line.end - tail.length;
  const start = line.start + found.index;
  return {
    summary: 'The quotes that begin here do not end',
    span: [start, start + 1],
    hint: `Close them: ${quote}${rest.slice(0, rest.length - tail.length)}${quote}`,
    edit: { start: end, end, text: quote },
    safe: false,
  };
}

function closedBrackets(line: Line): Repair | undefined {
  const { open, strange } = brackets(line);
  const first = open[0];
  if (first === undefined || strange !== undefined) return undefined;
  const closers = [...open].reverse().map((at) => CLOSER[line.text.charAt(at)] ?? '');
  const spaced = line.text.charAt(open.at(-1) ?? first) === '{' ? ' ' : '';
  const end = line.start + line.end;
  const start = line.start + (open.at(-1) ?? first);
  const closing = spaced + closers.join('');
  return {
    summary: 'The bracket that opens here is never closed',
    span: [start, start + 1],
    hint: `Close it: ${line.text.slice(first, line.end)}${closing}`,
    edit: { start: end, end, text: closing },
    safe: false,
  };
}
