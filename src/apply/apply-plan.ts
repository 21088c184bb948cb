/**
 * Executes a plan's operations as a graph: each begins as soon as what it needs is done, all that are ready in the
 * same turn, so that the Graph client batches them. Every write is recorded before it leaves and with its result.
 * It decides nothing: what is not in the plan is not done.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { Attributes, JsonObject } from '../model/value.ts';
import { managedReferences, mapReferences } from '../model/walk.ts';
import { mapInTurns } from '../model/turns.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphPort } from '../graph/port.ts';
import type { Kind, KindWriter } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Change, Plan } from '../plan/plan.ts';
import type { Operation } from '../plan/operations.ts';
import { planOperations } from '../plan/operations.ts';
import type { PlannedCreation, StateEffect, StateSession } from '../state/backend.ts';
import type { PendingOperation, ResourceState } from '../state/document.ts';
import { openUncertain } from '../plan/uncertain.ts';
import { renameEffect } from '../state/rename.ts';
import { withAnswered } from '../plan/watched.ts';
import { notBefore, openCreations } from '../plan/settle.ts';
import type { ApplyEvent, ApplySummary } from './events.ts';
import { failureOf, isUntouched, ofWhole } from './failure.ts';
import { Progress } from './progress.ts';
import { pendingOperation } from './pending.ts';
import { requireSameTwin } from './same-twin.ts';
import { uncertainCreation } from './uncertain.ts';
import { mayBeMade } from './whose.ts';
import { createWriter, SharedReads } from './writer.ts';
import type { Trace } from './writer.ts';

export interface ApplyInput {
  readonly plan: Plan;
  readonly graph: GraphPort;
  readonly session: StateSession;
  readonly clock: () => Date;
  readonly delay: (ms: number) => Promise<void>;
  readonly randomId: () => string;
  /** Addresses whose creation this run has sent already, with unknown outcome: it is not sent again. */
  readonly sent?: ReadonlyMap<ResourceAddress, Diagnostic>;
  /** Aborted: nothing new begins, what is under way ends and is recorded. */
  readonly signal?: AbortSignal;
  /** Aborted by a signal: waits in which nothing is under way end too. */
  readonly ending?: AbortSignal;
  readonly emit: (event: ApplyEvent) => void;
}

/** Enough to fill eight batches of twenty twice over, and a bound on memory and on what a crash leaves pending. */
const MAX_UNDER_WAY = 400;

/** Executes `plan`. Resolves when nothing is under way any more; failures are events and counts, not rejections. */
export async function applyPlan(input: ApplyInput): Promise<ApplySummary> {
  const moved = await recordMoves(input);
  const earlier = input.session.document.pending;
  const run = new Run(input, await planOperations(input.plan));
  await run.execute();
  if (input.session.broken.aborted) return { ...run.progress.summary(true), moved };
  if (input.plan.mode === 'refresh-only') await recordDrift(input);
  if (input.plan.refreshed) await settlePending(input, earlier, run.progress);
  await forgetOld(input);
  if (input.plan.refreshed) await input.session.setLookups(input.plan.lookups);
  return { ...run.progress.summary(input.signal?.aborted === true), moved };
}

/** Objects that only get another address. One entry of the journal, so that a crash leaves all or nothing of it. */
async function recordMoves({ plan, session, emit }: ApplyInput): Promise<number> {
  const moves = plan.changes.flatMap(({ address, movedFrom, displayName }) =>
    movedFrom === undefined ? [] : [{ address, movedFrom, displayName }],
  );
  if (moves.length === 0) return 0;
  const names = new Map(moves.map(({ address, movedFrom }) => [movedFrom, address]));
  await session.record(renameEffect(session.document, names, KINDS));
  for (const move of moves) emit({ type: 'apply_moved', ...move });
  return moves.length;
}

/**
 * What earlier runs left unfinished is settled once this run has dealt with the address: the plan saw what the
 * tenant really holds. Addresses that a target left out, or that failed again, stay open.
 */
async function settlePending(
  { plan, session }: ApplyInput,
  earlier: readonly PendingOperation[],
  progress: Progress,
): Promise<void> {
  const seen = new Set(plan.changes.map(({ address }) => address));
  const settled = earlier.filter(({ address }) => {
    const isWhole = plan.targets.length === 0 && plan.scope === undefined;
    const inPlan = isWhole || seen.has(address);
    return inPlan && progress.isSettled(address);
  });
  await Promise.all(settled.map(({ operation }) => session.commit(operation, {})));
}

/** Nobody looks for twins for ever. */
async function forgetOld({ session, clock }: ApplyInput): Promise<void> {
  const open = new Set(openUncertain(session.document, clock().getTime()));
  const old = (session.document.uncertain ?? []).filter((creation) => !open.has(creation));
  await session.record({ uncertain: { remove: old.map(({ operation }) => operation) } });
}

/** A refresh-only plan writes what the tenant holds into the state, and nothing into the tenant. */
async function recordDrift({ plan, session }: ApplyInput): Promise<void> {
  const put = plan.drift.flatMap(({ address, after, id }): ResourceState[] => {
    const known = session.resource(address);
    return known === undefined || after === null ? [] : [{ ...known, id, attributes: after }];
  });
  const remove = plan.drift.filter(({ after }) => after === null).map(({ address }) => address);
  await session.record({ put, remove });
}

class Run {
  readonly progress: Progress;
  private readonly shared = new SharedReads();
  private readonly operations: readonly Operation[];
  private readonly dependants = new Map<string, Operation[]>();
  private readonly missing = new Map<string, number>();
  private readonly ready: Operation[] = [];
  private readonly readyDeletes: Operation[] = [];
  private readonly changes: ReadonlyMap<ResourceAddress, Change>;
  /** Of the state, by id of a creation: known beforehand, so that even a damaged journal tells what became of it. */
  private readonly operationIds = new Map<string, string>();
  /** When an earlier run began a creation that it left open. */
  private readonly inDoubt: ReadonlyMap<ResourceAddress, string>;
  private underWay = 0;
  private deletesUnderWay = 0;
  private finished: () => void = () => undefined;
  private readonly input: ApplyInput;

  constructor(input: ApplyInput, operations: readonly Operation[]) {
    this.input = input;
    this.operations = operations;
    const open = [...openCreations(input.session.document).values()].flat();
    this.inDoubt = new Map(open.map(({ address, since }) => [address, since]));
    this.changes = new Map(input.plan.changes.map((change) => [change.address, change]));
    this.progress = new Progress(this.operations, this.changes, input.emit, input.clock);
    for (const operation of this.operations) {
      this.missing.set(operation.id, operation.needs.length);
      if (operation.needs.length === 0) this.enqueue(operation);
      for (const need of operation.needs) {
        const waiting = this.dependants.get(need);
        if (waiting === undefined) this.dependants.set(need, [operation]);
        else waiting.push(operation);
      }
    }
  }

  async execute(): Promise<void> {
    await this.recordPlanned();
    await this.recordUnsent();
    await new Promise<void>((resolve) => {
      this.finished = resolve;
      this.pump();
    });
  }

  /** Creations that the journal names before the first request leaves; those that are not sent again are none. */
  private async recordPlanned(): Promise<void> {
    const { input } = this;
    const planned = await mapInTurns(this.operations, (operation): PlannedCreation[] => {
      const kind = KINDS.get(operation.kind);
      if (operation.step !== 'create' || kind === undefined || this.sentBefore(operation) !== undefined)
        return [];
      const pending = this.pendingOf(kind, operation);
      this.operationIds.set(operation.id, pending.operation);
      if (!this.mayRepeat(operation)) return [{ pending }];
      const { serviceDate } = input.graph;
      return [{ pending, uncertain: uncertainCreation(kind, pending, operation.after ?? {}, serviceDate) }];
    });
    await input.session.plan(planned.flat());
  }

  private pendingOf(kind: Kind, operation: Operation): PendingOperation {
    const id = this.operationIds.get(operation.id) ?? this.input.randomId();
    return pendingOperation(kind, operation, id, this.input.clock());
  }

  /** Steps that only the state hears of need no order and are recorded at once. */
  private async recordUnsent(): Promise<void> {
    const unsent = this.operations.filter(({ step }) => step === 'record' || step === 'forget');
    if (unsent.length === 0) return;
    const put = unsent
      .filter(({ step }) => step === 'record')
      .map((operation) => this.stateOf(operation, this.idOf(operation)));
    const remove = unsent.filter(({ step }) => step === 'forget').map(({ address }) => address);
    await this.input.session.record({ put, remove });
    for (const operation of unsent) this.progress.started(operation);
    for (const operation of unsent) this.succeeded(operation, undefined);
    const done = new Set(unsent.map(({ id }) => id));
    this.ready.splice(0, this.ready.length, ...this.ready.filter(({ id }) => !done.has(id)));
  }

  private enqueue(operation: Operation): void {
    (takesAway(operation) ? this.readyDeletes : this.ready).push(operation);
  }

  private pump(): void {
    const stopped = this.input.signal?.aborted === true;
    const left = stopped ? [...this.ready.splice(0), ...this.readyDeletes.splice(0)] : [];
    for (const operation of left) this.skip(operation, 'interrupted');
    while (this.underWay < MAX_UNDER_WAY) {
      const operation = this.next();
      if (operation === undefined) break;
      void this.perform(operation);
    }
    if (this.underWay === 0) this.finished();
  }

  /**
   * The next operation to begin. Deletions wait until nothing else is ready or under way, so that people get their
   * new access before they lose the old one.
   */
  private next(): Operation | undefined {
    const others = this.underWay - this.deletesUnderWay;
    return this.ready.shift() ?? (others === 0 ? this.readyDeletes.shift() : undefined);
  }

  private async perform(operation: Operation): Promise<void> {
    const deletes = takesAway(operation) ? 1 : 0;
    this.underWay += 1;
    this.deletesUnderWay += deletes;
    // What is not sent again does not begin.
    if (this.sentBefore(operation) === undefined) this.progress.started(operation);
    try {
      this.succeeded(operation, await this.send(operation));
    } catch (error) {
      if (isUntouched(error)) {
        this.skip(operation, 'interrupted');
      } else {
        this.progress.failed(operation, failureOf(operation, error, this.mayRepeat(operation)));
        this.skipDependants(operation);
      }
    }
    this.underWay -= 1;
    this.deletesUnderWay -= deletes;
    this.pump();
  }

  private succeeded(operation: Operation, id: string | undefined): void {
    this.progress.succeeded(operation, id);
    for (const dependant of this.dependants.get(operation.id) ?? []) {
      const left = (this.missing.get(dependant.id) ?? 0) - 1;
      this.missing.set(dependant.id, left);
      if (left === 0 && !this.progress.isOver(dependant)) this.enqueue(dependant);
    }
  }

  private skipDependants({ id, address }: Operation): void {
    for (const dependant of this.dependants.get(id) ?? []) this.skip(dependant, address);
  }

  private skip(operation: Operation, because: ResourceAddress | 'interrupted'): void {
    if (this.progress.isOver(operation)) return;
    this.progress.skipped(operation, because);
    for (const dependant of this.dependants.get(operation.id) ?? []) {
      this.skip(dependant, because === 'interrupted' ? because : operation.address);
    }
  }

  /** One write, recorded before and after. A lost answer leaves the record of its beginning in the state. */
  private async send(operation: Operation): Promise<string | undefined> {
    const { session, graph, delay, clock, ending } = this.input;
    const kind = KINDS.get(operation.kind);
    if (kind === undefined) throw new Error(`There is no kind ${operation.kind}`);
    const sent = this.sentBefore(operation);
    if (sent !== undefined) throw new DiagnosticError([sent]);
    const pending = this.pendingOf(kind, operation);
    const uncertain = this.mayRepeat(operation)
      ? uncertainCreation(kind, pending, this.withIds(kind, operation.after ?? {}), graph.serviceDate)
      : undefined;
    await session.begin(pending, uncertain);
    const trace: Trace = { madeId: undefined, wrote: false, uncertain: false, answered: undefined };
    const since = this.inDoubt.get(operation.address);
    const doubt = { inDoubt: since !== undefined, notBefore: notBefore(since ?? pending.startedAt) };
    const mayBe = mayBeMade({ kind, operation, operations: this.operations, session }, (attributes) =>
      this.withIds(kind, attributes),
    );
    const writer = createWriter(
      { graph, shared: this.shared, time: { clock, delay }, ending, mayBe, ...doubt },
      trace,
    );
    try {
      const id = await this.write(kind, operation, writer);
      await session.commit(pending.operation, this.effectOf(operation, id, trace), !trace.uncertain);
      return id;
    } catch (error) {
      const { madeId, wrote } = trace;
      if (madeId !== undefined)
        await session.commit(pending.operation, this.effectOf(operation, madeId, trace), !trace.uncertain);
      // A write that was done, or may have been, stays open: the next run looks at what the tenant holds.
      else if (!wrote) await session.commit(pending.operation, {}, true);
      throw error instanceof GraphError ? ofWhole(error, wrote) : error;
    }
  }

  /** What became of a creation that this run has sent already. */
  private sentBefore({ step, address }: Operation): Diagnostic | undefined {
    return step === 'create' ? this.input.sent?.get(address) : undefined;
  }

  /** A creation of what the service may hold twice: one that is carried out late makes a twin. */
  private mayRepeat({ step, kind }: Operation): boolean {
    return step === 'create' && KINDS.get(kind)?.identity.duplicates !== undefined;
  }

  private async write(kind: Kind, operation: Operation, writer: KindWriter): Promise<string> {
    const { step, before, after } = operation;
    if (step === 'create') return kind.graph.create(writer, this.withIds(kind, after ?? {}));
    const id = this.idOf(operation);
    if (step === 'delete' || step === 'removeTwin') {
      const live = this.withIds(kind, before ?? {});
      const twin = step === 'removeTwin' ? this.changes.get(operation.address) : undefined;
      await untilFound(writer, operation.address, async () => {
        if (twin !== undefined) await requireSameTwin(kind, writer.graph, twin);
        await kind.graph.delete(writer, id, live);
      }).catch((error: unknown) => {
        if (!(error instanceof GraphError && error.status === 404)) throw error;
      });
    } else if (step === 'drain') {
      await kind.access?.drain?.(writer, id, this.withIds(kind, before ?? {}));
    } else {
      const [from, to] = [this.withIds(kind, before ?? {}), this.withIds(kind, after ?? {})];
      await untilFound(writer, operation.address, () => kind.graph.update(writer, id, from, to));
    }
    return id;
  }

  private effectOf(operation: Operation, id: string, { answered }: Trace): StateEffect {
    if (operation.step === 'drain' || operation.step === 'removeTwin') return {};
    return operation.step === 'delete'
      ? { remove: [operation.address] }
      : { put: [this.stateOf(operation, id, answered)] };
  }

  private stateOf(
    { address, kind: name, after = {} }: Operation,
    id: string,
    answered?: JsonObject,
  ): ResourceState {
    const kind = KINDS.get(name);
    const dependsOn = managedReferences(kind?.attributes ?? {}, after, (value) => this.isManaged(value));
    const attributes =
      kind === undefined || answered === undefined ? after : withAnswered(kind, after, answered);
    return { address, kind: name, id, attributes, dependsOn };
  }

  private isManaged(value: string): boolean {
    return this.changes.has(value) || this.input.session.resource(value) !== undefined;
  }

  /** The id that the tenant knows the object by: of this run's making, as the plan saw it, or as recorded. */
  private idOf({ address }: Operation): string {
    const id =
      this.progress.idOf(address) ??
      this.changes.get(address)?.id ??
      this.input.session.resource(address)?.id;
    if (id === undefined) throw new Error(`The id of ${address} is not known`);
    return id;
  }

  private withIds(kind: Kind, attributes: Attributes): Attributes {
    return mapReferences(kind.attributes, attributes, (_to, value) => {
      const change = this.changes.get(value);
      return this.progress.idOf(value) ?? change?.id ?? this.input.session.resource(value)?.id ?? value;
    });
  }
}

/** How long an object that the plan saw may be unknown to the service before it is taken to be gone (CONTRACT 14). */
const UNKNOWN_FOR_MS = 8_000;

/** Writes to an object that was listed a moment ago; a 404 is more likely a replica that lags than a deletion. */
async function untilFound(
  writer: KindWriter,
  address: ResourceAddress,
  write: () => Promise<void>,
): Promise<void> {
  const attempt = async () => {
    await write();
    return true;
  };
  await writer.poll(address, attempt, { withinMs: UNKNOWN_FOR_MS, notYet: mayNotReadYet });
}

/** A policy that was just made may not be read for a moment (CONTRACT 9.11). */
function mayNotReadYet(error: unknown): boolean {
  return error instanceof GraphError && error.method === 'GET' && error.status === 403;
}

/** True for what people notice as a loss. */
function takesAway({ step }: Operation): boolean {
  return step === 'delete' || step === 'drain' || step === 'removeTwin';
}
