/** Relations that are known not to hold, by kind; a test fails as soon as one of them is mended. */
import type { Breach } from './run.ts';

export interface KnownBreach {
  readonly name: string;
  readonly reason: string;
  readonly relation: string;
  readonly is: (breach: Breach) => boolean;
  /** An edit that shows it. */
  readonly example: { readonly world: number; readonly edit: number };
}

export const KNOWN_BREACHES: readonly KnownBreach[] = [];

export const knownBreach = (breach: Breach): KnownBreach | undefined =>
  KNOWN_BREACHES.find(({ is }) => is(breach));
