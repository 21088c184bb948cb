/** Plans in files. */
import { formatPlan, parsePlan } from '../../apply/plan-file.ts';
import { failure } from '../../diagnostics/failure.ts';
import { readFaultOf, readRegular } from '../../files/read-regular.ts';
import type { Plan } from '../../plan/plan.ts';
import { isObject } from '../../model/value.ts';
import { jsonObject, putFile } from '../put-file.ts';

/** Of more than 100,000 changes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A saved plan; rejects with PLAN_FILE_* for what is none. `shown`: the file as the user named it. */
export async function readPlan(file: string, shown: string): Promise<Plan> {
  let text: string;
  try {
    text = (await readRegular(file, MOST_BYTES)).toString('utf8');
  } catch (error) {
    throw failure(
      'PLAN_FILE_READ',
      `Cannot read the plan ${shown}: ${readFaultOf(error)}`,
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

/** Whether a text is that of a plan, whole or not. */
export function isPlan(text: string): boolean {
  const { tool, digest, changes } = jsonObject(text) ?? {};
  return isObject(tool) && tool['name'] === 'entente' && typeof digest === 'string' && Array.isArray(changes);
}
