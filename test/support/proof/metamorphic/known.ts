/** Relations that are known not to hold, by kind; a test fails as soon as one of them is mended. */
import type { Expected } from '../expected.ts';
import { expectedIn } from '../expected.ts';
import type { Breach } from './run.ts';

interface KnownBreach extends Expected<[Breach]> {
  readonly relation: string;
}

export const KNOWN_BREACHES: readonly KnownBreach[] = [];

export const knownBreach = (breach: Breach): KnownBreach | undefined => expectedIn(KNOWN_BREACHES, breach);
