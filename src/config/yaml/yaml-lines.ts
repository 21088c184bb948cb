/** Lines of a YAML text that may not be one: where their content, comment and value stand. Pure. */

/** One line: its offset, and its parts. */
export interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
  /** Offset within the line behind which nothing but blanks and a comment follows. */
  readonly end: number;
}

export const KEY = String.raw`(?:[A-Za-z0-9_$][\w$.@/-]*|"[^"]*"|'[^']*')`;

/** The plain value of `KEY: VALUE` to the end of the line, without the comment. */
export function valueOf(line: Line): { readonly start: number; readonly text: string } | undefined {
  const found = new RegExp(`^ *(?:- +)*(?:${KEY}:(?: +|$))?`).exec(line.text);
  const from = found?.[0].length ?? 0;
  const text = line.text.slice(from, line.end);
  return text === '' ? undefined : { start: line.start + from, text };
}

export function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return lineFrom(text, start);
}

function lineFrom(text: string, start: number): Line {
  const next = text.indexOf('\n', start);
  const line = text.slice(start, next === -1 ? text.length : next).replace(/\r$/, '');
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const tabbed = /^\s*\t/.test(line);
  return { start, text: line, indent: tabbed ? -1 : indent, end: contentEnd(line) };
}

/** Where the comment of a line begins, without the blanks before it. */
function contentEnd(line: string): number {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const each = line.charAt(at);
    const previous = line.charAt(at - 1);
    if (quote !== '') quote = each === quote ? '' : quote;
    else if (/["']/.test(each) && /^$|[\s[{,]/.test(previous)) quote = each;
    else if (each === '#' && /^$|\s/.test(previous)) return trimmedEnd(line, at);
  }
  return trimmedEnd(line, line.length);
}

export function trimmedEnd(line: string, end: number): number {
  return line.slice(0, end).trimEnd().length;
}

/** The nearest line before an offset that is neither blank nor a comment. */
export function contentBefore(text: string, start: number): Line | undefined {
  for (let at = start; at > 0;) {
    const line = lineAt(text, at - 1);
    if (line.end > 0) return line;
    at = line.start;
  }
  return undefined;
}

export function contentAfter(text: string, end: number): Line | undefined {
  for (let at = text.indexOf('\n', end); at !== -1; at = text.indexOf('\n', at + 1)) {
    const line = lineFrom(text, at + 1);
    if (line.end > 0) return line;
  }
  return undefined;
}

export function content({ text, end }: Line): string {
  return text.slice(0, end).trim();
}
