/** Signals while a lock is held: the first ends the work and frees the lock, the second stops at once. */
import type { Terminal } from './terminal.ts';

export const INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** For the lock to be freed when a second signal stops everything. */
const RELEASE_MS = 3000;

/** Stands from before a lock is taken until after it is released. */
export class Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly terminal: Terminal;
  private release: (() => Promise<void>) | undefined;
  private stopping = false;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    this.signal = this.controller.signal;
    for (const name of SIGNALS) process.on(name, this.onSignal);
  }

  /** From now on a second signal frees this lock before the process ends. */
  holds(release: () => Promise<void>): void {
    this.release = release;
  }

  end(): void {
    for (const name of SIGNALS) process.off(name, this.onSignal);
  }

  /** Like a signal: Ctrl-C at a question reaches the question, not the process. */
  readonly onSignal = (): void => {
    if (!this.signal.aborted) {
      this.terminal.progress('\nInterrupted: finishing what is under way. Once more to stop at once.');
      this.controller.abort();
      return;
    }
    if (this.stopping) return;
    this.stopping = true;
    // The journal holds what is under way, so even this loses nothing.
    setTimeout(() => process.exit(INTERRUPTED), RELEASE_MS);
    void (this.release?.() ?? Promise.resolve())
      .catch(() => undefined)
      .finally(() => process.exit(INTERRUPTED));
  };
}

/** What `work` gives; undefined as soon as `signal` is aborted, whatever `work` still waits for. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}
