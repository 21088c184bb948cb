/** A plan's finding as a diagnostic: each fault under one code and in the same words, whichever command tells of it. */
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import { ruleCode } from '../../diagnostics/diagnostic.ts';
import { ACCESS_LOSS } from '../../plan/access-loss.ts';
import { DEPARTED_RULE, UNRESOLVED_RULE } from '../../plan/departures.ts';
import { NOT_OFFERED } from '../../plan/findings.ts';
import type { PlanFinding } from '../../plan/plan.ts';
import { PRIVILEGED } from '../../plan/privileged.ts';
import { POSSIBLE_TWIN, TWIN } from '../../plan/twins.ts';
import { LOCKOUT, POSSIBLE_LOCKOUT } from './lockout.ts';
import { OBSTACLE } from './obstacles.ts';
import { rangeOf } from './placed.ts';

/** Codes by rule; every other rule is a governance rule. */
const CODES: Readonly<Record<string, DiagnosticCode>> = {
  [ACCESS_LOSS]: 'GUARD_ACCESS_LOSS',
  [PRIVILEGED]: 'GUARD_PRIVILEGED',
  [LOCKOUT]: 'GUARD_LOCKOUT',
  [POSSIBLE_LOCKOUT]: 'GUARD_LOCKOUT',
  [OBSTACLE]: 'GUARD_OBSTACLE',
  [TWIN]: TWIN,
  [POSSIBLE_TWIN]: POSSIBLE_TWIN,
  [DEPARTED_RULE]: 'LOOKUP_DEPARTED',
  [UNRESOLVED_RULE]: 'LOOKUP_NOT_FOUND',
  [NOT_OFFERED]: 'KIND_ROLE_UNKNOWN',
};

/** The summary begins with the address where the message does not name it. */
export function findingDiagnostic(finding: PlanFinding): Diagnostic {
  const { rule, severity, address, message, hint, source } = finding;
  const isSaid = address === undefined || message.includes(address);
  return {
    code: CODES[rule] ?? ruleCode(rule),
    severity,
    summary: isSaid ? message : `${address}: ${message}`,
    ...(hint !== undefined && { hint }),
    ...(address !== undefined && { address }),
    ...rangeOf(source),
  };
}

/** Of findings that are told apart from their plan: what was or may have been created twice. */
export function twinDiagnostics({ findings }: { readonly findings: readonly PlanFinding[] }): Diagnostic[] {
  return findings.filter(({ rule }) => rule === TWIN || rule === POSSIBLE_TWIN).map(findingDiagnostic);
}
