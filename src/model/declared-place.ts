/** Where a configuration says something. */
export interface DeclaredPlace {
  /** Relative to the working folder. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 code units. */
  readonly column: number;
  /** The line is gone: this is the line of what it was removed from. */
  readonly removed?: true;
  /** The second place of what a template or a default says, or takes, and the words before it: `used at`. */
  readonly also?: { readonly message: string; readonly file: string; readonly line: number };
}
