import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Checkup } from './checkup.ts';

/** What an error says that a user can mend; any other is thrown on. */
export function refusals(error: unknown): readonly Checkup[] {
  if (!(error instanceof DiagnosticError)) throw error;
  return error.diagnostics.map(({ summary, detail, hint }) => ({
    verdict: 'bad',
    summary,
    ...(detail !== undefined && { facts: detail.split('\n') }),
    ...(hint !== undefined && { advice: hint }),
  }));
}
