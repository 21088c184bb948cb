/**
 * A lease that is renewed while its holder lives. The service ends it when no renewal comes, so that the lock of a
 * killed run frees itself; it refuses what is written under a lease that is over.
 */
import { stateError } from './faults.ts';

export interface LeaseOptions {
  readonly location: string;
  /** Renews it; rejects when that could not be done. `signal` ends the attempt. */
  readonly renew: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds between renewals: a third of what the lease lasts. */
  readonly everyMs: number;
}

/** Renewals of a lease that was just taken. */
export class LeaseKeeper {
  /** Aborted when a renewal failed; the reason is a DiagnosticError. */
  readonly lost: AbortSignal;
  private readonly losing = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private renewing = false;
  private readonly options: LeaseOptions;

  constructor(options: LeaseOptions) {
    this.options = options;
    this.lost = this.losing.signal;
    this.timer = setInterval(() => void this.renew(), options.everyMs);
    // A command that has done its work does not stay for the next renewal.
    this.timer.unref();
  }

  /** No more renewals. */
  stop(): void {
    clearInterval(this.timer);
  }

  /** An attempt ends before the next is due, when the lease has still a third of its time. */
  private async renew(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    try {
      await this.options.renew(AbortSignal.timeout(this.options.everyMs));
    } catch (error) {
      this.lose(error);
    } finally {
      this.renewing = false;
    }
  }

  private lose(cause: unknown): void {
    this.stop();
    this.losing.abort(
      stateError(
        'STATE_LOCK_LOST',
        `The lock of the state ${this.options.location} was lost: its lease could not be renewed`,
        'Run the command again; it continues where this one ended',
        cause instanceof Error ? cause.message.split('\n')[0] : undefined,
      ),
    );
  }
}
