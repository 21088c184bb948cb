import { readFile } from 'node:fs/promises';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatPlan, parsePlan } from '../../apply/plan-file.ts';
import { planMarkdown } from '../../report/plan-markdown.ts';
import { renderPlan } from '../../report/plan-text.ts';
import { putPage, sha256 } from '../put-page.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

export interface ShowOptions extends GlobalOptions {
  readonly planFile: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Where to write the page; `-` for standard output. */
  readonly html?: string;
}

/** `entente show PLANFILE` */
export async function show(options: ShowOptions): Promise<void> {
  const terminal = new Terminal(options);
  const plan = await readPlan(options.planFile);
  if (options.html !== undefined) {
    const { planHtml } = await import('../../report/html/plan-html.ts');
    await putPage(options.html, planHtml(plan, sha256), terminal);
  } else if (options.json === true) terminal.document(formatPlan(plan));
  else
    terminal.data(
      options.markdown === true ? planMarkdown(plan, { bytes: Infinity }) : renderPlan(plan, terminal),
    );
}

/** A saved plan; rejects with PLAN_FILE_* for what is none. */
export async function readPlan(file: string): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const summary = `Cannot read the plan ${file}: ${(error as Error).message}`;
    const hint = 'Make a plan with: entente plan -o FILE';
    throw new DiagnosticError([{ code: 'PLAN_FILE_READ', severity: 'error', summary, hint }]);
  }
  return parsePlan(text, file);
}
