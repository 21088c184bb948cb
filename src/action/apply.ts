/** The action's apply: a saved plan, what was reviewed, or what the configuration says now. */
import type { ApplyEvent } from '../apply/events.ts';
import { isComplete } from '../apply/events.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { exitCodeOf } from '../engine/interruption.ts';
import { apply as applyOf } from '../engine/apply/apply.ts';
import type { RecordedPlan } from '../github/plan-record.ts';
import { applyMarkdown } from '../report/apply-markdown.ts';
import type { AppliedChange } from '../report/apply-markdown.ts';
import { renderApplyEvent, renderApplySummary } from '../report/apply-text.ts';
import { renderPlan } from '../report/plan-text.ts';
import { createStyle } from '../report/style.ts';
import { log } from './job-host.ts';
import type { Job, Outcome } from './outcome.ts';
import { explainRefusal } from './refused.ts';
import { projectOf, running } from './running.ts';

const PLAIN = createStyle(false);

/** What an apply must find: a digest, and the plan that was approved with it where that is recorded. */
export interface Expected {
  readonly digest: string | undefined;
  readonly approved?: RecordedPlan | undefined;
}

export async function apply(job: Job, { digest, approved }: Expected): Promise<Outcome> {
  const { planFile, maxDeletes, allowAccessLoss, allowPrivileged, lockTimeout, targets } = job.inputs;
  const changes: AppliedChange[] = [];
  const options = { ...projectOf(job), refresh: true, target: targets, allowAccessLoss, allowPrivileged };
  const progress = { ended: false };
  const outcome = await running(job, 'apply', async ({ host }) => {
    try {
      const result = await applyOf(
        {
          ...options,
          planFile,
          autoApprove: true,
          ...(maxDeletes !== undefined && { maxDeletes }),
          expectDigest: digest,
          lockTimeout,
          onPlan: (plan) => log(renderPlan(plan, { color: false })),
          onEvent(event) {
            log(renderApplyEvent(event, PLAIN));
            noteChange(changes, event);
          },
        },
        host,
      );
      if (result.summary === undefined) throw new Error('An apply in a job cannot prompt');
      const { summary, failures, sources, interruption } = result;
      progress.ended = true;
      await host.diagnostics(failures, sources);
      const told = renderApplySummary(summary, PLAIN);
      log(told);
      await host.diagnostics(interruption?.diagnostics ?? []);
      const wrong = !isComplete(summary) || interruption !== undefined;
      return {
        exitCode: interruption !== undefined ? exitCodeOf(interruption.signal) : wrong ? 1 : 0,
        failed: wrong,
        summary: told,
        hasChanges: changes.some(hasDone),
        markdown: (shape) => applyMarkdown({ changes, failures: errorsIn(host.found), summary }, shape),
        digest: digest ?? '',
      };
    } catch (error) {
      if (!(error instanceof DiagnosticError) || approved === undefined) throw error;
      if (!error.diagnostics.some(({ code }) => code === 'PLAN_NOT_REVIEWED')) throw error;
      throw new DiagnosticError(await explainRefusal(options, host, error.diagnostics, approved), error);
    }
  });
  return progress.ended || changes.length === 0 ? outcome : endedEarly(outcome, changes);
}

/** What an apply did that ended before it could say what it came to. */
function endedEarly(outcome: Outcome, changes: readonly AppliedChange[]): Outcome {
  const failures = errorsIn(outcome.diagnostics);
  return {
    ...outcome,
    summary: 'Apply ended early.',
    hasChanges: changes.some(hasDone),
    markdown: (options) => applyMarkdown({ changes, failures, summary: undefined }, options),
  };
}

function errorsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

function hasDone({ outcome }: AppliedChange): boolean {
  return outcome === 'complete' || outcome === 'incomplete';
}

function outcomeOf(event: Exclude<ApplyEvent, { type: 'apply_moved' | 'apply_start' }>) {
  if (event.type === 'apply_complete') return 'complete';
  if (event.type === 'apply_errored') return 'errored';
  return event.incomplete ? 'incomplete' : 'skipped';
}

/** The latest word on each address counts: a write of unknown outcome is settled later in the same run. */
function noteChange(changes: AppliedChange[], event: ApplyEvent): void {
  if (event.type === 'apply_moved' || event.type === 'apply_start') return;
  const earlier = changes.findIndex(({ address }) => address === event.address);
  if (earlier !== -1) changes.splice(earlier, 1);
  changes.push({
    address: event.address,
    action: event.action,
    outcome: outcomeOf(event),
    id: event.type === 'apply_complete' ? event.id : undefined,
    because: event.type === 'apply_skipped' ? event.because : undefined,
  });
}
