/** What each guard judges. */
import type { Plan } from '../../plan/plan.ts';
import type { StateDocument } from '../../state/document.ts';

/** As much of the options of an apply as a guard asks for. */
export interface Consent {
  readonly allowAccessLoss?: boolean;
  /** Roles of the directory may be handed out. */
  readonly allowPrivileged?: boolean;
  readonly maxDeletes?: number;
  /** Creations of unknown outcome may be sent again, all of them. */
  readonly createAgain?: boolean;
  readonly settle?: readonly string[];
  readonly removeTwins?: boolean;
  /** The user reads the plan and is asked before anything is done. */
  readonly asked: boolean;
}

/** A plan that is about to be carried out. */
interface GuardedPlan {
  readonly plan: Plan;
  readonly consent: Consent;
  /** Before anything is done. */
  readonly state: StateDocument;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Throws a GUARD_* for what nobody has agreed to. */
export type Guard = (guarded: GuardedPlan) => void;
