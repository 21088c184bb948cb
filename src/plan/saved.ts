/** Plans in files: bound to configuration, tenant and state, and refused when one of these has moved. */
import { equalValues } from '../model/value.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';
import type { Change, Plan, PlanOrigin } from './plan.ts';

/** What a saved plan is compared with. */
export type PlanBasis = Pick<PlanOrigin, 'configuration' | 'tenant' | 'state'>;

/** What has moved since the plan was made, as far as that is known without reading the tenant. */
export function checkSavedPlan(plan: Plan, now: PlanBasis): Diagnostic[] {
  const found: Diagnostic[] = [];
  const add = (code: DiagnosticCode, summary: string) =>
    found.push({ code, severity: 'error', summary, hint: 'Make a new plan and review it' });
  const { id, displayName } = now.tenant;
  if (plan.tenant.id !== id) {
    add(
      'PLAN_FOREIGN',
      `The plan is for the tenant ${plan.tenant.displayName} (${plan.tenant.id}), but this is ${displayName} (${id})`,
    );
  }
  for (const summary of movedConfiguration(plan.configuration, now.configuration)) add('PLAN_STALE', summary);
  const { lineage, serial } = now.state;
  if (plan.state.lineage !== lineage) {
    add(
      'PLAN_FOREIGN',
      `The plan was made on ${describe(plan.state.lineage)}, but the state is ${describe(lineage)}`,
    );
  } else if (plan.state.serial !== serial) {
    add(
      'PLAN_STALE',
      `The state has moved from serial ${plan.state.serial} to ${serial} since the plan was made`,
    );
  }
  return found;
}

function describe(lineage: string | null): string {
  return lineage === null ? 'no state' : `the state of lineage ${lineage}`;
}

/** Which file, environment or variable it was. */
function movedConfiguration(then: PlanOrigin['configuration'], now: PlanOrigin['configuration']): string[] {
  if (then.digest === now.digest) return [];
  const since = 'since the plan was made';
  if (then.environment !== now.environment) {
    const [first, second] = [then, now].map(({ environment }) =>
      environment === null ? 'without --env' : `with --env ${environment}`,
    );
    return [`The plan was made ${first}, but this is ${second}`];
  }
  const [before, after] = [then, now].map(
    ({ files }) => new Map(files.map(({ name, digest }) => [name, digest])),
  );
  const names = [...new Set([...then.files, ...now.files].map(({ name }) => name))].sort();
  const moved = names.flatMap((name) => {
    const [old, present] = [before?.get(name), after?.get(name)];
    if (old === present) return [];
    if (old === undefined) return [`The configuration has a new file ${name} ${since}`];
    return [`${name} was ${present === undefined ? 'removed from the configuration' : 'changed'} ${since}`];
  });
  if (moved.length > 0) return moved;
  const order = then.files.map(({ name }) => name).join() === now.files.map(({ name }) => name).join();
  return [
    order
      ? `An environment variable that the configuration uses has another value than when the plan was made`
      : `The files of the configuration are read in another order ${since}`,
  ];
}

/** True for a change that leaves tenant and addresses as they are; it may bring a record up to date. */
export function isIdle({ action, movedFrom }: Change): boolean {
  return action === 'noop' && movedFrom === undefined;
}

/** True when applying the plan would do anything but bring the state's records up to date. */
export function hasChanges(plan: Plan): boolean {
  return (
    plan.changes.some((change) => !isIdle(change)) || (plan.mode === 'refresh-only' && plan.drift.length > 0)
  );
}

/**
 * True when `next` does nothing but what is left of `approved`: an approval of that covers this. A create
 * may have become the adoption or update of the object that it made, a deletion the forgetting of what is gone.
 */
export function continues(approved: Plan, next: Plan): boolean {
  const known = new Map(approved.changes.map((change) => [change.address, change]));
  return next.changes.every(({ address, action, after }) => {
    const first = known.get(address);
    if (action === 'noop') return true;
    if (first === undefined || !equalValues(first.after, after)) return false;
    const made = first.action === 'create' || first.action === 'replace';
    const gone = first.action === 'delete' && action === 'forget';
    return first.action === action || gone || (made && ['create', 'adopt', 'update'].includes(action));
  });
}
