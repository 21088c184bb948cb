/** What mends a line that is not YAML. */
import type { Span } from './source-node.ts';

/** A slip in words, and the text that mends it. */
export interface Repair {
  /** One sentence without a full stop. */
  readonly summary: string;
  /** Where it is told. */
  readonly span: Span;
  readonly hint: string;
  /** The replacement of a stretch of the text. */
  readonly edit: { readonly start: number; readonly end: number; readonly text: string };
  /** It changes how the line is spelled and nothing that it means; false for a guess at the structure. */
  readonly safe: boolean;
}
