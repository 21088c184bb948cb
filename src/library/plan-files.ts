/** Plans in files, for an apply in another process. */
import path from 'node:path';
import { readPlan as readOf, savePlan as saveOf } from '../engine/plan/plan-files.ts';
import type { Plan } from '../plan/plan.ts';
import { checkValue, isRecord, optionFailure, text } from './options.ts';

const FILE = text('the path of a file');

/**
 * Saves a plan for `apply({ planFile })`, readable by its owner alone. `file`: absolute, or relative to the process's
 * folder. Rejects with DiagnosticError: PLAN_FILE_WRITE.
 */
export async function savePlan(plan: Plan, file: string): Promise<void> {
  if (!isRecord(plan) || typeof plan.digest !== 'string')
    throw optionFailure(
      'savePlan: the first argument is not a plan',
      'It takes `plan` of what plan returned',
    );
  checkValue('savePlan', 'file', file, FILE);
  await saveOf(plan, path.resolve(file), file);
}

/** A saved plan. Rejects with DiagnosticError: `PLAN_FILE_*` for a file that is not a plan, or was changed by hand. */
export async function readPlan(file: string): Promise<Plan> {
  checkValue('readPlan', 'file', file, FILE);
  return readOf(path.resolve(file), file);
}
