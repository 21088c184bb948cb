import path from 'node:path';
import { formatPlan, unsealedPlan } from '../../apply/plan-file.ts';
import { refusedPlan } from '../../engine/guards/stopping-findings.ts';
import { savePlan } from '../../engine/plan/plan-files.ts';
import type { Planned, PlanOptions } from '../../engine/plan/plan.ts';
import { plan as planOf } from '../../engine/plan/plan.ts';
import { hasChanges } from '../../plan/saved.ts';
import { renderPlan, renderSummary } from '../../report/plan-text.ts';
import { fileOutputs } from '../put-page.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface PlanCommandOptions extends GlobalOptions, PlanOptions {
  readonly out?: string;
  readonly json?: boolean;
  /** One line for each resource. */
  readonly summary?: boolean;
  readonly detailedExitcode?: boolean;
}

/** `entente plan` */
export async function plan(options: PlanCommandOptions, terminal: Terminal): Promise<number> {
  const planned = await planOf({ ...options, outputs: fileOutputs(options.out) }, terminal);
  if (planned.errors.length > 0) return showErrors(planned, options, terminal);
  const { plan: made } = planned;
  if (options.json === true) terminal.document(formatPlan(made));
  else if (options.summary === true) terminal.data(renderSummary(made, terminal));
  else terminal.data(renderPlan(made, terminal));
  if (options.out !== undefined) {
    await savePlan(made, path.resolve(terminal.cwd, options.out), options.out);
    terminal.progress(
      `\nSaved the plan to ${options.out}. To execute exactly this: entente apply ${options.out}`,
    );
  }
  return options.detailedExitcode === true && hasChanges(made) ? 2 : 0;
}

/** It cannot be approved, so it has no digest and no file. */
async function showErrors(
  { plan: made, errors, sources }: Planned,
  { json }: PlanCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { digest: _, ...unsealed } = made;
  if (json === true) terminal.document(unsealedPlan(unsealed));
  else terminal.data(renderPlan(refusedPlan(made), terminal));
  await terminal.diagnostics(errors, sources);
  terminal.progress('\nThis plan cannot be applied.');
  return 1;
}
