/**
 * Output that cannot be written any more: the reader of a pipe has left (`entente plan | head`), a terminal is gone, a
 * disk is full. It tears nothing apart: a command that holds a lock is told as by a signal, any other runs to its end.
 */
import { getSystemErrorMap } from 'node:util';

type Stream = 'standard output' | 'standard error';

let lost = false;
let broken = false;
const listeners = new Set<() => void>();

/** From now on no failure to print ends the process. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => onFailure(error, 'standard output'));
  process.stderr.on('error', (error: NodeJS.ErrnoException) => onFailure(error, 'standard error'));
}

/** Whether a result could not be written although there may be a reader. */
export function isOutputBroken(): boolean {
  return broken;
}

/** Calls `listener` once when output is lost, until the function that it returns is called. */
export function onOutputLost(listener: () => void): () => void {
  listeners.add(listener);
  // What was lost before tells those who come later, too.
  if (lost) setImmediate(() => listeners.has(listener) && listener());
  return () => void listeners.delete(listener);
}

/** Each further write fails as the first one did. */
function onFailure(error: NodeJS.ErrnoException, stream: Stream): void {
  if (lost) return;
  lost = true;
  if (error.code !== 'EPIPE' && stream === 'standard output') {
    broken = true;
    process.exitCode = 1;
    process.stderr.write(`error: Cannot write ${stream}: ${reasonOf(error)}\n`);
  }
  for (const listener of [...listeners]) listener();
}

function reasonOf({ errno = 0, message }: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(errno)?.[1] ?? message;
}
