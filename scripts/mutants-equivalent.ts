/** Mutants that no test can notice, each with the reason; the runner leaves them out. */
interface Equivalent {
  readonly file: string;
  /** The whole line that the mutant begins in, without the space around it. */
  readonly line: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'src/plan/decide.ts',
    line: 'const nothing = { changedPaths: [], replacePaths: [], after: undefined, desired: undefined, stale: false };',
    before: 'false',
    after: 'true',
    why: 'What is undeclared is deleted or forgotten, and `stale` is looked at only where the action is a noop.',
  },
];
