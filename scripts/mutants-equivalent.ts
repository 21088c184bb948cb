/** Mutants that no test can notice, each with the reason; the runner leaves them out. */
interface Equivalent {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
