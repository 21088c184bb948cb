/** What stops an apply before anything is done, although the plan itself is in order. */
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { ACCESS_LOSS } from '../../plan/access-loss.ts';
import type { Plan, PlanFinding } from '../../plan/plan.ts';
import { NONE } from '../../plan/settle.ts';
import { TWIN } from '../../plan/twins.ts';
import { uncertainSince, wantsConsent } from '../../plan/uncertain.ts';
import type { StateDocument } from '../../state/document.ts';
import { failure } from '../../diagnostics/failure.ts';
import { rangeOf } from './placed.ts';
import { givenAnswers } from './given-answers.ts';

/** As much of the options of an apply as a guard asks for. */
export interface Consent {
  readonly allowAccessLoss?: boolean;
  readonly maxDeletes?: number;
  /** Creations of unknown outcome may be sent again, all of them. */
  readonly createAgain?: boolean;
  readonly settle?: readonly string[];
  readonly removeTwins?: boolean;
  /** The user reads the plan and is asked before anything is done. */
  readonly asked: boolean;
}

/** Deletions up to this many need no flag, whatever share of all they are. */
const FEW = 5;
const A_FIFTH = 0.2;

/** Throws GUARD_* for what nobody has agreed to; `document` is the state before, `now` in milliseconds. */
export function guardPlan(plan: Plan, consent: Consent, document: StateDocument, now: number): void {
  guardDeletes(plan, consent, document.resources.length);
  guardAccess(plan, consent);
  guardTwice(plan, consent, document, now);
  guardTwins(plan, consent);
}

/** Codes of the findings that make a plan one with errors, by rule. */
const STOPPING: Readonly<Record<string, DiagnosticCode>> = {
  [ACCESS_LOSS]: 'GUARD_ACCESS_LOSS',
  [TWIN]: TWIN,
};

/** Whether a finding makes its plan one with errors: nobody can agree to it. */
export function stops({ rule, severity }: PlanFinding): boolean {
  return severity === 'error' && Object.hasOwn(STOPPING, rule);
}

/** Those findings of a plan, as errors. */
export function stoppingFindings({ findings }: Pick<Plan, 'findings'>): Diagnostic[] {
  return findings.filter(stops).map(({ rule, address, message, hint, source }) => ({
    code: STOPPING[rule] ?? TWIN,
    severity: 'error',
    summary: address === undefined ? message : `${address}: ${message}`,
    ...(hint !== undefined && { hint }),
    ...rangeOf(source),
  }));
}

/** Nobody loses access by the way. */
function guardAccess({ findings }: Plan, { allowAccessLoss = false }: Consent): void {
  if (allowAccessLoss) return;
  const losses = stoppingFindings({ findings: findings.filter(({ rule }) => rule === ACCESS_LOSS) });
  if (losses.length > 0) throw new DiagnosticError(losses);
}

/** Mass deletions are more often a mistake in a file than intended. */
function guardDeletes({ summary, mode }: Plan, { maxDeletes }: Consent, managed: number): void {
  const deletes = summary.delete + summary.replace + (summary.removeTwin ?? 0);
  const limit = maxDeletes ?? (mode === 'destroy' ? Infinity : Math.max(FEW, managed * A_FIFTH));
  if (deletes <= limit) return;
  const why =
    maxDeletes === undefined
      ? `more than a fifth of the ${managed} that are managed`
      : `but --max-deletes allows ${maxDeletes}`;
  throw failure(
    'GUARD_MAX_DELETES',
    `The plan deletes or replaces ${deletes} resources, ${why}`,
    `Read the plan with entente plan; if it is meant: --max-deletes ${deletes}`,
  );
}

/** A twin is in no configuration, so its removal needs a word of the user. */
function guardTwins({ changes }: Plan, { removeTwins = false, asked }: Consent): void {
  const twins = changes.filter(({ action }) => action === 'removeTwin');
  if (removeTwins || asked || twins.length === 0) return;
  throw new DiagnosticError(
    twins.map(({ address, displayName, id }): Diagnostic => ({
      code: 'GUARD_TWIN',
      severity: 'error',
      summary: `The plan removes the twin ${address} "${displayName}", id ${id ?? ''}, which takes more than --auto-approve`,
      hint: 'Add --remove-twins; to keep it instead, import it under an address of its own',
      address,
    })),
  );
}

/** What the service may still create is created again only when the user says so. */
function guardTwice({ changes }: Plan, consent: Consent, document: StateDocument, now: number): void {
  if (consent.createAgain === true || consent.asked) return;
  const since = uncertainSince(document, now);
  const answers = givenAnswers(consent.settle ?? []);
  const twice = changes.filter(({ address, action }) => {
    const began = action === 'create' ? since.get(address) : undefined;
    return began !== undefined && wantsConsent(began, now) && answers.get(address) !== NONE;
  });
  if (twice.length === 0) return;
  throw new DiagnosticError(
    twice.map(({ address, source }): Diagnostic => {
      const at = new Date(since.get(address) ?? now).toISOString();
      return {
        code: 'GUARD_CREATE_AGAIN',
        severity: 'error',
        summary: `${address} may exist twice if it is created again: the answer to its creation at ${at} was lost`,
        hint: `Wait an hour, or create it again now: --settle ${address}=${NONE} for this one, --create-again for all`,
        address,
        ...rangeOf(source),
      };
    }),
  );
}
