/**
 * Every code of a diagnostic, by subject: docs/error-codes.md and `entente explain` are made of it, and the type of a
 * diagnostic's code is derived from it. Imported as a value by what explains codes only.
 */
import { CONFIGURATION } from './configuration.ts';
import type { CodeEntry } from './entry.ts';
import { KINDS } from './kinds.ts';
import { PLANNING } from './planning.ts';
import { SERVICES } from './services.ts';
import { STATE } from './state.ts';

const TABLE = { ...CONFIGURATION, ...KINDS, ...PLANNING, ...STATE, ...SERVICES } as const;

/** A code that the table explains. */
export type TableCode = keyof typeof TABLE;

/** Subjects in the order of the page, each with its codes. */
export const SUBJECTS: readonly {
  readonly title: string;
  readonly codes: Readonly<Record<string, CodeEntry>>;
}[] = [
  { title: 'Configuration', codes: CONFIGURATION },
  { title: 'Resources and names', codes: KINDS },
  { title: 'Plan, apply, import, access', codes: PLANNING },
  { title: 'State', codes: STATE },
  { title: 'Services', codes: SERVICES },
];

/** The entries by code. */
export const CODES: Readonly<Record<string, CodeEntry>> = TABLE;
