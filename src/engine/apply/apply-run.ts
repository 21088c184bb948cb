/** One apply: a plan is made, guarded, shown, agreed to, and carried out until nothing of it is open. */
import { applyPlan } from '../../apply/apply-plan.ts';
import type { ApplyEvent, ApplySummary } from '../../apply/events.ts';
import { countDone } from '../../apply/events.ts';
import { UNCERTAIN } from '../../apply/failure.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../../diagnostics/secrets.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { counted } from '../../model/counted.ts';
import type { Plan } from '../../plan/plan.ts';
import { continues, hasChanges } from '../../plan/saved.ts';
import type { StateDocument } from '../../state/document.ts';
import type { TenantSession } from '../connection/tenant-session.ts';
import { consents, isAsked } from '../guards/consent.ts';
import { guardPlan } from '../guards/guard-plan.ts';
import { guardMoved, guardOrigin, guardReviewed } from '../guards/staleness.ts';
import type { Host } from '../host.ts';
import type { PlanFlags } from '../plan/make-plan.ts';
import { openAnswers } from '../plan/given-answers.ts';
import { stillLeftOut } from '../access/left-out.ts';
import { letGoBetween } from '../access/let-go.ts';
import { referredNow } from '../../plan/referred.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import { configurationOrigin, flagsOf, makePlanOfLive, stateOrigin } from '../plan/make-plan.ts';
import type { Project } from '../project.ts';
import type { ApplyOptions, ApplyResult } from './apply-options.ts';
import { placedFailures } from './failures.ts';
import { Heartbeat } from './heartbeat.ts';

/** How often the tenant is looked at again for writes whose outcome is unknown. */
const MOST_ROUNDS = 10;
/** Milliseconds before each further look for what the service may be late with; nothing rests on their sum. */
const LATE_LOOKS_MS = [0, 2_000, 5_000];

export class ApplyRun {
  private readonly options: ApplyOptions;
  private readonly host: Host;
  private readonly project: Project;
  private readonly opened: TenantSession;
  /** How the plan was made. */
  private flags: PlanFlags;
  /** What the tenant held when the last plan was made. */
  private live: LiveSnapshot | undefined;
  private failures: Diagnostic[] = [];
  /** Changes that failed or were skipped, and have not succeeded since. */
  private readonly left = new Set<ResourceAddress>();
  /** Creations that were sent with unknown outcome, and are not sent again. */
  private readonly sent = new Map<ResourceAddress, Diagnostic>();

  constructor(options: ApplyOptions, host: Host, project: Project, opened: TenantSession) {
    this.options = options;
    this.flags = options;
    this.host = host;
    this.project = project;
    this.opened = opened;
  }

  async run(saved: Plan | undefined): Promise<ApplyResult> {
    const { expectDigest, onPlan } = this.options;
    const before = this.opened.session.document;
    const plan = saved === undefined ? await this.plan(this.options) : await this.derivedAgain(saved);
    this.guard(plan);
    await onPlan?.(plan);
    if (hasChanges(plan)) {
      guardReviewed('This plan', plan, expectDigest);
      if (!(await consents(plan, this.options, this.host))) return { plan, summary: undefined };
    }
    const summary = await this.executeToTheEnd(plan);
    await this.rememberLeftOut(before);
    await this.rememberReferred();
    const { throttled, waitedMs } = this.opened.connection.graph.statistics;
    return {
      plan,
      summary,
      failures: placedFailures(this.failures, plan),
      sources: this.project.sources,
      throttling: { throttled, waitedMs },
    };
  }

  private async plan(flags: PlanFlags): Promise<Plan> {
    const applying = { ...flags, applying: true };
    const { connection } = this.opened;
    const made = await makePlanOfLive(this.project, connection, this.prior(), applying, this.host);
    this.live = made.live;
    return made.plan;
  }

  /** What an import left out, without what the tenant no longer has, and what was let go now. */
  private async rememberLeftOut(before: StateDocument): Promise<void> {
    const { session, interruption } = this.opened;
    if (this.live === undefined || session.broken.aborted || interruption.signal.aborted) return;
    const { document } = session;
    const all = [
      ...(document.leftOut ?? []),
      ...letGoBetween(before, document, this.project.configuration.removed),
    ];
    const leftOut = [...new Map(all.map((each) => [`${each.kind} ${each.id}`, each])).values()];
    await session.setLeftOut(stillLeftOut({ ...document, leftOut }, this.live));
  }

  /** What others own as the plan saw it: drift tells what becomes of it since. */
  private async rememberReferred(): Promise<void> {
    const { session, interruption } = this.opened;
    if (this.live === undefined || session.broken.aborted || interruption.signal.aborted) return;
    await session.setReferred(referredNow(this.live, session.document.referred));
  }

  private prior(): StateDocument | undefined {
    const { document } = this.opened.session;
    return document.serial === 0 && document.resources.length === 0 ? undefined : document;
  }

  /**
   * A saved plan made once more, from the configuration and a fresh read of the tenant, and found equal. Nothing of
   * the file is executed: those who can write it can also make it agree with its own digests.
   */
  private async derivedAgain(saved: Plan): Promise<Plan> {
    guardOrigin(saved, {
      configuration: configurationOrigin(this.project.configuration),
      tenant: this.opened.connection.tenant,
      state: stateOrigin(this.prior()),
    });
    const { allowAccessLoss = false, settle = [], removeTwins = false } = this.options;
    this.flags = { ...flagsOf(saved), allowAccessLoss, settle, removeTwins };
    const plan = await this.plan(this.flags);
    guardMoved(saved, plan);
    return plan;
  }

  private guard(plan: Plan): void {
    const consent = { ...this.options, asked: isAsked(this.options) };
    guardPlan({ plan, consent, state: this.opened.session.document, now: this.host.now() });
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
        await this.host.delay(wait, this.opened.interruption.signal);
        if (this.opened.interruption.signal.aborted) break;
      }
      const open = counted(this.failures.length, 'write');
      this.host.progress(`\nThe outcome of ${open} is unknown; looking at the tenant and going on...`);
      const settle = openAnswers(this.flags.settle ?? [], this.opened.session.document);
      const again = await this.plan({ ...this.flags, refresh: true, settle });
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
      !this.opened.interruption.signal.aborted &&
      this.failures.length > 0 &&
      this.failures.every(({ code }) => open.includes(code))
    );
  }

  private async execute(plan: Plan): Promise<ApplySummary> {
    const { broken } = this.opened.session;
    const onBroken = () =>
      this.host.progress('\nThe state can no longer be written: finishing what is under way.');
    broken.addEventListener('abort', onBroken);
    const changes = plan.changes.filter(({ action }) => action !== 'noop').length;
    const heartbeat = new Heartbeat(changes, (line) => this.host.progress(line));
    try {
      return await this.opened.interruption.finish(() =>
        applyPlan({
          plan,
          graph: this.opened.connection.graph,
          session: this.opened.session,
          clock: () => new Date(this.host.now()),
          delay: (ms) => this.host.delay(ms, this.opened.interruption.stop),
          randomId: this.host.randomId,
          sent: this.sent,
          signal: AbortSignal.any([this.opened.interruption.signal, broken]),
          ending: this.opened.interruption.signal,
          emit: (event) => {
            heartbeat.hear(event);
            this.tell(event);
          },
        }),
      );
    } finally {
      heartbeat.end();
      broken.removeEventListener('abort', onBroken);
    }
  }

  private tell(told: ApplyEvent): void {
    const event =
      told.type === 'apply_errored' ? { ...told, diagnostic: redactedDiagnostic(told.diagnostic) } : told;
    // What is not sent again fails as it did, which was told.
    const known = event.type === 'apply_errored' && this.sent.has(event.address);
    if (event.type === 'apply_errored') this.failed(event.address, event.diagnostic);
    if (event.type === 'apply_errored' || event.type === 'apply_skipped') this.left.add(event.address);
    if (event.type === 'apply_complete') this.left.delete(event.address);
    if (!known) this.options.onEvent?.(event);
  }

  private failed(address: ResourceAddress, diagnostic: Diagnostic): void {
    // It stands against all that is left, and is told once.
    const known = diagnostic.code === 'GRAPH_WAIT' && this.failures.some(({ code }) => code === 'GRAPH_WAIT');
    if (!known) this.failures.push(diagnostic);
    if (diagnostic.code === UNCERTAIN) this.sent.set(address, diagnostic);
  }
}

/** `next` without the removal of twins that nobody has agreed to yet. */
function onlyTwinsOf({ changes }: Plan, next: Plan): Plan {
  const agreed = new Set(changes.map(({ address, id }) => `${address} ${id ?? ''}`));
  const isAgreed = ({ action, address, id }: Plan['changes'][number]) =>
    action !== 'removeTwin' || agreed.has(`${address} ${id ?? ''}`);
  return { ...next, changes: next.changes.filter(isAgreed) };
}
