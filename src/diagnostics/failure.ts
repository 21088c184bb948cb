import { DiagnosticError } from './diagnostic.ts';

/** An error of one diagnostic. */
export function failure(code: string, summary: string, hint: string): DiagnosticError {
  return new DiagnosticError([{ code, severity: 'error', summary, hint }]);
}
