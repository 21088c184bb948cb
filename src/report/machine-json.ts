/** Small results of commands as JSON, for the programs that run them: `formatVersion` rises when members change. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../model/printable.ts';
import type { JsonValue } from '../model/value.ts';

/** A result as a document, with a trailing line break. */
export function machineJson(result: Readonly<Record<string, unknown>>): string {
  return `${printableJson(JSON.stringify({ formatVersion: 1, ...result }, null, 2))}\n`;
}

/** A diagnostic with its place, one-based; members that it lacks are null. */
export function diagnosticJson(found: Diagnostic): Readonly<Record<string, JsonValue>> {
  const { code, severity, summary, detail, hint, address, range } = found;
  return {
    code,
    severity,
    summary,
    detail: detail ?? null,
    hint: hint ?? null,
    address: address ?? null,
    source:
      range === undefined ? null : { file: range.file, line: range.start.line, column: range.start.column },
  };
}
