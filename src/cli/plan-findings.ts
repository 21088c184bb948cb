/** What the governance rules say of the resources that a plan touches. */
import type { LookupKey } from '../model/principal.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { RULES } from '../checks/registry.ts';
import { runChecks } from '../checks/run-checks.ts';
import type { DirectoryEntry } from '../graph/port.ts';
import type { Plan, PlanFinding } from '../plan/plan.ts';
import { factsOf } from './principal-facts.ts';
import type { Project } from './project.ts';

export interface PlanFindings {
  /** Warnings and errors of created and changed resources; notes are for `entente check`. */
  readonly findings: readonly PlanFinding[];
  /** The errors among them, when `checks.enforce` makes them stop the plan. */
  readonly enforced: readonly Diagnostic[];
}

/** Runs the rules; what a plan only deletes, or leaves as it is, is not judged. */
export function planFindings(
  { configuration }: Project,
  plan: Plan,
  entries: ReadonlyMap<LookupKey, DirectoryEntry>,
): PlanFindings {
  const touched = new Set(
    plan.changes
      .filter(({ action, after }) => action !== 'noop' && after !== null)
      .map(({ address }) => address),
  );
  if (touched.size === 0) return { findings: [], enforced: [] };
  const { document } = configuration;
  const { findings } = runChecks({
    rules: RULES,
    document,
    known: factsOf(entries),
    today: plan.createdAt.slice(0, 10),
    rangeOf: (path) => configuration.rangeOf(path),
  });
  const open = findings.filter(
    ({ suppression, severity, address }) =>
      suppression === undefined && severity !== 'note' && touched.has(address),
  );
  const enforce = document.checks?.enforce === true;
  return {
    findings: open.map(({ rule, severity, address, message, remedy, range }) => ({
      rule,
      severity: severity === 'error' ? 'error' : 'warning',
      address,
      message,
      ...(range !== undefined && {
        source: { file: range.file, line: range.start.line, column: range.start.column },
      }),
      hint: remedy,
    })),
    enforced: open
      .filter(({ severity }) => enforce && severity === 'error')
      .map(({ rule, address, path, message, remedy, range }) => ({
        code: `CHECK_${rule.toUpperCase().replaceAll('-', '_')}`,
        severity: 'error',
        summary: message,
        detail: 'checks.enforce is true, so a plan with this finding is refused',
        hint: remedy,
        address,
        path,
        ...(range !== undefined && { range }),
      })),
  };
}
