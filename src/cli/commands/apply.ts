import { randomUUID } from 'node:crypto';
import { applyPlan } from '../../apply/apply-plan.ts';
import { UNCERTAIN } from '../../apply/failure.ts';
import type { ApplyEvent, ApplySummary } from '../../apply/events.ts';
import { countDone } from '../../apply/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../../diagnostics/secrets.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { Plan } from '../../plan/plan.ts';
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
import { counted, createStyle } from '../../report/style.ts';
import type { StateSession } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { failure } from '../../diagnostics/failure.ts';
import { stillLeftOut } from '../../engine/access/left-out.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import { guardPlan } from '../../engine/plan/guard-plan.ts';
import type { Interruption } from '../../engine/interruption.ts';
import { rangeOf } from '../../engine/plan/placed.ts';
import type { PlanFlags } from '../../engine/plan/make-plan.ts';
import { configurationOrigin, flagsOf, makePlanOfLive, stateOrigin } from '../../engine/plan/make-plan.ts';
import type { Connection } from '../../engine/connection/connect.ts';
import type { Project } from '../../engine/project.ts';
import { openProject } from '../../engine/project.ts';
import { delay, breathe } from '../../net/delay.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';
import { toolVersion } from '../../engine/version.ts';
import { withTenantSession } from '../../engine/connection/tenant-session.ts';
import { readPlan } from './show.ts';

export interface ApplyOptions extends GlobalOptions, PlanFlags {
  readonly planFile?: string | undefined;
  readonly autoApprove?: boolean;
  readonly maxDeletes?: number;
  /** Creations of unknown outcome may be sent again, all of them. */
  readonly createAgain?: boolean;
  /** SHA-256 (hex) of the plan that was reviewed. */
  readonly expectDigest?: string;
  readonly lockTimeout: number;
  readonly json?: boolean;
}

/** How often the tenant is looked at again for writes whose outcome is unknown. */
const MOST_ROUNDS = 10;
/** Milliseconds before each further look for what the service may be late with; nothing rests on their sum. */
const LATE_LOOKS_MS = [0, 2_000, 5_000];

/** `entente apply` and `entente destroy` */
export async function apply(options: ApplyOptions): Promise<number> {
  const terminal = new Terminal(options);
  const saved = await savedPlan(options);
  const project = await openProject(options, terminal);
  const { lockTimeout, destroy, file, env } = options;
  const how = { operation: destroy === true ? 'destroy' : 'apply', lockTimeout, file, env };
  return withTenantSession(project, terminal, how, ({ connection, session, interruption }) =>
    new ApplyRun(options, terminal, project, connection, session, interruption).run(saved),
  );
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
  private readonly interruption: Interruption;
  /** How the plan was made. */
  private flags: PlanFlags;
  /** What the tenant held when the last plan was made. */
  private live: LiveSnapshot | undefined;
  private failures: Diagnostic[] = [];
  /** Changes that failed or were skipped, and have not succeeded since. */
  private readonly left = new Set<ResourceAddress>();
  /** Creations that were sent with unknown outcome, and are not sent again. */
  private readonly sent = new Map<ResourceAddress, Diagnostic>();

  constructor(
    options: ApplyOptions,
    terminal: Terminal,
    project: Project,
    connection: Connection,
    session: StateSession,
    interruption: Interruption,
  ) {
    this.options = options;
    this.flags = options;
    this.terminal = terminal;
    this.project = project;
    this.connection = connection;
    this.session = session;
    this.interruption = interruption;
  }

  async run(saved: Plan | undefined): Promise<number> {
    const plan = saved === undefined ? await this.plan(this.options) : await this.derivedAgain(saved);
    this.guard(plan);
    if (this.options.json === true) this.machine(this.version(), ...machinePlan(plan, now()));
    else await this.show(plan);
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
    await this.forgetGone();
    await this.conclude(plan, summary);
    return summary.failed > 0 || summary.skipped > 0 ? 1 : 0;
  }

  private async show(plan: Plan): Promise<void> {
    const text = renderPlan(plan, this.terminal);
    await breathe();
    this.terminal.data(text);
    await breathe();
  }

  private plan(flags: PlanFlags): Promise<Plan> {
    const applying = { ...flags, applying: true };
    const made = makePlanOfLive(this.project, this.connection, this.prior(), applying, this.terminal);
    return made.then(({ plan, live }) => {
      this.live = live;
      return plan;
    });
  }

  /** What an import left out and the tenant no longer has. */
  private async forgetGone(): Promise<void> {
    const { session, live, interruption } = this;
    if (live === undefined || session.broken.aborted || interruption.signal.aborted) return;
    await session.setLeftOut(stillLeftOut(session.document, live));
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
    const { allowAccessLoss = false, settle = [], removeTwins = false } = this.options;
    this.flags = { ...flagsOf(saved), allowAccessLoss, settle, removeTwins };
    const plan = await this.plan(this.flags);
    const since = movedSince(saved, plan, KINDS);
    if (since.length > 0) throw new DiagnosticError(since);
    return plan;
  }

  private guard(plan: Plan): void {
    guardPlan(plan, { ...this.options, asked: this.isAsked() }, this.session.document, Date.now());
  }

  /** True when the user is asked before anything is done. */
  private isAsked(): boolean {
    const { autoApprove, planFile, expectDigest } = this.options;
    return autoApprove !== true && planFile === undefined && expectDigest === undefined;
  }

  private async approved(plan: Plan): Promise<boolean> {
    return this.options.autoApprove === true || (await this.terminal.ask?.approve(plan)) === true;
  }

  /**
   * Executes a plan. Writes whose outcome is unknown, because an answer was lost or the service was out of order, are
   * settled at once: the tenant is looked at again, and what is left of the same plan is done. A creation that may make
   * a twin is only looked for.
   */
  private async executeToTheEnd(plan: Plan): Promise<ApplySummary> {
    let summary = await this.execute(plan);
    let lateLooks = 0;
    for (let round = 1; round <= MOST_ROUNDS && this.isUnsettled(summary); round += 1) {
      if (this.failures.every(({ code }) => code === UNCERTAIN)) {
        const wait = LATE_LOOKS_MS[lateLooks];
        if (wait === undefined) break;
        lateLooks += 1;
        await delay(wait);
      }
      const open = counted(this.failures.length, 'write');
      this.terminal.progress(`\nThe outcome of ${open} is unknown; looking at the tenant and going on...`);
      const again = await this.plan({ ...this.flags, refresh: true });
      const next = onlyTwinsOf(plan, again);
      if (!continues(plan, next)) break;
      this.failures = [];
      summary = await this.execute(next);
    }
    const done = plan.changes.filter(({ address }) => !this.left.has(address));
    return { ...summary, ...countDone(done.map(({ action }) => action)), moved: plan.summary.move };
  }

  /** Failures that another look may settle, and nothing else. */
  private isUnsettled({ interrupted }: ApplySummary): boolean {
    const open = ['APPLY_UNKNOWN', UNCERTAIN];
    return (
      !interrupted &&
      !this.interruption.signal.aborted &&
      this.failures.length > 0 &&
      this.failures.every(({ code }) => open.includes(code))
    );
  }

  private async execute(plan: Plan): Promise<ApplySummary> {
    const { broken } = this.session;
    const onBroken = () =>
      this.terminal.progress('\nThe state can no longer be written: finishing what is under way.');
    broken.addEventListener('abort', onBroken);
    try {
      return await this.interruption.finish(() =>
        applyPlan({
          plan,
          kinds: KINDS,
          graph: this.connection.graph,
          session: this.session,
          clock: () => new Date(),
          delay: (ms) => delay(ms, this.interruption.stop),
          randomId: randomUUID,
          sent: this.sent,
          signal: AbortSignal.any([this.interruption.signal, broken]),
          emit: (event) => this.tell(event),
        }),
      );
    } finally {
      broken.removeEventListener('abort', onBroken);
    }
  }

  private tell(told: ApplyEvent): void {
    const event =
      told.type === 'apply_errored' ? { ...told, diagnostic: redactedDiagnostic(told.diagnostic) } : told;
    if (event.type === 'apply_errored') this.failed(event.address, event.diagnostic);
    if (event.type === 'apply_errored' || event.type === 'apply_skipped') this.left.add(event.address);
    if (event.type === 'apply_complete') this.left.delete(event.address);
    if (this.options.json === true) this.machine(machineEvent(event, createStyle(false), now()));
    else this.terminal.progress(renderApplyEvent(event, createStyle(this.terminal.errorColor)));
  }

  private failed(address: ResourceAddress, diagnostic: Diagnostic): void {
    this.failures.push(diagnostic);
    if (diagnostic.code === UNCERTAIN) this.sent.set(address, diagnostic);
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
    for (const line of lines) this.terminal.document(`${line}\n`);
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

/** `next` without the removal of twins that nobody has agreed to yet. */
function onlyTwinsOf({ changes }: Plan, next: Plan): Plan {
  const agreed = new Set(changes.map(({ address, id }) => `${address} ${id ?? ''}`));
  const isAgreed = ({ action, address, id }: Plan['changes'][number]) =>
    action !== 'removeTwin' || agreed.has(`${address} ${id ?? ''}`);
  return { ...next, changes: next.changes.filter(isAgreed) };
}

function now(): string {
  return new Date().toISOString();
}
