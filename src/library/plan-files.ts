/** Plans in files, for an apply in another process. */
import path from 'node:path';
import type { OwnFiles } from '../config/own-files.ts';
import { requireFreeOutputs } from '../engine/outputs.ts';
import { readPlan as readOf, savePlan as saveOf } from '../engine/plan/plan-files.ts';
import type { Plan } from '../plan/plan.ts';
import { checkValue, isRecord, optionFailure, text } from './options.ts';

const FILE = text('the path of a file');

/** Files of the projects that plans of this process were made from. */
const owned = new WeakMap<Plan, OwnFiles>();

/** Keeps `savePlan` from writing a plan over a file of its own project. */
export function madeFrom(plan: Plan, own: OwnFiles): void {
  owned.set(plan, own);
}

/**
 * Saves a plan for `apply({ planFile })`, readable by its owner alone. `file`: absolute, or relative to the process's
 * folder, and never a file of the project that this process made the plan from. Rejects with DiagnosticError: PLAN_FILE_WRITE,
 * OUTPUT_FILE.
 */
export async function savePlan(plan: Plan, file: string): Promise<void> {
  if (!isRecord(plan) || typeof plan.digest !== 'string')
    throw optionFailure(
      'savePlan: the first argument is not a plan',
      'It takes `plan` of what plan returned',
    );
  checkValue('savePlan', 'file', file, FILE);
  const own = owned.get(plan);
  if (own !== undefined) await requireFreeOutputs([file], own, { cwd: process.cwd() });
  await saveOf(plan, path.resolve(file), file);
}

/** A saved plan. Rejects with DiagnosticError: `PLAN_FILE_*` for a file that is not a plan, or was changed by hand. */
export async function readPlan(file: string): Promise<Plan> {
  checkValue('readPlan', 'file', file, FILE);
  return readOf(path.resolve(file), file);
}
