/** Entries that are known to be refuted by the tenant, by kind; a test fails as soon as one of them is mended. */
import type { Refutation } from './run.ts';

export interface KnownRefutation {
  readonly name: string;
  readonly reason: string;
  readonly is: (refutation: Refutation) => boolean;
  /** An edit that shows it. */
  readonly example: { readonly world: number; readonly edit: number };
}

export const KNOWN_REFUTATIONS: readonly KnownRefutation[] = [];

export const knownRefutation = (refutation: Refutation): KnownRefutation | undefined =>
  KNOWN_REFUTATIONS.find(({ is }) => is(refutation));
