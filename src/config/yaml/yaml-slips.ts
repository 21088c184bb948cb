/** Repairs of slips within one line: signs that are missing, doubled or of another language. Pure. */
import type { Repair } from './yaml-repair.ts';
import { content, KEY, valueOf } from './yaml-lines.ts';
import type { Line } from './yaml-lines.ts';

export function noBreakSpace(line: Line): Repair | undefined {
  const at = line.text.search(/[\u00a0\u2007\u202f]/);
  if (at === -1) return undefined;
  const text = line.text.replace(/[\u00a0\u2007\u202f]/g, ' ');
  return {
    summary: 'This line has a no-break space where YAML needs a plain one',
    span: [line.start + at, line.start + at + 1],
    hint: `Write it with spaces: ${text.trim()}`,
    edit: { start: line.start, end: line.start + line.text.length, text },
    safe: true,
  };
}

/** A regular expression or a path of Windows in double quotes, where a backslash begins an escape. */
export function backslash(line: Line): Repair | undefined {
  const value = valueOf(line);
  const inner = value && /^"((?:[^"\\]|\\[^"])*)"$/.exec(value.text)?.[1];
  const strange = inner === undefined ? undefined : /\\[^0abtnvfre "/\\N_LPxuU]/.exec(inner);
  if (value === undefined || inner === undefined || strange === null || strange === undefined)
    return undefined;
  const text = inner.includes("'") ? `"${inner.replaceAll('\\', '\\\\')}"` : `'${inner}'`;
  const at = value.start + 1 + strange.index;
  return {
    summary: `${strange[0]} means nothing in double quotes`,
    span: [at, at + 2],
    hint: `Write it as ${text}`,
    edit: { start: value.start, end: value.start + value.text.length, text },
    // Other backslashes of the same text were perhaps meant as escapes.
    safe: false,
  };
}

/** A comment as other languages write it. */
export function foreignComment(line: Line): Repair | undefined {
  const found = /^( *)(\/\/+|--(?=[^-])|;+)\s*(.*)$/.exec(line.text);
  if (found === null) return undefined;
  const [, blank = '', sign = '', rest = ''] = found;
  const start = line.start + blank.length;
  return {
    summary: `A comment begins with #, not with ${sign}`,
    span: [start, start + sign.length],
    hint: `Write: # ${rest}`,
    edit: { start, end: line.start + line.text.length, text: `# ${rest}` },
    safe: false,
  };
}

/** `KEY { ... }`, as in Terraform, which may read as a key that holds a brace. */
export function braceWithoutColon(line: Line): Repair | undefined {
  const found = new RegExp(`^( *(?:- +)?(${KEY}))( *)(?=(?:\\{.*\\}|\\[.*\\])$)`).exec(
    line.text.slice(0, line.end),
  );
  if (found === null) return undefined;
  const [, before = '', key = '', blank = ''] = found;
  const start = line.start + before.length;
  const edit = { start, end: start + blank.length, text: ': ' };
  return {
    summary: `The colon after "${key}" is missing`,
    span: [start - key.length, start],
    hint: `Write: ${withEdit(line, edit)}`,
    edit,
    safe: true,
  };
}

export function dashWithoutSpace(line: Line): Repair | undefined {
  const found = new RegExp(`^( *)-(?=${KEY}:(?: |$)|\\{.*\\}$|\\[.*\\]$)`).exec(line.text.slice(0, line.end));
  if (found === null) return undefined;
  const start = line.start + found[0].length;
  return {
    summary: 'A space is missing after the dash of a list entry',
    span: [start - 1, start],
    hint: `Write: - ${content(line).slice(1)}`,
    edit: { start, end: start, text: ' ' },
    safe: true,
  };
}

export function equalsSign(line: Line): Repair | undefined {
  const found = new RegExp(`^( *(?:- +)?${KEY})( *= *)(?=\\S)`).exec(line.text);
  if (found === null) return undefined;
  const start = line.start + (found[1] ?? '').length;
  const edit = { start, end: start + (found[2] ?? '').length, text: ': ' };
  return {
    summary: 'A key and its value are separated by a colon, not by =',
    span: [start, edit.end],
    hint: `Write: ${withEdit(line, edit)}`,
    edit,
    safe: true,
  };
}

export function keyWithoutSpace(line: Line): Repair | undefined {
  const found = /(?<=^ *(?:- +)?)[A-Za-z][A-Za-z0-9_-]*:(?=[^\s/:])/.exec(line.text);
  if (found === null) return undefined;
  const [key] = found;
  const start = line.start + found.index + key.length;
  const edit = { start, end: start, text: ' ' };
  return {
    summary: `A space is missing after "${key}"`,
    span: [start - 1, start],
    hint: `Write: ${withEdit(line, edit)}`,
    edit,
    safe: true,
  };
}

export function curlyQuotes(line: Line): Repair | undefined {
  const value = valueOf(line);
  const inner = value && /^[“”„]([^"\\]*)[“”]$/.exec(value.text)?.[1];
  if (value === undefined || inner === undefined) return undefined;
  return {
    summary: 'These quotation marks are typographic, which YAML takes for letters',
    span: [value.start, value.start + value.text.length],
    hint: `Write: "${inner}"`,
    edit: { start: value.start, end: value.start + value.text.length, text: `"${inner}"` },
    safe: true,
  };
}

export function keyWithoutColon(line: Line): Repair | undefined {
  const found = new RegExp(`^ *(?:- +)?(${KEY})$`).exec(line.text.slice(0, line.end));
  if (found === null) return undefined;
  const start = line.start + line.end;
  return {
    summary: `The colon after "${found[1] ?? ''}" is missing`,
    span: [start - (found[1] ?? '').length, start],
    hint: `Write: ${found[1] ?? ''}:`,
    edit: { start, end: start, text: ':' },
    safe: true,
  };
}

/** A map or list in brackets that a comma or semicolon follows, as in JSON and other languages. */
export function commaBehindBracket(line: Line): Repair | undefined {
  const value = valueOf(line);
  const inner = value && /^([[{].*[\]}])\s*[,;]$/.exec(value.text)?.[1];
  if (value === undefined || inner === undefined) return undefined;
  const end = value.start + value.text.length;
  return {
    summary: 'A line of YAML does not end in a comma or semicolon',
    span: [end - 1, end],
    hint: `Write ${inner}`,
    edit: { start: value.start + inner.length, end, text: '' },
    safe: true,
  };
}

/** `KEY true`, `KEY alice`: a key is one word, and so is most that stands behind one. */
export function valueWithoutColon(line: Line): Repair | undefined {
  const found = new RegExp(`^ *(?:- +)?(${KEY})( +)(?=[\\w.@-]+$)`).exec(line.text.slice(0, line.end));
  if (found === null) return undefined;
  const [whole, key = '', blank = ''] = found;
  const start = line.start + whole.length - blank.length;
  const edit = { start, end: start + blank.length, text: ': ' };
  return {
    summary: `The colon after "${key}" is missing`,
    span: [start - key.length, start],
    hint: `Write: ${withEdit(line, edit)}`,
    edit,
    // What a word behind it was meant for is a guess.
    safe: false,
  };
}

export function withEdit(line: Line, { start, end, text }: Repair['edit']): string {
  const [from, to] = [start - line.start, end - line.start];
  return (line.text.slice(0, from) + text + line.text.slice(to, line.end)).trim();
}
