/** Commands that write the state: lock, work, close, free, and nothing lost when one of these fails. */
import { randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../model/printable.ts';
import type { StateBackend, StateLock, StateSession, LockInfo } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { formatState } from '../../state/format.ts';
import { waitForLock } from '../../state/waiting.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { Interruption } from '../interruption.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { LockInDoubt, Unanswered } from '../../state/faults.ts';
import { lockInfo } from './lock-info.ts';
import type { Host } from '../host.ts';

export interface LockOptions {
  /** Named in the message of a run that meets the lock. */
  readonly operation: string;
  /** Seconds. */
  readonly lockTimeout: number;
  /** Of the command line, for commands that are to be typed. */
  readonly file?: string | undefined;
  readonly env?: string | undefined;
}

/** What to type for another command on the same state. */
function commandLine(words: string, { file = DEFAULT_FILE, env }: LockOptions): string {
  const quote = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  return [
    'entente',
    ...(file === DEFAULT_FILE ? [] : ['-f', quote(file)]),
    ...(env === undefined ? [] : ['--env', quote(env)]),
    words,
  ].join(' ');
}

/** Where a state goes that its backend did not take. */
const ERRORED = 'errored.state.json';
const DEFAULT_FILE = 'governance.yaml';
const LOOK_AGAIN_MS = 1000;

/** Runs `work` under the lock; a signal that meets nothing to be finished ends it. */
export function withLock<T>(
  backend: StateBackend,
  options: LockOptions,
  host: Host,
  interruption: Interruption,
  work: (lock: StateLock) => Promise<T>,
): Promise<T> {
  return holdingLock(backend, options, host, interruption, (lock) => interruption.orInterrupted(work(lock)));
}

/**
 * Runs `work`, which sees to signals itself, under the lock; one that could not be freed is said, and fails nothing that
 * is done.
 */
export async function holdingLock<T>(
  backend: StateBackend,
  options: LockOptions,
  host: Host,
  interruption: Interruption,
  work: (lock: StateLock) => Promise<T>,
): Promise<T> {
  const info = lockInfo(options.operation, host);
  const unlock = commandLine(`state unlock ${info.id}`, options);
  const freed = interruption.holds({ location: backend.location, unlock });
  try {
    const lock = await take(backend, info, options, host, interruption).catch((error: unknown) => {
      throw error instanceof LockInDoubt ? inDoubt(error, backend, unlock, interruption) : error;
    });
    try {
      interruption.signal.throwIfAborted();
      return await work(lock);
    } finally {
      await release(lock, backend, unlock, host, interruption);
    }
  } finally {
    freed();
  }
}

function take(
  backend: StateBackend,
  info: LockInfo,
  { lockTimeout }: LockOptions,
  host: Host,
  { signal }: Interruption,
): Promise<StateLock> {
  return backend.lock(info, lockTimeout * 1000, {
    signal,
    onWait: tellWait(host),
    onStale: (holder) =>
      host.progress(`Took over the lock of the state from ${printable(holder)}, a process that is gone.`),
  });
}

function inDoubt(
  { diagnostics }: LockInDoubt,
  { location }: StateBackend,
  unlock: string,
  interruption: Interruption,
): DiagnosticError {
  interruption.came(location, { lock: 'doubtful' });
  const summary = 'Whether the lock of the state was taken is not known';
  return new DiagnosticError([...diagnostics, lockLeft(summary, undefined, unlock)]);
}

function lockLeft(summary: string, detail: string | undefined, unlock: string): Diagnostic {
  return {
    code: 'STATE_LOCK_LEFT',
    severity: 'warning',
    summary,
    ...(detail !== undefined && { detail }),
    hint: `If it is still held later: ${unlock}`,
  };
}

async function release(
  lock: StateLock,
  { location }: StateBackend,
  unlock: string,
  host: Host,
  interruption: Interruption,
): Promise<void> {
  try {
    await lock.release();
    interruption.came(location, { lock: 'free' });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const doubtful = error instanceof Unanswered;
    interruption.came(location, { lock: doubtful ? 'doubtful' : 'left' });
    const why = error.diagnostics.map(({ summary }) => summary).join('\n');
    const what = doubtful
      ? 'Whether the lock of the state was freed is not known'
      : 'The lock of the state could not be freed';
    await host.diagnostics([lockLeft(what, why, unlock)]);
  }
}

/**
 * Resolves when nobody holds the state, as far as its backend can tell; rejects with STATE_LOCKED. What a run that
 * writes has not come to yet would look like drift.
 */
export async function untilUnlocked(
  backend: StateBackend,
  { operation, lockTimeout }: LockOptions,
  host: Host,
): Promise<void> {
  const own = lockInfo(operation, host);
  const waiting = {
    timeoutMs: lockTimeout * 1000,
    delay: host.delay,
    retryMs: LOOK_AGAIN_MS,
    longestRetryMs: LOOK_AGAIN_MS,
    onWait: tellWait(host),
  };
  await waitForLock(own, waiting, async () => (await backend.lockHolder(own)) ?? 'taken');
}

function tellWait(host: Host) {
  return (holder: string) =>
    host.progress(`Waiting for the lock of the state, held by ${printable(holder)}...`);
}

/** Runs `work` in a session of the state. What its backend no longer takes is saved as errored.state.json. */
export async function withSession<T>(
  backend: StateBackend,
  options: LockOptions & { readonly tenantId: string },
  host: Host,
  interruption: Interruption,
  work: (session: StateSession) => Promise<T>,
): Promise<T> {
  return holdingLock(backend, options, host, interruption, async (lock) => {
    const initial = { lineage: host.randomId(), tenantId: options.tenantId };
    const session = await lock.open(initial, interruption.signal);
    const { serial } = session.document;
    const underWay = () => session.document.pending.map(({ address }) => address);
    interruption.watches(underWay);
    try {
      return await interruption.orInterrupted(work(session));
    } finally {
      const { document } = session;
      interruption.came(backend.location, { done: 'unwritten', open: underWay() });
      await close(session, options, host);
      interruption.came(backend.location, { done: document.serial === serial ? 'nothing' : 'recorded' });
    }
  });
}

/** A write of the state that a signal must not tear apart. */
export async function writeState(
  { location }: StateBackend,
  interruption: Interruption,
  write: () => Promise<void>,
): Promise<void> {
  await interruption.finish(write);
  interruption.came(location, { done: 'written' });
}

async function close(session: StateSession, options: LockOptions, host: Host): Promise<void> {
  try {
    await session.close();
  } catch (error) {
    const { unsaved } = session;
    if (unsaved === undefined || !(error instanceof DiagnosticError)) throw error;
    throw await savedBeside(unsaved, error, options, host);
  }
}

/** Writes a file whole or not at all; rejects with EEXIST where there is one. */
async function writeNew(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
    await link(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Saves a document in the working folder, never over another one, and says how to bring it home. */
async function savedBeside(
  document: StateDocument,
  cause: DiagnosticError,
  options: LockOptions,
  { cwd }: Host,
): Promise<DiagnosticError> {
  const text = formatState(document);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? ERRORED : ERRORED.replace('.', `-${number}.`);
    try {
      await writeNew(path.resolve(cwd, name), text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      const saving = failure(
        'STATE_NOT_SAVED',
        `The state could not be saved as ${name} either: ${(error as Error).message}`,
        'Mend both; then entente plan shows what is not recorded, and --adopt takes it over',
      );
      return new DiagnosticError([...cause.diagnostics, ...saving.diagnostics]);
    }
    const saved = failure(
      'STATE_SAVED_BESIDE',
      `The whole state, with everything that was done, is in ${name}`,
      `When the state can be written again: ${commandLine(`state push ${name}`, options)}`,
    );
    return new DiagnosticError([...cause.diagnostics, ...saved.diagnostics]);
  }
}
