/** Plans in files: bound to configuration, tenant and state, and refused when one of these has moved. */
import { equalValues, isObject } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { PLAN_FORMAT_VERSION } from './plan.ts';
import type { Plan } from './plan.ts';

/** What a saved plan is compared with. */
export interface PlanBasis {
  readonly configurationDigest: string;
  readonly tenantId: string;
  readonly state: { readonly lineage: string | null; readonly serial: number };
}

/** The text of a plan file. */
export function formatPlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** Parses a plan file; throws DiagnosticError PLAN_FILE_CORRUPT, PLAN_FILE_FOREIGN or PLAN_FILE_NEWER. */
export function parsePlan(text: string, file: string): Plan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw fault('PLAN_FILE_CORRUPT', `${file} is no JSON: ${(error as Error).message}`);
  }
  const tool = isObject(data) && isObject(data['tool']) ? data['tool']['name'] : undefined;
  if (!isObject(data) || tool !== 'entente' || typeof data['formatVersion'] !== 'number') {
    throw fault('PLAN_FILE_FOREIGN', `${file} is not a plan of Entente`);
  }
  if (data['formatVersion'] !== PLAN_FORMAT_VERSION) {
    const version = data['formatVersion'];
    throw fault(
      'PLAN_FILE_NEWER',
      `${file} is a plan of format ${version}; this Entente knows ${PLAN_FORMAT_VERSION}`,
    );
  }
  const parts = ['changes', 'drift', 'unmanaged', 'findings', 'targets'];
  const objects = ['tenant', 'configuration', 'state', 'summary', 'names', 'lookups'];
  const missing = [
    ...parts.filter((name) => !Array.isArray((data as Record<string, unknown>)[name])),
    ...objects.filter((name) => !isObject((data as Record<string, unknown>)[name])),
  ];
  if (missing.length > 0) throw fault('PLAN_FILE_CORRUPT', `${file} lacks ${missing.join(', ')}`);
  return data as unknown as Plan;
}

function fault(code: string, summary: string): DiagnosticError {
  return new DiagnosticError([
    { code, severity: 'error', summary, hint: 'Make a plan with: entente plan -o FILE' },
  ]);
}

/** What has moved since the plan was made; empty when it may be applied. */
export function checkSavedPlan(plan: Plan, now: PlanBasis): Diagnostic[] {
  const found: Diagnostic[] = [];
  const add = (code: string, summary: string) =>
    found.push({ code, severity: 'error', summary, hint: 'Make a new plan and review it' });
  if (plan.tenant.id !== now.tenantId) {
    add(
      'PLAN_FOREIGN',
      `The plan is for tenant ${plan.tenant.id}, but the configuration is for tenant ${now.tenantId}`,
    );
  }
  if (plan.configuration.digest !== now.configurationDigest) {
    add('PLAN_STALE', 'The configuration has changed since the plan was made');
  }
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

/** True when applying the plan would do anything but bring the state's records up to date. */
export function hasChanges(plan: Plan): boolean {
  return (
    plan.changes.some(({ action }) => action !== 'noop') ||
    (plan.mode === 'refresh-only' && plan.drift.length > 0)
  );
}

/**
 * True when `next` does nothing but what is left of `approved`: whoever agreed to that has agreed to this. A create
 * may have become the adoption or update of the object that it made.
 */
export function continues(approved: Plan, next: Plan): boolean {
  const known = new Map(approved.changes.map((change) => [change.address, change]));
  return next.changes.every(({ address, action, after }) => {
    const first = known.get(address);
    if (action === 'noop') return true;
    if (first === undefined || !equalValues(first.after, after)) return false;
    const made = first.action === 'create' || first.action === 'replace';
    return first.action === action || (made && ['create', 'adopt', 'update'].includes(action));
  });
}
