import { formatPlan, unsealedPlan } from '../../apply/plan-file.ts';
import type { Plan } from '../../plan/plan.ts';
import { hasChanges } from '../../plan/saved.ts';
import { renderPlan } from '../../report/plan-text.ts';
import type { PlanFlags } from '../../engine/plan/make-plan.ts';
import { makePlan } from '../../engine/plan/make-plan.ts';
import { failure } from '../../diagnostics/failure.ts';
import { stoppingFindings, stops } from '../../engine/plan/guard-plan.ts';
import { putFile } from '../../engine/put-file.ts';
import { reading } from '../../engine/connection/reading.ts';
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
    const errors = stoppingFindings(made);
    if (errors.length > 0) {
      // Nobody is to agree to it, so it has no digest and no file.
      const { digest: _, ...rest } = made;
      const others = { ...rest, findings: rest.findings.filter((finding) => !stops(finding)) };
      if (options.json === true) terminal.document(unsealedPlan(rest));
      else terminal.data(renderPlan(others, terminal));
      await terminal.diagnostics(errors, project.sources);
      terminal.progress('\nThis plan cannot be applied.');
      return 1;
    }
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

function isPlan(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"digest"') && text.includes('"changes"');
}

async function save(made: Plan, file: string): Promise<void> {
  try {
    await putFile(file, formatPlan(made), isPlan, 0o600);
  } catch (error) {
    const summary = `Cannot write the plan ${file}: ${(error as Error).message}`;
    throw failure('PLAN_FILE_WRITE', summary, 'Name another file with -o');
  }
}
