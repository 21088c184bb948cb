/** Entries that are known to be refuted by the tenant, by kind; a test fails as soon as one of them is mended. */
import type { Refutation } from './run.ts';

export interface KnownRefutation {
  readonly name: string;
  readonly reason: string;
  readonly is: (refutation: Refutation) => boolean;
  /** An edit that shows it. */
  readonly example: { readonly world: number; readonly edit: number };
}

export const KNOWN_REFUTATIONS: readonly KnownRefutation[] = [
  {
    name: 'what only a request shows is said of what a rule gives',
    reason: 'An assignment by rule asks no questions, and a package that is hidden is assigned all the same',
    is: ({ kind }) => kind === 'changed receive of attributeRule',
    example: { world: 146, edit: 0 },
  },
  {
    name: 'a stage that nobody reaches is told as if it were',
    reason:
      'Whoever approves after a stage that nobody can approve never does; the replay finds no request that comes so far',
    is: ({ kind, attribute }) =>
      / (approve|assign) of /.test(kind) && attribute.includes('requestApprovalSettings.stages'),
    example: { world: 115, edit: 0 },
  },
  {
    name: 'the end of the last access is not reached',
    reason:
      'The replay follows a few people only, and finds none whose last access ends while somebody approves it',
    is: ({ attribute }) => attribute.startsWith('settings.'),
    example: { world: 149, edit: 0 },
  },
];

export const knownRefutation = (refutation: Refutation): KnownRefutation | undefined =>
  KNOWN_REFUTATIONS.find(({ is }) => is(refutation));
