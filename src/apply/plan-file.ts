/**
 * Plans in files. A plan file is untrusted input: it is checked against its schema and against its seal, which finds
 * damage, and what apply does is derived again from configuration and tenant, which finds forgery.
 */
import { failure } from '../diagnostics/failure.ts';
import { sha256 } from '../model/sha256.ts';
import { jsonDocument } from '../model/printable.ts';
import { jsonFault } from '../model/json-fault.ts';
import { canonicalJson, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { DiagnosticCode } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { PLAN_FORMAT_VERSION } from '../plan/plan.ts';
import type { Plan } from '../plan/plan.ts';
import validatePlan from '../schema/validate-plan.js';
import { planDigest } from '../plan/plan-digest.ts';

/** The text of a plan file: the plan, its digest, and a seal over everything. */
export function formatPlan(plan: Plan): string {
  const { formatVersion, digest: _digest, ...rest } = plan;
  const content = { formatVersion, digest: planDigest(plan), ...rest };
  return jsonDocument({ ...content, seal: sealOf(content) });
}

/** The text of a plan that cannot be applied: without digest and seal, so that it is never taken for one that can. */
export function unsealedPlan(plan: Omit<Plan, 'digest'>): string {
  return jsonDocument(plan);
}

function sealOf(content: object): string {
  return sha256(canonicalJson(content as JsonObject));
}

function foreign(data: unknown, file: string): DiagnosticError {
  return isObject(data) && 'lineage' in data
    ? failure(
        'PLAN_FILE_FOREIGN',
        `${file} is a state, not a plan`,
        'entente state list and entente state show tell what it holds',
      )
    : fault('PLAN_FILE_FOREIGN', `${file} is not a plan of Entente`);
}

/**
 * Parses a plan file; throws DiagnosticError PLAN_FILE_CORRUPT, PLAN_FILE_FOREIGN, PLAN_FILE_NEWER, PLAN_FILE_INVALID
 * or PLAN_FILE_TAMPERED.
 */
export function parsePlan(text: string, file: string): Plan {
  const data = parseJson(text, file);
  const tool = isObject(data) && isObject(data['tool']) ? data['tool']['name'] : undefined;
  if (!isObject(data) || tool !== 'entente' || typeof data['formatVersion'] !== 'number')
    throw foreign(data, file);
  if (data['formatVersion'] !== PLAN_FORMAT_VERSION) {
    const versions = `format ${data['formatVersion']}; this Entente knows ${PLAN_FORMAT_VERSION}`;
    throw fault('PLAN_FILE_NEWER', `${file} is a plan of another version of Entente (${versions})`);
  }
  if (!validatePlan(data)) {
    const [first] = validatePlan.errors ?? [];
    const where = first?.instancePath === '' ? 'its top level' : (first?.instancePath ?? '');
    const summary = `${file} is not a valid plan: ${where} fails "${first?.keyword ?? ''}"`;
    throw fault('PLAN_FILE_INVALID', summary, JSON.stringify(first?.params));
  }
  const { seal, ...content } = data;
  const plan = content as unknown as Plan;
  // The text too: what a reader of the file sees must be what was read, whatever else JSON lets it be written like.
  if (seal !== sealOf(content) || plan.digest !== planDigest(plan) || formatPlan(plan) !== text)
    throw fault('PLAN_FILE_TAMPERED', `${file} was changed after the plan was saved`);
  return plan;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const summary = `${file} is not a plan: ${jsonFault(text, error)}`;
    if (!/\.ya?ml$/i.test(file)) throw fault('PLAN_FILE_CORRUPT', summary);
    throw failure(
      'PLAN_FILE_CORRUPT',
      summary,
      `Name a configuration with --file ${file}, before the command`,
    );
  }
}

function fault(code: DiagnosticCode, summary: string, detail?: string): DiagnosticError {
  const hint = 'Make a plan with: entente plan -o FILE';
  return new DiagnosticError([
    { code, severity: 'error', summary, hint, ...(detail !== undefined && { detail }) },
  ]);
}
