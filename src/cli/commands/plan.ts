import { writeFile } from 'node:fs/promises';
import { formatPlan } from '../../apply/plan-file.ts';
import type { Plan } from '../../plan/plan.ts';
import { hasChanges } from '../../plan/saved.ts';
import { renderPlan } from '../../report/plan-text.ts';
import type { PlanFlags } from '../make-plan.ts';
import { makePlan } from '../make-plan.ts';
import { failure } from '../failure.ts';
import { reading } from '../reading.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

export interface PlanCommandOptions extends GlobalOptions, PlanFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly detailedExitcode?: boolean;
}

/** `entente plan` */
export async function plan(options: PlanCommandOptions): Promise<number> {
  const terminal = new Terminal(options);
  return reading(options, terminal, async ({ project, connection, prior }) => {
    const made = await makePlan(project, connection, prior, options, terminal);
    if (options.json === true) terminal.document(formatPlan(made));
    else terminal.data(renderPlan(made, terminal));
    if (options.out !== undefined) {
      await save(made, options.out);
      terminal.progress(
        `\nSaved the plan to ${options.out}. To execute exactly this: entente apply ${options.out}`,
      );
    }
    return options.detailedExitcode === true && hasChanges(made) ? 2 : 0;
  });
}

async function save(made: Plan, file: string): Promise<void> {
  try {
    await writeFile(file, formatPlan(made), { mode: 0o600 });
  } catch (error) {
    const summary = `Cannot write the plan ${file}: ${(error as Error).message}`;
    throw failure('PLAN_FILE_WRITE', summary, 'Name another file with -o');
  }
}
