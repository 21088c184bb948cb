import { driftJson, driftMarkdown, renderDrift } from '../../report/drift-text.ts';
import { makePlan } from '../make-plan.ts';
import { reading } from '../reading.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

export interface DriftOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** `entente drift` */
export async function drift(options: DriftOptions): Promise<number> {
  const terminal = new Terminal(options);
  return reading(options, terminal, async ({ project, connection, prior }) => {
    const flags = { target: [], refresh: true, refreshOnly: true };
    const plan = await makePlan(project, connection, prior, flags, terminal);
    if (options.json === true) terminal.data(driftJson(plan));
    else
      terminal.data(
        options.markdown === true ? driftMarkdown(plan, { bytes: Infinity }) : renderDrift(plan, terminal),
      );
    return plan.drift.length > 0 ? 2 : 0;
  });
}
