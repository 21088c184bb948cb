/** Signals while a command may hold a lock: the first ends the work and frees the lock, the second stops at once. */
import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Hurry } from '../net/waits.ts';
import { within } from '../net/waits.ts';
import type { Host, SignalName } from './host.ts';
import type { Outcome } from './interruption-outcome.ts';
import { isFree, NOTHING, outcomeText } from './interruption-outcome.ts';

const CODE = 'INTERRUPTED';
/** For writes that are under way. GitHub's runners send a second signal 7.5 s after the first. */
const GRACE_MS = 5_000;
/** For requests to a place of states: the end of the writes has to be recorded still. */
const HURRY: Hurry = { leftMs: GRACE_MS, eachMs: 2_000, afterSilenceMs: 1_000 };
/** For all of it, should even that not end. */
const LONGEST_MS = 30_000;

const CAUSES: Readonly<Record<SignalName, string>> = {
  SIGINT: 'SIGINT',
  SIGTERM: 'SIGTERM',
  SIGHUP: 'SIGHUP',
  SIGPIPE: 'Output that cannot be written any more',
  ABORT: 'The abort signal',
};

/** A lock as people free it. */
export interface HeldLock {
  readonly location: string;
  /** The command that frees it. */
  readonly unlock: string;
}

/** A signal ended the operation. */
export class Interrupted extends DiagnosticError {
  readonly signal: SignalName;

  constructor(diagnostics: readonly Diagnostic[], signal: SignalName) {
    super(diagnostics);
    this.signal = signal;
  }
}

/** Stands from the beginning of a command to the end of all that it opened. */
export class Interruption {
  /** Aborted by the first signal: nothing new begins. */
  readonly signal: AbortSignal;
  /** Aborted when nothing is waited for any more: at the first signal, or after the writes that it met, or their time. */
  readonly stop: AbortSignal;
  private readonly outcomes = new Map<string, Outcome>();
  private readonly ending = new AbortController();
  private readonly stopping = new AbortController();
  /** Aborted by a signal that meets nothing to be finished. */
  private readonly leaving = new AbortController();
  private readonly host: Pick<Host, 'onSignal' | 'progress' | 'waits' | 'abandon'>;
  private readonly unheard: () => void;
  private readonly locks = new Set<HeldLock>();
  private readonly timers: NodeJS.Timeout[] = [];
  private unfinished = 0;
  private underWay: () => readonly string[] = () => [];
  private first: SignalName | undefined;

  constructor(host: Interruption['host']) {
    this.host = host;
    // Each exchange under way listens, and there may be more of them than Node takes for a leak.
    for (const { signal } of [this.ending, this.stopping, this.leaving]) setMaxListeners(0, signal);
    this.signal = this.ending.signal;
    this.stop = this.stopping.signal;
    this.unheard = host.onSignal((name) => this.onSignal(name));
  }

  /** From now on, until the function it returns is called, this lock may be held. */
  holds(lock: HeldLock): () => void {
    this.locks.add(lock);
    return () => void this.locks.delete(lock);
  }

  /** Something became of the state or its lock, for the last line. */
  came(location: string, news: Partial<Outcome>): void {
    this.outcomes.set(location, { ...NOTHING, ...this.outcomes.get(location), ...news });
  }

  /** Tells, from now on, the addresses of what is under way: nobody learns what becomes of it if the process stops. */
  watches(underWay: () => readonly string[]): void {
    this.underWay = underWay;
  }

  /** Runs what a signal must not tear apart: it has its time to end. After a signal it does not begin. */
  async finish<T>(work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.unfinished += 1;
    try {
      return await work();
    } finally {
      this.unfinished -= 1;
      this.stopIfDone();
    }
  }

  /**
   * The result of `work`; rejects when a signal comes while nothing is to be finished. Writes that a signal met tell
   * themselves what became of them: the state is not closed before they have.
   */
  orInterrupted<T>(work: Promise<T>): Promise<T> {
    return within({ signal: this.leaving.signal }, work);
  }

  end(): void {
    this.unheard();
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** What was done, as the way out; undefined without a signal. */
  failure(error: unknown): Interrupted | undefined {
    if (this.first === undefined) return undefined;
    // What could not be saved or read is said although the process ends here.
    const others = error instanceof DiagnosticError ? error.diagnostics : [];
    return new Interrupted(
      [
        ...others.filter(({ code }) => code !== CODE),
        interrupted(
          `${CAUSES[this.first]} ended the command: ${outcomeText(this.outcomes)}`,
          `${isFree(this.outcomes) ? 'Run' : 'When the lock is free, run'} the command again; it continues where this one ended`,
        ),
      ],
      this.first,
    );
  }

  private onSignal(name: SignalName): void {
    // Ctrl-C ends a whole pipeline: SIGPIPE from a reader that ends with it does not count as a second signal.
    if (this.first !== undefined && name === 'SIGPIPE') return;
    if (this.first === 'SIGPIPE') {
      this.first = name;
      return;
    }
    if (this.first !== undefined) {
      this.stopAtOnce(name);
      return;
    }
    this.first = name;
    this.host.progress('\nInterrupted: finishing what is under way. Once more to stop at once.');
    this.ending.abort(new DiagnosticError([interrupted('The command was interrupted', 'Run it again')]));
    this.host.waits.hurry(HURRY);
    if (this.unfinished === 0) this.leaving.abort(this.signal.reason);
    this.timers.push(
      setTimeout(() => this.stopping.abort(this.signal.reason), GRACE_MS),
      setTimeout(() => this.stopAtOnce(name), LONGEST_MS),
    );
    this.stopIfDone();
  }

  private stopIfDone(): void {
    if (this.signal.aborted && this.unfinished === 0) this.stopping.abort(this.signal.reason);
  }

  /** The journal holds what is under way, so even this loses nothing. */
  private stopAtOnce(name: SignalName): void {
    const lines = [...this.locks].map(
      ({ location, unlock }) =>
        `The lock of the state ${location} stays. When this process has ended: ${unlock}`,
    );
    const open = this.underWay();
    const what = open.length === 0 ? '.' : `, and the next run looks for it: ${open.join(', ')}`;
    this.host.abandon(
      [`\nStopped at once; what was under way may be done${what}`, ...lines],
      this.first ?? name,
    );
  }
}

/** Runs what a signal may end; then it rejects with Interrupted, all closed. */
export async function interruptible<T>(
  host: Host,
  work: (interruption: Interruption) => Promise<T>,
): Promise<T> {
  const interruption = new Interruption(host);
  let failure: unknown;
  try {
    const result = await work(interruption);
    if (!interruption.signal.aborted) return result;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    failure = error;
  } finally {
    interruption.end();
  }
  throw interruption.failure(failure) ?? failure;
}

function interrupted(summary: string, hint: string): Diagnostic {
  return { code: CODE, severity: 'error', summary, hint };
}

/** As shells have it: 128 and the number of the signal. Not every system knows SIGPIPE. */
export function exitCodeOf(name: SignalName): number {
  if (name === 'ABORT') return 1;
  return 128 + (name === 'SIGPIPE' ? 13 : constants.signals[name]);
}
