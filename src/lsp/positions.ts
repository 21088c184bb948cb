/** Places and findings in the protocol's terms. */
import path from 'node:path';
import type { Diagnostic as Found, Position as Place, SourceRange } from '../diagnostics/diagnostic.ts';
import type { Diagnostic, Position, Range } from 'vscode-languageserver/node';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { uriOf } from './uris.ts';

/** Our lines and columns are one-based, the protocol's zero-based; both count UTF-16 code units. */
export function rangeOf({ start, end }: Pick<SourceRange, 'start' | 'end'>): Range {
  return { start: position(start), end: position(end) };
}

function position({ line, column }: Place): Position {
  return { line: line - 1, character: column - 1 };
}

const TOP: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A finding; `cwd` is the folder that the names of its files are relative to. */
export function diagnosticOf(found: Found, cwd: string): Diagnostic {
  const { code, severity, summary, detail, hint, range, related = [] } = found;
  const others = range?.also === undefined ? related : [...related, range.also];
  return {
    source: 'entente',
    code,
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    message: [summary, detail, hint].filter((text) => text !== undefined).join('\n'),
    range: range === undefined ? TOP : rangeOf(range),
    relatedInformation: others.map((other) => ({
      message: other.message,
      location: { uri: uriOf(path.resolve(cwd, other.range.file)), range: rangeOf(other.range) },
    })),
  };
}
