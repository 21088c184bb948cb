import type { DeclaredPlace } from '../model/declared-place.ts';
import { counted, firstOf } from '../model/counted.ts';
import { printable } from '../model/printable.ts';

export { counted, firstOf, printable };

/** Emphasis on a terminal; every function is the identity where there is no colour. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** A style with or without ANSI colours. */
export function createStyle(color: boolean): Style {
  const paint = (name: keyof typeof CODES) => (text: string) =>
    color && text !== '' ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}

/** The same in double quotes, as JSON writes strings. */
export function quoted(text: string): string {
  return printable(JSON.stringify(text));
}

/** `file:line`, with the second place of what a template says; `exact`: with the column. */
export function placeText({ file, line, column, also, removed }: DeclaredPlace, exact = false): string {
  const from = removed === true ? 'removed from ' : '';
  const place = `${from}${printable(file)}:${line}${exact ? `:${column}` : ''}`;
  return also === undefined
    ? place
    : `${place} (${printable(also.message)} ${printable(also.file)}:${also.line})`;
}

const COLOUR = /\u001b\[\d*m/g;

/** Lines of a screen that a text takes, with those that are longer than the screen is wide. */
export function screenLines(text: string, columns: number): number {
  const lines = text.replace(COLOUR, '').split('\n');
  return lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / columns)), 0);
}
