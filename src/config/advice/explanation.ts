/** What is said of one fault against a schema. */
import type { AttributePath } from '../../model/path.ts';
import type { DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import type { Aspect } from '../yaml/source-node.ts';

export interface Explanation {
  readonly code: DiagnosticCode;
  readonly summary: string;
  readonly hint: string;
  /** Where, when it is not the value itself. */
  readonly path?: AttributePath;
  readonly aspect?: Aspect;
  /** Brackets or braces are missing around the value. */
  readonly ofShape?: true;
  /** What `validate --fix` writes in its place. */
  readonly fix?: { readonly was: string; readonly text: string };
}
