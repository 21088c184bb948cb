/** What a check of access finds: who gets what they must not, with a person for whom it is so. */
import type { AccessCause, AccessSeverity } from '../compare/access-change.ts';
import type { Person, Tri } from '../facts/facts.ts';
import type { Named } from '../facts/policy-view.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Step } from '../relation/answer.ts';
import type { AccessCapability } from '../relation/capability.ts';

/** The checks, by their ids: those of options, exceptions and reports. */
export const ACCESS_CHECKS = ['no-new-access', 'no-public', 'not-granted', 'guarantee'] as const;

export type AccessCheck = (typeof ACCESS_CHECKS)[number];

/** The reasoning about one person, on one side of a change. */
export interface Explained {
  readonly verdict: Tri;
  readonly steps: readonly Step[];
}

/** A person for whom it is so. */
export interface Counterexample {
  /** Absent where single people of the sort differ in what is not known, or nobody is of it yet. */
  readonly person?: Person;
  /** Who that is, in words. */
  readonly text: string;
  /** Only where two sides are compared. */
  readonly before?: Explained;
  readonly after: Explained;
}

export interface Violation {
  readonly check: AccessCheck;
  /** The one that is broken; only of the check `guarantee`. */
  readonly guarantee?: string;
  readonly capability: AccessCapability;
  /** All of whom it is so. */
  readonly requestor: RequestorName;
  /** The package, catalog or organization. */
  readonly about: Named;
  readonly severity: AccessSeverity;
  /** False where missing facts leave it open. */
  readonly certain: boolean;
  /** One sentence without a trailing full stop; untrusted text inside. */
  readonly summary: string;
  /** What else there is to know, a line each. */
  readonly details: readonly string[];
  /** The lines that did it. */
  readonly causes: readonly AccessCause[];
  /** Absent where it is not about getting in. */
  readonly counterexample?: Counterexample;
}
