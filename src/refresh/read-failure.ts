import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GraphError } from '../graph/port.ts';

/** A failed read as an error that the CLI can print; nothing is planned on a tenant that was read in part. */
export function readFailure(error: GraphError): DiagnosticError {
  // No token, for example: that says it better than the request that was not sent.
  if (error.cause instanceof DiagnosticError) return error.cause;
  const requestId = error.requestId === undefined ? '' : `, request-id ${error.requestId}`;
  return new DiagnosticError([
    {
      code: 'REFRESH_INCOMPLETE',
      severity: 'error',
      summary: `Could not read the tenant: ${error.message}`,
      detail: `${error.method} ${error.path} answered ${error.status === 0 ? 'nothing' : error.status} ${error.code}${requestId}`,
      hint: hintOf(error),
    },
  ]);
}

function hintOf({ status, code }: GraphError): string {
  const again = 'Nothing was planned, because a tenant read in part looks like deletions';
  if (code === 'Timeout') return `${again}. Try again, or wait longer with --timeout`;
  if (['AnswerTooLarge', 'BrokenAnswer', 'ForeignAnswer'].includes(code))
    return `${again}. Check ENTENTE_GRAPH_URL, if it is set, and proxies on the way`;
  if (status === 401) return 'Sign in again, or check ENTENTE_GRAPH_TOKEN';
  if (status === 403)
    return 'The caller needs EntitlementManagement.Read.All, and the tenant a governance licence; with roles on catalogs alone, limit the run to these: --catalog KEY';
  return `${again}. Try again`;
}
