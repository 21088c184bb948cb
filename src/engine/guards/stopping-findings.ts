/** Findings that make a plan one with errors: nobody can agree to it. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { ACCESS_LOSS } from '../../plan/access-loss.ts';
import type { Plan, PlanFinding, ShownPlan } from '../../plan/plan.ts';
import { TWIN } from '../../plan/twins.ts';
import { findingDiagnostic } from '../plan/finding-diagnostic.ts';

/** Rules whose errors make a plan one with errors. */
const STOPPING: readonly string[] = [ACCESS_LOSS, TWIN];

/** Whether a finding makes its plan one with errors: nobody can agree to it. */
function stops({ rule, severity }: PlanFinding): boolean {
  return severity === 'error' && STOPPING.includes(rule);
}

/** A plan with such findings as it is shown: they are told as errors, and it has no digest that could be agreed to. */
export function refusedPlan({ digest: _, findings, ...plan }: Plan): ShownPlan {
  return { ...plan, findings: findings.filter((finding) => !stops(finding)) };
}

/** Those findings of a plan, as errors. */
export function stoppingFindings({ findings }: Pick<Plan, 'findings'>): Diagnostic[] {
  return findings.filter(stops).map(findingDiagnostic);
}
