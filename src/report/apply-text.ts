/** What apply does, as lines for people and as messages for machines (Terraform's types). */
import type { ApplyEvent, ApplySummary } from '../apply/events.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Action, Plan } from '../plan/plan.ts';
import type { Style } from './style.ts';
import { printableJson } from '../model/printable.ts';
import { isReal } from './real-changes.ts';
import { printable } from './style.ts';

const DOING: Readonly<Record<Action, string>> = {
  create: 'Creating',
  update: 'Updating',
  replace: 'Replacing',
  delete: 'Deleting',
  adopt: 'Taking over',
  forget: 'Forgetting',
  removeTwin: 'Removing the twin',
  noop: 'Reading',
};

const DONE: Readonly<Record<Action, string>> = {
  create: 'Created',
  update: 'Updated',
  replace: 'Replaced',
  delete: 'Deleted',
  adopt: 'Taken over',
  forget: 'Forgotten',
  removeTwin: 'Twin removed',
  noop: 'Read',
};

/** One line for an event; the diagnostic of an error is printed apart. */
export function renderApplyEvent(event: ApplyEvent, style: Style): string {
  const address = style.bold(printable(event.address));
  switch (event.type) {
    case 'apply_moved':
      return `${address}: Moved from ${printable(event.movedFrom)}`;
    case 'apply_start':
      return `${address}: ${DOING[event.action]}...`;
    case 'apply_complete': {
      const id = event.id === undefined ? '' : ` [id=${printable(event.id)}]`;
      return `${address}: ${DONE[event.action]} after ${seconds(event.elapsedMs)}${id}`;
    }
    case 'apply_errored':
      return `${address}: ${style.red('Failed')}: ${printable(event.diagnostic.summary)}`;
    case 'apply_skipped':
      return `${address}: ${style.yellow(event.incomplete ? 'Done in part' : 'Skipped')} ${event.because === 'interrupted' ? 'because of the interruption' : `because ${printable(event.because)} failed`}`;
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)}s`;
}

/** Why an apply took longer than its work: requests answered with 429, milliseconds in which nothing else could go on. */
export function renderThrottling(throttled: number, waitedMs: number): string {
  const answers = throttled === 1 ? 'one request' : `${throttled} requests`;
  return `The service throttled ${answers}; ${(waitedMs / 1000).toFixed(1)} s were spent waiting as it asked.`;
}

/** The last line of an apply. */
export function renderApplySummary(summary: ApplySummary, style: Style): string {
  const { added, changed, destroyed, adopted, forgotten, moved, failed, skipped, incomplete, interrupted } =
    summary;
  const parts = [`${added} added`, `${changed} changed`, `${destroyed} destroyed`];
  if (adopted > 0) parts.push(`${adopted} taken over`);
  if (forgotten > 0) parts.push(`${forgotten} forgotten`);
  if (moved > 0) parts.push(`${moved} moved`);
  const counts = `Resources: ${parts.join(', ')}.`;
  if (failed + skipped + incomplete === 0 && !interrupted)
    return `${style.green(style.bold('Apply complete!'))} ${counts}`;
  const rest = [
    failed > 0 ? `${failed} failed` : '',
    incomplete > 0 ? `${incomplete} done in part` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ].filter((text) => text !== '');
  const title = interrupted ? 'Apply interrupted.' : 'Apply incomplete.';
  const advice = 'What was done is recorded; run plan to see what is left.';
  return `${style.red(style.bold(title))} ${counts}${rest.length > 0 ? ` ${rest.join(', ')}.` : ''} ${advice}`;
}

/** One line of NDJSON; `timestamp` is UTC, ISO 8601. */
export function machineMessage(
  type: string,
  message: string,
  content: Readonly<Record<string, unknown>>,
  timestamp: string,
  level: 'info' | 'error' | 'warn' = 'info',
): string {
  const json = JSON.stringify({
    '@level': level,
    '@message': message,
    '@module': 'entente.ui',
    '@timestamp': timestamp,
    type,
    ...content,
  });
  return printableJson(json);
}

/** An event as NDJSON. */
export function machineEvent(event: ApplyEvent, plain: Style, timestamp: string): string {
  const { type, address } = event;
  const hook: Record<string, unknown> = {
    resource: { addr: address, resource_type: address.split('.')[0] },
    action: type === 'apply_moved' ? 'move' : event.action,
  };
  if (type === 'apply_moved') Object.assign(hook, { previous_resource: { addr: event.movedFrom } });
  if (event.type === 'apply_complete')
    Object.assign(hook, { id_key: 'id', id_value: event.id, elapsed_seconds: event.elapsedMs / 1000 });
  if (event.type === 'apply_skipped')
    Object.assign(hook, { because: event.because, incomplete: event.incomplete });
  const level = type === 'apply_errored' ? 'error' : 'info';
  return machineMessage(type, renderApplyEvent(event, plain), { hook }, timestamp, level);
}

/** The changes of a plan as NDJSON: planned_change, resource_drift, change_summary. */
export function machinePlan(plan: Plan, timestamp: string): string[] {
  const changes = plan.changes.filter(isReal).map(({ address, kind, action: done, reason, movedFrom }) => {
    const action = done === 'noop' ? 'move' : done;
    const previous = movedFrom === undefined ? {} : { previous_resource: { addr: movedFrom } };
    const resource = { addr: address, resource_type: kind };
    const content = { change: { resource, ...previous, action, reason } };
    return machineMessage('planned_change', `${address}: Plan to ${action}`, content, timestamp);
  });
  const drift = plan.drift.map(({ address, kind, after }) =>
    machineMessage(
      'resource_drift',
      `${address}: Drift detected`,
      {
        change: {
          resource: { addr: address, resource_type: kind },
          action: after === null ? 'delete' : 'update',
        },
      },
      timestamp,
    ),
  );
  return [...drift, ...changes, machineSummary('plan', plan.summary, timestamp)];
}

/** `change_summary`, as Terraform counts: a replacement is an add and a remove. */
function machineSummary(operation: 'plan', summary: Plan['summary'], timestamp: string): string {
  const add = summary.create + summary.replace;
  const remove = summary.delete + summary.replace + (summary.removeTwin ?? 0);
  const message = `Plan: ${add} to add, ${summary.update} to change, ${remove} to destroy.`;
  return machineMessage(
    'change_summary',
    message,
    { changes: { add, change: summary.update, remove, operation } },
    timestamp,
  );
}

/** `change_summary` of what was done. */
export function machineApplySummary(summary: ApplySummary, plain: Style, timestamp: string): string {
  const { added: add, changed: change, destroyed: remove, ...rest } = summary;
  const content = { changes: { add, change, remove, operation: 'apply', ...rest } };
  return machineMessage('change_summary', renderApplySummary(summary, plain), content, timestamp);
}

/** A diagnostic as NDJSON. */
export function machineDiagnostic(diagnostic: Diagnostic, timestamp: string): string {
  const level = diagnostic.severity === 'error' ? 'error' : 'warn';
  return machineMessage(
    'diagnostic',
    `${diagnostic.severity}: ${diagnostic.summary}`,
    { diagnostic },
    timestamp,
    level,
  );
}
