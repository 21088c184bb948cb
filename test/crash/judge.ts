/** What a plan says of objects that are there twice, by the codes of its findings and the ids in them. */
import { existsSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Ran } from '../support/cli.ts';

/** A run of the command line with what it noted for programs. */
export interface Judged extends Ran {
  readonly diagnostics: readonly Diagnostic[];
}

/** Codes under which a plan names objects that may be one too many, or that may be what was to be made. */
const NAMING: ReadonlySet<string> = new Set([
  'TWIN',
  'POSSIBLE_TWIN',
  'PLAN_UNSETTLED',
  'PLAN_AMBIGUOUS',
  'PLAN_EXISTS',
]);

const ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** The lines of the file that ENTENTE_DIAGNOSTICS names. */
export function readDiagnostics(file: string): Diagnostic[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Diagnostic);
}

/** Ids, in lower case, that a `plan --json` names under the codes. */
export function namedIds(planned: Judged, codes: ReadonlySet<string> = NAMING): ReadonlySet<string> {
  const { findings = [], changes = [] } = planOf(planned);
  const texts = [
    ...findings.filter(({ rule }) => codes.has(rule)).map(({ message }) => message),
    ...planned.diagnostics
      .filter(({ code }) => codes.has(code))
      .map(({ summary, detail = '' }) => `${summary} ${detail}`),
  ];
  const removed = codes.has('TWIN') ? changes.filter(({ action }) => action === 'removeTwin') : [];
  return new Set([
    ...texts.flatMap((text) => idsIn(text)),
    ...removed.map(({ id = '' }) => id.toLowerCase()),
  ]);
}

/** Ids, in lower case, of the twins that a `plan --json` is to remove. */
export function removedIds(planned: Judged): ReadonlySet<string> {
  const twins = (planOf(planned).changes ?? []).filter(({ action }) => action === 'removeTwin');
  return new Set(twins.map(({ id = '' }) => id.toLowerCase()));
}

/** What a user answers who takes the first object that a question offers. */
export function answersTo({ diagnostics }: Judged): string[] {
  return diagnostics.flatMap(({ code, address, detail = '' }) => {
    const [id] = idsIn(detail);
    if (code !== 'PLAN_UNSETTLED' || address === undefined || id === undefined) return [];
    return ['--settle', `${address}=${id}`];
  });
}

function planOf({ stdout }: Ran): Partial<Plan> {
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Partial<Plan>);
}

function idsIn(text: string): string[] {
  return [...text.matchAll(ID)].map(([id]) => id.toLowerCase());
}
