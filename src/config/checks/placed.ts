import type { ResourceAddress } from '../../model/address.ts';
import type { Finding } from '../../kinds/kind.ts';
import type { AttributePath } from '../../model/path.ts';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import type { Aspect } from '../yaml/source-node.ts';

/** A diagnostic whose range the caller adds from its path. */
export type Placed = Diagnostic & {
  readonly path: AttributePath;
  /** The part of the entry that is wrong, where it is not what a reader looks for first. */
  readonly aspect?: Aspect;
  /** Address of what is named and not declared: its uses have one cause, whatever they call it. */
  readonly missing?: ResourceAddress;
};

/** What the service refuses when the object at an address is sent as it is declared. */
export type Refusal = Placed &
  Required<Pick<Finding, 'refused'>> &
  Pick<Finding, 'about'> & { readonly address: ResourceAddress };

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

/** The same with a second place of the document, if there is one. */
export function besides(placed: Placed, message: string, path: AttributePath | undefined): Placed {
  return path === undefined ? placed : { ...placed, other: { message, path } };
}
