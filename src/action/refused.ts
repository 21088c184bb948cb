/** Commands that failed, and an apply that was refused because what it would do is not what was approved. */
import { unpackAgreed } from '../apply/agreed-record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RecordedPlan } from '../github/plan-record.ts';
import type { ReviewedPlan } from '../github/reviewed-plan.ts';
import { REVIEW_ANEW } from '../github/review-anew.ts';
import { movedSince } from '../plan/agreed.ts';
import { diagnosticAnnotation } from '../report/annotations.ts';
import { failedMarkdown } from '../report/apply-markdown.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Host } from '../engine/host.ts';
import type { PlanOptions } from '../engine/plan/plan.ts';
import { plan } from '../engine/plan/plan.ts';
import type { Outcome } from './outcome.ts';

interface Ending {
  readonly exitCode?: number;
  readonly interrupted?: boolean;
  readonly abandoned?: boolean;
}

/** The outcome of a command that ended with nothing else to report than its errors and warnings. */
export function failedOutcome(
  what: string,
  diagnostics: readonly Diagnostic[],
  { exitCode = 1, interrupted = false, abandoned = false }: Ending = {},
): Outcome {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return {
    exitCode,
    failed: true,
    interrupted,
    abandoned,
    summary:
      first === undefined
        ? `${what} failed; the log says why`
        : `${what} failed: ${first.code}: ${first.summary}`,
    hasChanges: false,
    markdown: (options) => failedMarkdown(what, diagnostics, options),
    annotations: diagnostics.map(diagnosticAnnotation),
    diagnostics,
    digest: '',
  };
}

/** Why there is no approved plan; where it changed after the approval, in what. */
export function refusalOf({ refusal, changed }: ReviewedPlan): readonly Diagnostic[] {
  if (refusal === undefined) return [];
  const [approved, last] = [changed?.approved, changed?.last].map((record) => record && unpacked(record));
  const differences =
    approved === undefined || last === undefined ? [] : movedSince(approved, last).map(withoutHint);
  return [refusal, ...differences];
}

function unpacked({ content, digest }: RecordedPlan) {
  return unpackAgreed(content, digest);
}

/** How to go on is said once. */
function withoutHint({ hint: _, ...diagnostic }: Diagnostic): Diagnostic {
  return diagnostic;
}

/**
 * What an apply was told that would have done something else than the approved plan: with what differs, object by
 * object, where the approved plan is known and a plan can be made now.
 */
export async function explainRefusal(
  options: PlanOptions,
  host: Host,
  diagnostics: readonly Diagnostic[],
  approved: RecordedPlan,
): Promise<readonly Diagnostic[]> {
  const agreed = unpacked(approved);
  const said = diagnostics.map((diagnostic) =>
    diagnostic.code === 'PLAN_NOT_REVIEWED' ? { ...diagnostic, hint: REVIEW_ANEW } : diagnostic,
  );
  if (agreed === undefined) return said;
  try {
    const { plan: now, errors } = await plan(options, host);
    return errors.length > 0 ? said : [...said, ...movedSince(agreed, now).map(withoutHint)];
  } catch (error) {
    if (error instanceof DiagnosticError) return said;
    throw error;
  }
}
