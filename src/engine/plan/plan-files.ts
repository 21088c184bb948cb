/** Plans in files. */
import { readFile } from 'node:fs/promises';
import { formatPlan, parsePlan } from '../../apply/plan-file.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { Plan } from '../../plan/plan.ts';
import { putFile } from '../put-file.ts';

/** A saved plan; rejects with PLAN_FILE_* for what is none. `shown`: the file as the user named it. */
export async function readPlan(file: string, shown: string): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw failure(
      'PLAN_FILE_READ',
      `Cannot read the plan ${shown}: ${(error as Error).message.replace(file, shown)}`,
      'Make a plan with: entente plan -o FILE',
    );
  }
  return parsePlan(text, shown);
}

/** Saves a plan, readable by its owner alone, and never over a file of another sort. */
export async function savePlan(plan: Plan, file: string, shown: string): Promise<void> {
  try {
    await putFile(file, formatPlan(plan), isPlan, 0o600);
  } catch (error) {
    const summary = `Cannot write the plan ${shown}: ${(error as Error).message}`;
    throw failure('PLAN_FILE_WRITE', summary, 'Name another file with -o');
  }
}

function isPlan(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"digest"') && text.includes('"changes"');
}
