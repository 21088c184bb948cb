import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { applyPlan } from '../../apply/apply-plan.ts';
import type { ApplyEvent, ApplySummary } from '../../apply/events.ts';
import { countDone } from '../../apply/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { ACCESS_LOSS } from '../../plan/access-loss.ts';
import type { Change, Plan } from '../../plan/plan.ts';
import { movedSince } from '../../plan/agreed.ts';
import { checkSavedPlan, continues, hasChanges } from '../../plan/saved.ts';
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
import { renderPlan } from '../../report/plan-text.ts';
import { counted, createStyle, quoted } from '../../report/style.ts';
import type { StateSession } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { failure } from '../failure.ts';
import { INTERRUPTED } from '../interruption.ts';
import type { Writing } from '../locked-state.ts';
import { withSession } from '../locked-state.ts';
import type { PlanFlags } from '../make-plan.ts';
import { configurationOrigin, flagsOf, makePlan, stateOrigin } from '../make-plan.ts';
import type { Connection } from '../connect.ts';
import { connect } from '../connect.ts';
import type { Project } from '../project.ts';
import { delay, openProject, openState } from '../project.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';
import { toolVersion } from '../version.ts';
import { readPlan } from './show.ts';

export interface ApplyOptions extends GlobalOptions, PlanFlags {
  readonly planFile?: string | undefined;
  readonly autoApprove?: boolean;
  readonly maxDeletes?: number;
  /** SHA-256 (hex) of the plan that was reviewed. */
  readonly expectDigest?: string;
  readonly lockTimeout: number;
  readonly json?: boolean;
}

/** Deletions up to this many need no flag, whatever share of all they are. */
const FEW = 5;
const A_FIFTH = 0.2;
/** How often the tenant is looked at again for writes whose outcome is unknown. */
const MOST_ROUNDS = 10;

/** `entente apply` and `entente destroy` */
export async function apply(options: ApplyOptions): Promise<number> {
  const terminal = new Terminal(options);
  const saved = await savedPlan(options);
  const project = await openProject(options, terminal);
  const backend = openState(project.configuration);
  const connection = await connect(project, terminal);
  try {
    const { lockTimeout, destroy } = options;
    const operation = destroy === true ? 'destroy' : 'apply';
    const { file, env } = options;
    const how = { operation, lockTimeout, tenantId: connection.tenant.id, file, env };
    return await withSession(backend, how, terminal, (session, writing) =>
      new ApplyRun(options, terminal, project, connection, session, writing).run(saved),
    );
  } finally {
    await connection.close();
  }
}

/** Nobody can answer a question that no terminal shows; asked for only when there is something to do. */
function requireConsent({ autoApprove, planFile, expectDigest }: ApplyOptions): void {
  if (autoApprove === true || planFile !== undefined || expectDigest !== undefined || process.stdin.isTTY)
    return;
  throw failure(
    'APPLY_CONSENT',
    'There is no terminal to ask for approval on',
    'Add --auto-approve, or save a plan with plan -o FILE and run apply FILE',
  );
}

/** The plan file, if there is one; refused when it is not the plan that was reviewed. */
async function savedPlan({ planFile, expectDigest }: ApplyOptions): Promise<Plan | undefined> {
  if (planFile === undefined) return undefined;
  const saved = await readPlan(planFile);
  if (expectDigest !== undefined && saved.digest !== expectDigest)
    throw notReviewed(`The plan ${planFile}`, saved.digest, expectDigest);
  return saved;
}

function notReviewed(what: string, digest: string | undefined, expected: string): DiagnosticError {
  return failure(
    'PLAN_NOT_REVIEWED',
    `${what} has the digest ${digest}, but the one that was reviewed has ${expected}`,
    'Something moved since the review: have this plan reviewed, or find out what with the saved plan (apply FILE)',
  );
}

class ApplyRun {
  private readonly options: ApplyOptions;
  private readonly terminal: Terminal;
  private readonly project: Project;
  private readonly connection: Connection;
  private readonly session: StateSession;
  private readonly writing: Writing;
  /** How the plan was made. */
  private flags: PlanFlags;
  private failures: Diagnostic[] = [];
  /** Changes that failed or were skipped, and have not succeeded since. */
  private readonly left = new Set<ResourceAddress>();

  constructor(
    options: ApplyOptions,
    terminal: Terminal,
    project: Project,
    connection: Connection,
    session: StateSession,
    writing: Writing,
  ) {
    this.options = options;
    this.flags = options;
    this.terminal = terminal;
    this.project = project;
    this.connection = connection;
    this.session = session;
    this.writing = writing;
  }

  async run(saved: Plan | undefined): Promise<number> {
    const plan = saved === undefined ? await this.plan(this.options) : await this.derivedAgain(saved);
    this.guard(plan);
    if (this.options.json === true) this.machine(this.version(), ...machinePlan(plan, now()));
    else this.terminal.data(renderPlan(plan, this.terminal));
    const { expectDigest } = this.options;
    const agreed = saved !== undefined || expectDigest !== undefined;
    if (hasChanges(plan) && expectDigest !== undefined && plan.digest !== expectDigest)
      throw notReviewed('This plan', plan.digest, expectDigest);
    if (hasChanges(plan) && !agreed) requireConsent(this.options);
    if (hasChanges(plan) && !agreed && !(await this.approved(plan))) {
      this.terminal.progress('Apply cancelled; nothing was done.');
      return 1;
    }
    const summary = await this.executeToTheEnd(plan);
    await this.conclude(plan, summary);
    if (summary.interrupted && !this.session.broken.aborted) return INTERRUPTED;
    return summary.failed > 0 || summary.skipped > 0 ? 1 : 0;
  }

  private plan(flags: PlanFlags): Promise<Plan> {
    const applying = { ...flags, applying: true };
    return makePlan(this.project, this.connection, this.prior(), applying, this.terminal);
  }

  private prior(): StateDocument | undefined {
    const { document } = this.session;
    return document.serial === 0 && document.resources.length === 0 ? undefined : document;
  }

  /**
   * A saved plan made once more, from the configuration and a fresh read of the tenant, and found equal. Nothing of
   * the file is executed: whoever could write it can make it agree with its own digests.
   */
  private async derivedAgain(saved: Plan): Promise<Plan> {
    const moved = checkSavedPlan(saved, {
      configuration: configurationOrigin(this.project.configuration),
      tenant: this.connection.tenant,
      state: stateOrigin(this.prior()),
    });
    if (moved.length > 0) throw new DiagnosticError(moved);
    const { allowAccessLoss = false, settle = [] } = this.options;
    this.flags = { ...flagsOf(saved), allowAccessLoss, settle };
    const plan = await this.plan(this.flags);
    const since = movedSince(saved, plan, KINDS);
    if (since.length > 0) throw new DiagnosticError(since);
    return plan;
  }

  private guard(plan: Plan): void {
    this.guardDeletes(plan);
    this.guardAccess(plan);
  }

  /** Nobody loses access by the way. */
  private guardAccess({ findings }: Plan): void {
    if (this.options.allowAccessLoss === true) return;
    const losses = findings.filter(({ rule, severity }) => rule === ACCESS_LOSS && severity === 'error');
    if (losses.length === 0) return;
    throw new DiagnosticError(
      losses.map(({ address, message, hint, source }): Diagnostic => ({
        code: 'GUARD_ACCESS_LOSS',
        severity: 'error',
        summary: address === undefined ? message : `${address}: ${message}`,
        ...(hint !== undefined && { hint }),
        ...rangeOf(source),
      })),
    );
  }

  /** Mass deletions are more often a mistake in a file than somebody's wish. */
  private guardDeletes({ summary, mode }: Plan): void {
    const deletes = summary.delete + summary.replace;
    const managed = this.session.document.resources.length;
    const limit =
      this.options.maxDeletes ?? (mode === 'destroy' ? Infinity : Math.max(FEW, managed * A_FIFTH));
    if (deletes <= limit) return;
    const why =
      this.options.maxDeletes === undefined
        ? `more than a fifth of the ${managed} that are managed`
        : `but --max-deletes allows ${this.options.maxDeletes}`;
    throw failure(
      'GUARD_MAX_DELETES',
      `The plan deletes or replaces ${deletes} resources, ${why}`,
      `Read the plan with entente plan; if it is meant: --max-deletes ${deletes}`,
    );
  }

  private async approved(plan: Plan): Promise<boolean> {
    if (this.options.autoApprove === true) return true;
    const question = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and the end of the input are answers too; without this the question would wait for ever.
    const left = new AbortController();
    question.once('SIGINT', this.writing.interrupt);
    question.once('close', () => left.abort());
    try {
      const what = plan.mode === 'destroy' ? 'delete all of this' : 'do this';
      const answer = await question.question(
        `\nShall Entente ${what} in the tenant ${quoted(plan.tenant.displayName)}? Only "yes" is accepted: `,
        { signal: left.signal },
      );
      return answer.trim() === 'yes';
    } catch (error) {
      if (!left.signal.aborted) throw error;
      return false;
    } finally {
      question.close();
    }
  }

  /**
   * Executes a plan. Writes whose outcome is unknown, because an answer was lost or the service was out of order, are
   * settled at once: the tenant is looked at again, and what is left of the same plan is done.
   */
  private async executeToTheEnd(plan: Plan): Promise<ApplySummary> {
    let summary = await this.execute(plan);
    for (let round = 1; round <= MOST_ROUNDS && this.isUnsettled(summary); round += 1) {
      const open = counted(this.failures.length, 'write');
      this.terminal.progress(`\nThe outcome of ${open} is unknown; looking at the tenant and going on...`);
      const next = await this.plan({ ...this.flags, refresh: true });
      if (!continues(plan, next)) break;
      this.failures = [];
      summary = await this.execute(next);
    }
    const done = plan.changes.filter(({ address }) => !this.left.has(address));
    return { ...summary, ...countDone(done.map(({ action }) => action)), moved: plan.summary.move };
  }

  /** Failures that another look may settle, and nothing else. */
  private isUnsettled({ interrupted }: ApplySummary): boolean {
    return (
      !interrupted &&
      !this.writing.signal.aborted &&
      this.failures.length > 0 &&
      this.failures.every(({ code }) => code === 'APPLY_UNKNOWN')
    );
  }

  private async execute(plan: Plan): Promise<ApplySummary> {
    const { broken } = this.session;
    const onBroken = () =>
      this.terminal.progress('\nThe state can no longer be written: finishing what is under way.');
    broken.addEventListener('abort', onBroken);
    try {
      return await this.writing.write(() =>
        applyPlan({
          plan,
          kinds: KINDS,
          graph: this.connection.graph,
          session: this.session,
          clock: () => new Date(),
          delay,
          randomId: randomUUID,
          signal: AbortSignal.any([this.writing.signal, broken]),
          emit: (event) => this.tell(event),
        }),
      );
    } finally {
      broken.removeEventListener('abort', onBroken);
    }
  }

  private tell(event: ApplyEvent): void {
    if (event.type === 'apply_errored') this.failures.push(event.diagnostic);
    if (event.type === 'apply_errored' || event.type === 'apply_skipped') this.left.add(event.address);
    if (event.type === 'apply_complete') this.left.delete(event.address);
    if (this.options.json === true) this.machine(machineEvent(event, createStyle(false), now()));
    else this.terminal.progress(renderApplyEvent(event, createStyle(this.terminal.errorColor)));
  }

  private async conclude(plan: Plan, summary: ApplySummary): Promise<void> {
    const { throttled, waitedMs } = this.connection.graph.statistics;
    if (throttled > 0) this.terminal.progress(renderThrottling(throttled, waitedMs));
    if (this.options.json === true) {
      const failures = this.failures.map((failure) => machineDiagnostic(failure, now()));
      this.machine(...failures, machineApplySummary(summary, createStyle(false), now()));
      return;
    }
    const failures = this.failures.map((failure) => ({ ...failure, ...placeOf(plan, failure.address) }));
    await this.terminal.diagnostics(saidOnce(failures), this.project.sources);
    if (hasChanges(plan))
      this.terminal.data(`\n${renderApplySummary(summary, createStyle(this.terminal.color))}\n`);
  }

  private machine(...lines: readonly string[]): void {
    for (const line of lines) this.terminal.data(`${line}\n`);
  }

  private version(): string {
    const version = toolVersion();
    return machineMessage('version', `Entente ${version}`, { entente: version, ui: '1.0' }, now());
  }
}

/** A state that is no longer taken fails all that is left for one reason, which is said once and points nowhere. */
function saidOnce(failures: readonly Diagnostic[]): readonly Diagnostic[] {
  const ofState = (failure: Diagnostic) => failure.code.startsWith('STATE_');
  const [first, ...rest] = failures.filter(ofState);
  if (first === undefined || rest.length === 0) return failures;
  const { code, severity, summary, hint } = first;
  const detail = `For that reason ${counted(rest.length + 1, 'change')} could not be begun or recorded.`;
  return [
    ...failures.filter((failure) => !ofState(failure)),
    { code, severity, summary, detail, ...(hint !== undefined && { hint }) },
  ];
}

/** Where a failed resource is declared, for the line of the file that it is about. */
function placeOf({ changes }: Plan, address: ResourceAddress | undefined): Pick<Diagnostic, 'range'> {
  return rangeOf(changes.find((change) => change.address === address)?.source);
}

function rangeOf(source: Change['source']): Pick<Diagnostic, 'range'> {
  if (source === undefined) return {};
  const start = { line: source.line, column: source.column, offset: 0 };
  return { range: { file: source.file, start, end: start } };
}

function now(): string {
  return new Date().toISOString();
}
