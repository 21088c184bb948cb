/** What an apply is told, and what comes of it. */
import type { ApplyEvent, ApplySummary } from '../../apply/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Consent } from '../guards/guarded.ts';
import type { ConsentOptions } from '../guards/consent.ts';
import type { Interrupted } from '../interruption.ts';
import type { PlanFlags } from '../plan/make-plan.ts';
import type { ProjectOptions } from '../project.ts';

export interface ApplyOptions extends ProjectOptions, PlanFlags, ConsentOptions, Omit<Consent, 'asked'> {
  /** SHA-256 (hex) of the plan that was reviewed. */
  readonly expectDigest?: string | undefined;
  /** Seconds to wait for the lock of the state. */
  readonly lockTimeout: number;
  /** Called with the plan before it is approved. */
  readonly onPlan?: (plan: Plan) => Promise<void> | void;
  readonly onEvent?: (event: ApplyEvent) => void;
}

export type ApplyResult = Cancelled | Applied;

/** The person who was asked did not agree. */
interface Cancelled {
  readonly plan: Plan;
  readonly summary: undefined;
}

interface Applied {
  /** A signal ended it before all was done; the state and its lock are as this says. */
  readonly interruption?: Interrupted;
  readonly plan: Plan;
  readonly summary: ApplySummary;
  /** What was not done, and why; changes that were skipped for it have none of their own. */
  readonly failures: readonly Diagnostic[];
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** How often the service asked to wait, and for how many milliseconds in all. */
  readonly throttling: { readonly throttled: number; readonly waitedMs: number };
}
