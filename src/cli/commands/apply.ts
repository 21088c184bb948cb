import type { ApplyEvent } from '../../apply/events.ts';
import { isComplete } from '../../apply/events.ts';
import type { ApplyOptions } from '../../engine/apply/apply-options.ts';
import { apply as applyOf } from '../../engine/apply/apply.ts';
import { toolVersion } from '../../engine/version.ts';
import { breathe, chunksInTurns } from '../../model/turns.ts';
import type { Plan } from '../../plan/plan.ts';
import { hasChanges } from '../../plan/saved.ts';
import {
  machineApplySummary,
  machineDiagnostic,
  machineEvent,
  machineMessage,
  machinePlan,
  renderApplyEvent,
  renderApplySummary,
  renderThrottling,
} from '../../report/apply-text.ts';
import { planText } from '../../report/plan-text.ts';
import { createStyle } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ApplyCommandOptions extends GlobalOptions, ApplyOptions {
  readonly json?: boolean;
}

/** `entente apply` and `entente destroy` */
export async function apply(options: ApplyCommandOptions, terminal: Terminal): Promise<number> {
  const shows = options.json === true ? machine(terminal) : text(terminal);
  const result = await applyOf({ ...options, ...shows }, terminal);
  if (result.summary === undefined) {
    terminal.progress('Apply cancelled; nothing was done.');
    return 1;
  }
  const { plan, summary, failures, sources, throttling } = result;
  if (throttling.throttled > 0)
    terminal.progress(renderThrottling(throttling.throttled, throttling.waitedMs));
  if (options.json === true) {
    const lines = failures.map((failure) => machineDiagnostic(failure, now()));
    print(terminal, [...lines, machineApplySummary(summary, createStyle(false), now())]);
  } else {
    await terminal.diagnostics(failures, sources);
    if (hasChanges(plan)) terminal.data(`\n${renderApplySummary(summary, createStyle(terminal.color))}\n`);
  }
  if (result.interruption !== undefined) throw result.interruption;
  return isComplete(summary) ? 0 : 1;
}

function text(terminal: Terminal): Pick<ApplyOptions, 'onPlan' | 'onEvent'> {
  return {
    async onPlan(plan: Plan) {
      for await (const pieces of chunksInTurns(planText(plan, terminal))) terminal.data(pieces.join(''));
      await breathe();
    },
    onEvent: (event: ApplyEvent) =>
      terminal.progress(renderApplyEvent(event, createStyle(terminal.errorColor))),
  };
}

/** Events as JSON lines, with Terraform's message types. */
function machine(terminal: Terminal): Pick<ApplyOptions, 'onPlan' | 'onEvent'> {
  return {
    onPlan(plan: Plan) {
      const version = toolVersion();
      const about = { entente: version, ui: '1.0' };
      print(terminal, [
        machineMessage('version', `Entente ${version}`, about, now()),
        ...machinePlan(plan, now()),
      ]);
    },
    onEvent: (event: ApplyEvent) => print(terminal, [machineEvent(event, createStyle(false), now())]),
  };
}

function print(terminal: Terminal, lines: readonly string[]): void {
  for (const line of lines) terminal.document(`${line}\n`);
}

function now(): string {
  return new Date().toISOString();
}
