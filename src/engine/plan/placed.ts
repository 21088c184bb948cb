import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Change } from '../../plan/plan.ts';

/** The place of a change, for the line of the file that a diagnostic is about. */
export function rangeOf(source: Change['source']): Pick<Diagnostic, 'range'> {
  if (source === undefined) return {};
  const start = { line: source.line, column: source.column, offset: 0 };
  return { range: { file: source.file, start, end: start } };
}
