import path from 'node:path';
import { readPlan } from '../../engine/plan/plan-files.ts';
import { requireFreeOutputs } from '../../engine/outputs.ts';
import { load } from '../../engine/project.ts';
import { formatPlan } from '../../apply/plan-file.ts';
import { planMarkdown } from '../../report/plan-markdown.ts';
import { renderPlan } from '../../report/plan-text.ts';
import { fileOutputs, putPage, sha256 } from '../put-page.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ShowOptions extends GlobalOptions {
  readonly planFile: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Where to write the page; `-` for standard output. */
  readonly html?: string;
}

/** `entente show PLANFILE` */
export async function show(options: ShowOptions, terminal: Terminal): Promise<void> {
  const plan = await readPlan(path.resolve(terminal.cwd, options.planFile), options.planFile);
  if (options.html !== undefined) {
    await requireFree(fileOutputs(options.html), options, terminal);
    const { planHtml } = await import('../../report/html/plan-html.ts');
    await putPage(options.html, planHtml(plan, sha256), terminal);
  } else if (options.json === true) terminal.document(formatPlan(plan));
  else
    terminal.data(
      options.markdown === true ? planMarkdown(plan, { bytes: Infinity }) : renderPlan(plan, terminal),
    );
}

/** A plan is shown without its configuration too, and beside one that is not valid. */
async function requireFree(
  outputs: readonly string[],
  options: GlobalOptions,
  terminal: Terminal,
): Promise<void> {
  if (outputs.length === 0) return;
  const { own } = await load(options, terminal);
  await requireFreeOutputs(outputs, own, terminal);
}
