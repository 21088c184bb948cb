/** Diagnostics with the line of the file that they are about. */
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { firstOf } from '../model/counted.ts';
import { groupBy } from '../model/group-by.ts';
import type { Style } from './style.ts';
import { createStyle, printable } from './style.ts';

const MAX_LINE = 120;

/** A diagnostic, or a finding of a governance rule, whose id stands for the code and which may only be worth a note. */
export type Notice = Omit<Diagnostic, 'severity' | 'code'> & {
  readonly code: string;
  readonly severity: Diagnostic['severity'] | 'note';
};

/** Diagnostics as text, one paragraph each. `sources` maps shown file names to their texts. */
export function renderDiagnostics(
  diagnostics: readonly Notice[],
  sources: ReadonlyMap<string, string>,
  options: { readonly color: boolean },
): string {
  const style = createStyle(options.color);
  const lineAt = lineReader(sources);
  const alike = groupBy(diagnostics, saying);
  return diagnostics
    .flatMap((diagnostic) => {
      const all = alike.get(saying(diagnostic)) ?? [];
      if (all.length <= MOST_ALIKE) return [renderDiagnostic(diagnostic, lineAt, style)];
      const [first, ...others] = all;
      return diagnostic === first ? [`${renderDiagnostic(first, lineAt, style)}\n${alsoAt(others)}`] : [];
    })
    .map((text) => `${text}\n`)
    .join('\n');
}

/** More that say the same are shown once, with the places of the others. */
const MOST_ALIKE = 3;
/** More places are counted. */
const MOST_PLACES = 5;

/** The same for notices that differ in nothing but their places. */
function saying({ severity, code, summary, detail, hint, related }: Notice): string {
  return JSON.stringify([severity, code, summary, detail, hint, related]);
}

function alsoAt(others: readonly Notice[]): string {
  const places = others.flatMap(({ range, address }) =>
    range === undefined ? (address ?? []) : [placeOf(range)],
  );
  return `  The same: ${firstOf(places, MOST_PLACES, others.length)}`;
}

/** The text of a line of a file, counted from 1; undefined where it is not known. */
type LineReader = (file: string, line: number) => string | undefined;

/** Splits each file once: there may be thousands of diagnostics of one large file. */
function lineReader(sources: ReadonlyMap<string, string>): LineReader {
  const split = new Map<string, readonly string[]>();
  return (file, line) => {
    const lines = split.get(file) ?? sources.get(file)?.split(/\r?\n/) ?? [];
    split.set(file, lines);
    return lines[line - 1];
  };
}

function renderDiagnostic(diagnostic: Notice, lineAt: LineReader, style: Style): string {
  const { severity, code, summary, detail, hint, range, address, related } = diagnostic;
  const paint = { error: style.red, warning: style.yellow, note: style.cyan }[severity];
  const label = paint(style.bold(severity));
  const place = range === undefined ? '' : `${placeOf(range)}: `;
  const lines = [`${place}${label} ${style.dim(code)}: ${style.bold(printable(summary))}`];
  if (range !== undefined) lines.push(...frame(range, lineAt, style));
  else if (address !== undefined && !summary.includes(address)) lines.push(`  in ${printable(address)}`);
  const also = range?.also;
  for (const { message, range: other } of [...(related ?? []), ...(also === undefined ? [] : [also])])
    lines.push(`  ${printable(message)}: ${placeOf(other)}`, ...frame(other, lineAt, style));
  if (detail !== undefined) lines.push(...detail.split('\n').map((line) => `  ${printable(line)}`));
  if (hint !== undefined) lines.push(`  ${style.cyan('→')} ${printable(hint)}`);
  return lines.join('\n');
}

/** `file:line:column`, which terminals and editors turn into a link. */
function placeOf({ file, start }: SourceRange): string {
  return `${printable(file)}:${start.line}:${start.column}`;
}

function frame({ file, start, end }: SourceRange, lineAt: LineReader, style: Style): string[] {
  const line = lineAt(file, start.line);
  if (line === undefined || line.length > 10_000) return [];
  const from = Math.max(0, Math.min(start.column - 1 - MAX_LINE / 2, line.length - MAX_LINE));
  const cut = line.slice(from, from + MAX_LINE);
  const length = end.line === start.line ? Math.max(1, end.column - start.column) : 1;
  const caret =
    ' '.repeat(shown(cut.slice(0, start.column - 1 - from)).length) +
    '^'.repeat(Math.min(length, Math.max(1, from + MAX_LINE - start.column + 1)));
  const number = String(start.line);
  const gutter = ' '.repeat(number.length);
  return [style.dim(`  ${number} | `) + shown(cut), style.dim(`  ${gutter} | `) + style.red(caret)];
}

/** A stretch of source; what cannot be shown is spelled out, and the caret moves with it. */
function shown(source: string): string {
  return printable(source.replaceAll('\t', ' '));
}
