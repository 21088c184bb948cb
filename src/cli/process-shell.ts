/**
 * The process as a shell. Output that cannot be written any more (the reader of a pipe has left (`entente plan | head`),
 * a terminal is gone, a disk is full) tears nothing apart: a command that holds a lock is told as by a signal, any other
 * runs to its end.
 */
import { getSystemErrorMap } from 'node:util';
import type { SignalName } from '../engine/host.ts';
import { delay } from '../net/delay.ts';
import type { Shell } from './shell.ts';

type Stream = 'standard output' | 'standard error';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class ProcessShell implements Shell {
  readonly env = process.env;
  readonly cwd = process.cwd();
  readonly stdout = process.stdout;
  readonly stderr = process.stderr;
  readonly delay = delay;
  exitCode = 0;
  /** Whether a result could not be written although there may be a reader. */
  isOutputBroken = false;
  private isOutputLost = false;
  private readonly unheard = new Set<() => void>();

  /** From now on no failure to print ends the process. */
  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => this.onFailure(error, 'standard output'));
    process.stderr.on('error', (error: NodeJS.ErrnoException) => this.onFailure(error, 'standard error'));
  }

  /** Opened when it is used: a standard input that nobody reads must not keep the process. */
  get stdin(): typeof process.stdin {
    return process.stdin;
  }

  onSignal(listener: (name: SignalName) => void): () => void {
    const onLost = () => listener('SIGPIPE');
    for (const name of SIGNALS) process.on(name, listener);
    this.unheard.add(onLost);
    // What was lost before tells those who come later, too.
    if (this.isOutputLost) setImmediate(() => this.unheard.has(onLost) && onLost());
    return () => {
      this.unheard.delete(onLost);
      for (const name of SIGNALS) process.off(name, listener);
    };
  }

  interrupt(): void {
    process.kill(process.pid, 'SIGINT');
  }

  exit(code: number): void {
    process.exit(code);
  }

  /** Each further write fails as the first one did. */
  private onFailure(error: NodeJS.ErrnoException, stream: Stream): void {
    if (this.isOutputLost) return;
    this.isOutputLost = true;
    if (error.code !== 'EPIPE' && stream === 'standard output') {
      this.isOutputBroken = true;
      process.exitCode = 1;
      process.stderr.write(`error: Cannot write ${stream}: ${reasonOf(error)}\n`);
    }
    for (const onLost of [...this.unheard]) onLost();
  }
}

function reasonOf({ errno = 0, message }: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(errno)?.[1] ?? message;
}
