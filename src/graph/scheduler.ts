/**
 * Decides when requests leave: everything issued in one turn of the event loop shares batches, as many leave as
 * the pace has room for, and failed requests come back after their wait. It knows nothing of HTTP, paging or the
 * shape of bodies.
 */
import type { JsonValue } from '../model/value.ts';
import type { Wait, Waits } from '../net/waits.ts';
import { WaitOver } from '../net/waits.ts';
import type { Answer, WireRequest } from './answer.ts';
import { failed, givenUp, isThrottled, tooLongWait, unsent } from './errors.ts';
import { Outbox } from './outbox.ts';
import type { Mail, Parcel } from './outbox.ts';
import type { Pace } from './pace.ts';
import { interruptedRequest } from './port.ts';
import { asksToWait, judge, NO_EFFORT, retryAfter } from './retry.ts';
import type { Effort, RetryPolicy } from './retry.ts';
import type { WaitMeter } from './wait-meter.ts';

/** A request with what the scheduler needs to know about it. */
export interface Submission {
  readonly request: WireRequest;
  readonly lane?: string;
  readonly idempotent: boolean;
  /** Goes before what waits already: others wait for what it brings. */
  readonly urgent?: boolean;
}

/** The scheduler's surroundings. */
export interface SchedulerOptions {
  /** Sends one exchange and gives an answer for each request, in their order, within `limitMs`. `serial`: chained by dependsOn. */
  readonly send: (
    requests: readonly WireRequest[],
    serial: boolean,
    limitMs: number,
  ) => Promise<readonly Answer[]>;
  readonly pace: Pace;
  readonly policy: RetryPolicy;
  /** Ends what takes too long; undefined: nothing does. */
  readonly waits: Waits | undefined;
  readonly clock: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Aborted: nothing leaves any more, and what has not left is rejected. Waits of `delay` end then. */
  readonly signal: AbortSignal | undefined;
  /** Aborted: writes of which nothing is done wait no longer, and are rejected. */
  readonly ending: AbortSignal | undefined;
  readonly random: () => number;
  /** Told of every wait that the service asked for, from its beginning to its end. */
  readonly meter: WaitMeter;
  /** Told of every wait of so many milliseconds that holds back everything, when it begins. */
  readonly onHold: (ms: number) => void;
  /** Told of every request that failed and will be sent again. */
  readonly onRetry: (request: WireRequest, answer: Answer, afterMs: number) => void;
}

interface Task extends Submission, Mail {
  readonly resolve: (body: JsonValue | undefined) => void;
  readonly reject: (error: unknown) => void;
  effort: Effort;
  alone: boolean;
  /** From the first send to the end. */
  wait: Wait | undefined;
  /** It was given up, and must not leave (again). */
  over: boolean;
  /** It is in an exchange whose answer is not known. */
  underWay: boolean;
}

/** A request that came back unsettled from an exchange. */
interface Returned {
  readonly task: Task;
  readonly afterMs: number;
  /** The service named the wait itself. */
  readonly asked: boolean;
}

/** An exchange outlives its last request by this, so that what is given up is told as such. */
const GRACE_MS = 50;

/** One queue and its exchanges; see the header of this file. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #outbox = new Outbox<Task>();
  /** They wait to be sent again, outside of the outbox. */
  readonly #waiting = new Set<Task>();
  #armed = false;
  /** A pause of the pace is waited for. */
  #pausing = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    for (const signal of [options.signal, options.ending])
      signal?.addEventListener('abort', () => this.#arm(), { once: true });
  }

  /** Resolves with the body of a 2xx answer, rejects with GraphError. */
  submit(submission: Submission): Promise<JsonValue | undefined> {
    return new Promise((resolve, reject) => {
      const task: Task = {
        ...submission,
        resolve,
        reject,
        effort: NO_EFFORT,
        alone: false,
        wait: undefined,
        over: false,
        underWay: false,
      };
      if (submission.urgent === true) this.#outbox.putFirst([task]);
      else this.#outbox.put(task);
      this.#arm();
    });
  }

  /**
   * Sends what is queued after the microtasks of this turn: a batch's answers resolve many promises at once, and
   * the requests that follow them then leave as a full batch again.
   */
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(() => {
      this.#armed = false;
      if (this.#options.signal?.aborted === true) this.#rejectAll();
      else if (this.#options.ending?.aborted === true) this.#rejectWaitingWrites();
      this.#rejectUnpatient();
      const { pace } = this.#options;
      while (pace.room > 0) {
        const parcel = this.#outbox.take(pace.room);
        if (parcel === undefined) return;
        void this.#run(parcel);
      }
      void this.#pause();
    });
  }

  /** Goes on when the pace lets requests go again. */
  async #pause(): Promise<void> {
    const { pace, meter, delay, signal, onHold } = this.#options;
    const ms = pace.pauseMs;
    if (this.#pausing || ms === undefined || this.#outbox.isEmpty) return;
    this.#pausing = true;
    const { isHeld, pausedUntil } = pace;
    if (isHeld) {
      meter.waitBegins();
      if (ms > 0) onHold(ms);
    }
    await delay(ms);
    if (isHeld) meter.waitEnds();
    this.#pausing = false;
    if (signal?.aborted !== true) pace.passed(pausedUntil);
    this.#arm();
  }

  /** A service that wants to be left in peace for longer than may be waited gets nothing more, and nothing waits for it. */
  #rejectUnpatient(): void {
    const { pace, policy } = this.#options;
    const ms = pace.isHeld ? (pace.pauseMs ?? 0) : 0;
    if (ms <= policy.maxAskedMs) return;
    const cause = tooLongWait(ms, policy.maxAskedMs);
    for (const task of this.#outbox.drain())
      this.#reject(task, unsent(task.request, cause, task.effort.doubtful));
  }

  /** What was sent before, and would have been sent again, keeps what is known of it. */
  #rejectAll(): void {
    for (const task of this.#outbox.drain()) this.#interrupt(task, this.#options.signal?.reason);
  }

  /** Nothing of these is under way, so there is nothing to wait for. What may be done is left to its next try. */
  #rejectWaitingWrites(): void {
    const held = this.#options.pace.pauseMs !== undefined;
    const undone = ({ request, effort }: Task) => request.method !== 'GET' && !effort.doubtful;
    for (const task of [...this.#outbox.takeHeld(undone, held), ...this.#waiting].filter(undone)) {
      this.#waiting.delete(task);
      task.over = true;
      this.#interrupt(task, this.#options.ending?.reason);
    }
  }

  #interrupt(task: Task, reason: unknown): void {
    const notSent = { type: 'notSent', ...interruptedRequest(reason) } as const;
    const { doubtful } = task.effort;
    this.#reject(task, failed(task.request, notSent, { attempts: 1, doubtful }));
  }

  async #run(parcel: Parcel<Task>): Promise<void> {
    const items = parcel.items.filter(({ over }) => !over);
    if (items.length === 0) {
      for (const name of lanesOf(parcel.items)) this.#outbox.open(name);
      this.#arm();
      return;
    }
    await this.#exchange(items, parcel.serial);
    // Lanes of which nothing was left to send are not opened by an answer.
    const answered = lanesOf(items);
    for (const name of lanesOf(parcel.items)) if (!answered.has(name)) this.#outbox.open(name);
  }

  async #exchange(items: readonly Task[], serial: boolean): Promise<void> {
    const { pace, meter } = this.#options;
    const departure = pace.enter(items.length);
    meter.exchangeBegins();
    let throttled: readonly Answer[] = [];
    let askedMs: number | undefined;
    try {
      const requests = items.map((task) => task.request);
      const limitMs = Math.max(...items.map((task) => this.#leave(task)));
      const answers = await this.#options.send(requests, serial && items.length > 1, limitMs);
      throttled = answers.filter(isThrottled);
      askedMs = this.#askedMs(throttled);
      if (askedMs !== undefined) pace.hold(askedMs);
      this.#settle(items, answers);
    } catch (error) {
      // A defect, not a failed request; but a caller that waits for ever would be worse than one that sees it.
      for (const task of items) this.#reject(task, error);
      for (const name of lanesOf(items)) this.#outbox.open(name);
    } finally {
      pace.leave(departure, throttled.length, askedMs);
      meter.exchangeEnds();
      this.#arm();
    }
  }

  /** The longest wait that these ask for; undefined when none names one. */
  #askedMs(throttled: readonly Answer[]): number | undefined {
    const asked = throttled.flatMap((answer) => retryAfter(answer, this.#options.clock()) ?? []);
    const longest = Math.max(0, ...asked);
    return longest > 0 ? longest : undefined;
  }

  /** A request leaves; gives the milliseconds that are left for it. */
  #leave(task: Task): number {
    const { waits } = this.#options;
    if (waits === undefined) return Infinity;
    if (task.wait === undefined) {
      const wait = waits.begin(shortName(task.request));
      task.wait = wait;
      wait.signal.addEventListener('abort', () => this.#giveUp(task, wait), { once: true });
    }
    task.wait.sent();
    task.underWay = true;
    return Math.max(task.wait.leftMs, 0) + GRACE_MS;
  }

  #giveUp(task: Task, { signal }: Wait): void {
    const over: unknown = signal.reason;
    if (!(over instanceof WaitOver)) return;
    task.over = true;
    this.#reject(task, givenUp(task.request, over, task.underWay || task.effort.doubtful));
  }

  #endWait(task: Task): void {
    task.wait?.end();
    task.wait = undefined;
  }

  #reject(task: Task, error: unknown): void {
    task.wait?.end();
    task.reject(error);
  }

  #settle(tasks: readonly Task[], answers: readonly Answer[]): void {
    const jitter = this.#options.random();
    const back = tasks.flatMap((task, index): Returned[] => {
      const answer = answers[index];
      if (answer === undefined) throw new Error(`No answer to ${task.request.path} was made of a batch`);
      const afterMs = this.#decide(task, answer, jitter);
      if (afterMs === undefined) return [];
      if (!isThrottled(answer)) return [{ task, afterMs, asked: asksToWait(answer) }];
      // Every further request would count against the limit too (CONTRACT 15): all of them wait, these included.
      if (afterMs > 0) this.#options.pace.hold(afterMs);
      return [{ task, afterMs: 0, asked: true }];
    });
    this.#returnFree(back.filter(({ task }) => task.lane === undefined));
    for (const name of lanesOf(tasks)) {
      const settled = tasks.some((task, index) => task.lane === name && answered(answers[index]));
      this.#returnLane(
        name,
        back.filter(({ task }) => task.lane === name),
        settled,
      );
    }
  }

  /** Settles a task, or gives the milliseconds after which it is to be sent again. */
  #decide(task: Task, answer: Answer, jitter: number): number | undefined {
    task.underWay = false;
    if (task.over) return undefined;
    if (answer.type === 'skipped') return 0;
    if (answer.type === 'unbatched') {
      task.alone = true;
      return 0;
    }
    const { policy, clock, onRetry } = this.#options;
    const { effort, idempotent, request } = task;
    const leftMs = task.wait?.leftMs ?? Infinity;
    const verdict = judge(request, answer, { policy, effort, idempotent, jitter, now: clock(), leftMs });
    switch (verdict.type) {
      case 'done':
        task.wait?.end();
        task.resolve(verdict.body);
        return undefined;
      case 'failed':
        this.#reject(task, verdict.error);
        return undefined;
      case 'again':
        task.effort = verdict.effort;
        // A wait that the service asks for is not the request's own, and has a limit of its own.
        if (asksToWait(answer)) this.#endWait(task);
        onRetry(request, answer, verdict.afterMs);
        return verdict.afterMs;
    }
  }

  /** Requests without a lane go back each after its wait, those of the same wait together. */
  #returnFree(back: readonly Returned[]): void {
    for (const group of byWait(back)) {
      void this.#standAside(group, (tasks) => this.#outbox.putFirst(tasks));
    }
  }

  /**
   * Writes that were kept from being looked at go on at once, in their order; one that has to wait steps aside and
   * comes back to the front of its lane. Only when nothing of the lane got `through` it is shut for the longest wait.
   */
  #returnLane(name: string, back: readonly Returned[], through: boolean): void {
    const waiting = through ? back.filter(({ afterMs }) => afterMs > 0) : [];
    const next = back.filter((entry) => !waiting.includes(entry));
    this.#outbox.putFirstInLane(
      name,
      next.map(({ task }) => task),
    );
    if (next.some(({ afterMs }) => afterMs > 0)) this.#outbox.hold(name);
    void this.#afterWait(next, () => {
      this.#outbox.open(name);
    });
    for (const group of byWait(waiting)) {
      void this.#standAside(group, (tasks) => this.#outbox.putFirstInLane(name, tasks));
    }
  }

  /** Gives back those of a group that are not over when their wait is. */
  async #standAside(group: readonly Returned[], giveBack: (tasks: readonly Task[]) => void): Promise<void> {
    for (const { task } of group) this.#waiting.add(task);
    await this.#afterWait(group, () => {
      const tasks = group.map(({ task }) => task);
      for (const task of tasks) this.#waiting.delete(task);
      giveBack(tasks.filter(({ over }) => !over));
    });
  }

  /** Acts when the longest wait of these is over. */
  async #afterWait(back: readonly Returned[], action: () => void): Promise<void> {
    const ms = Math.max(0, ...back.map(({ afterMs }) => afterMs));
    if (ms > 0) {
      const { meter, delay } = this.#options;
      const asked = back.some((entry) => entry.asked);
      if (asked) meter.waitBegins();
      await delay(ms);
      if (asked) meter.waitEnds();
    }
    action();
    this.#arm();
  }
}

function lanesOf(tasks: readonly Task[]): ReadonlySet<string> {
  return new Set(tasks.flatMap((task) => task.lane ?? []));
}

/** Method and path without what a query adds. */
function shortName({ method, path }: WireRequest): string {
  return `${method} ${path.split('?')[0] ?? path}`;
}

/** True when the service did look at the request. */
function answered(answer: Answer | undefined): boolean {
  return answer?.type === 'answered' && !isThrottled(answer);
}

/** Those of the same wait together, so that they share a batch again. */
function byWait(back: readonly Returned[]): Returned[][] {
  const waits = new Set(back.map(({ afterMs }) => afterMs));
  return [...waits].map((wait) => back.filter(({ afterMs }) => afterMs === wait));
}
