import { driftJson, driftMarkdown, renderDrift } from '../../report/drift-text.ts';
import { makePlan } from '../make-plan.ts';
import { putPage, sha256 } from '../put-page.ts';
import type { ReadingOptions } from '../reading.ts';
import { reading } from '../reading.ts';
import { Terminal } from '../terminal.ts';

export interface DriftOptions extends ReadingOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Where to write a page beside; `-` for standard output, instead of the text. */
  readonly html?: string;
}

/** `entente drift` */
export async function drift(options: DriftOptions): Promise<number> {
  const terminal = new Terminal(options);
  return reading(options, terminal, async ({ project, connection, prior }) => {
    const flags = { target: [], refresh: true, refreshOnly: true };
    const plan = await makePlan(project, connection, prior, flags, terminal);
    if (options.html !== undefined) {
      const { driftHtml } = await import('../../report/html/plan-html.ts');
      await putPage(options.html, driftHtml(plan, sha256), terminal);
    }
    if (options.json === true) terminal.data(driftJson(plan));
    else if (options.html !== '-')
      terminal.data(
        options.markdown === true ? driftMarkdown(plan, { bytes: Infinity }) : renderDrift(plan, terminal),
      );
    return plan.drift.length > 0 ? 2 : 0;
  });
}
