import { DiagnosticError } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnostic.ts';

/** An error of one diagnostic. */
export function failure(code: DiagnosticCode, summary: string, hint: string): DiagnosticError {
  return new DiagnosticError([{ code, severity: 'error', summary, hint }]);
}
