import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';

/** A diagnostic whose range the caller adds from its path. */
export type Placed = Diagnostic & { readonly path: AttributePath };

/** An error at a place of the merged document. */
export function fault(
  code: DiagnosticCode,
  path: AttributePath,
  summary: string,
  hint: string,
  address?: ResourceAddress,
): Placed {
  return { code, severity: 'error', path, summary, hint, ...(address !== undefined && { address }) };
}
