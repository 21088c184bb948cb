/** Only what was reviewed is carried out. */
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { movedSince } from '../../plan/agreed.ts';
import type { Plan, PlanOrigin } from '../../plan/plan.ts';
import { checkSavedPlan } from '../../plan/saved.ts';

/** Throws PLAN_NOT_REVIEWED when `plan` is another than the one that was reviewed. */
export function guardReviewed(what: string, { digest }: Plan, expected: string | undefined): void {
  if (expected === undefined || digest === expected) return;
  throw failure(
    'PLAN_NOT_REVIEWED',
    `${what} has the digest ${digest}, but the one that was reviewed has ${expected}`,
    'Something moved since the review: have this plan reviewed, or find out what with the saved plan (apply FILE)',
  );
}

/** Throws PLAN_* when a saved plan was made from something else than what is there now. */
export function guardOrigin(saved: Plan, now: Pick<PlanOrigin, 'configuration' | 'tenant' | 'state'>): void {
  const moved = checkSavedPlan(saved, now);
  if (moved.length > 0) throw new DiagnosticError(moved);
}

/** Throws when a plan that was made again does something else than the saved one. */
export function guardMoved(saved: Plan, again: Plan): void {
  const since = movedSince(saved, again);
  if (since.length > 0) throw new DiagnosticError(since);
}
