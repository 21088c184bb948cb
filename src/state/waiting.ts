/** Waiting for a lock, and saying who holds it: the same for every backend. */
import type { LockInfo, LockWaiting } from './backend.ts';
import { stateError } from './faults.ts';

/** How the id of a lock begins whose holder cannot be read. */
export const UNREADABLE = 'unreadable-';

/** How long a wait can be before it is reported. */
const SILENT_MS = 400;

export interface Waiting extends LockWaiting {
  readonly timeoutMs: number;
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Between the first two attempts; it doubles up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** When the lock of a dead holder frees itself, where it does: `60 seconds after its last sign of life`. */
  readonly frees?: string;
  /** Whether a holder is known to be gone whose lock only `unlock` can free: there is nothing to wait for. */
  readonly isGone?: (holder: LockInfo) => boolean;
}

/** Result of an attempt: taken, held by another run, or released meanwhile, which is tried again at once. */
export type Attempt = 'taken' | 'again' | LockInfo;

/** Attempts to take a lock until it is taken or `timeoutMs` is over; rejects with STATE_LOCKED naming the holder. */
export async function waitForLock(
  own: LockInfo,
  waiting: Waiting,
  attempt: () => Promise<Attempt>,
): Promise<void> {
  const { timeoutMs, delay, retryMs, longestRetryMs, onWait, signal, frees, isGone = () => false } = waiting;
  let waited = 0;
  let told = false;
  for (let retry = retryMs; ; retry = Math.min(retry * 2, longestRetryMs)) {
    signal?.throwIfAborted();
    const met = await attempt();
    if (met === 'taken') return;
    if (met === 'again' && waited < timeoutMs + retryMs) {
      waited += 1;
      await delay(1);
      continue;
    }
    if (met !== 'again' && isGone(met)) throw abandoned(met, Date.parse(own.createdAt) + waited);
    if (met !== 'again' && !told && waited >= SILENT_MS) {
      told = true;
      onWait?.(describeHolder(met, Date.parse(own.createdAt) + waited));
    }
    if (waited >= timeoutMs) throw locked(met, own, waited, frees);
    const pause = Math.min(retry, timeoutMs - waited, told ? Infinity : SILENT_MS);
    await delay(pause, signal);
    waited += pause;
  }
}

/** What `read` gives; rejects as soon as `signal` is aborted, whatever `read` still waits for. */
export async function orAborted<T>(read: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return read;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([read, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function locked(holder: LockInfo | 'again', own: LockInfo, waited: number, frees: string | undefined): Error {
  if (holder === 'again') {
    return stateError(
      'STATE_LOCKED',
      'Others take and free the lock of the state all the time',
      'Try again with --lock-timeout 5m',
    );
  }
  const now = Date.parse(own.createdAt) + waited;
  if (holder.id.startsWith(UNREADABLE)) {
    return stateError(
      'STATE_LOCKED',
      `The state is locked by ${describeHolder(holder, now)}`,
      `If no other run is under way: entente state unlock ${holder.id}`,
    );
  }
  return stateError(
    'STATE_LOCKED',
    `The state is locked by ${describeHolder(holder, now)}`,
    `Wait for it to end (--lock-timeout 10m waits).${ifGone(holder.id, frees)}`,
    holder.runUrl,
  );
}

function abandoned(holder: LockInfo, now: number): Error {
  return stateError(
    'STATE_LOCKED',
    `The state is locked by ${describeHolder(holder, now)}, a process that is gone`,
    `Free it: entente state unlock ${holder.id}`,
  );
}

function ifGone(id: string, frees: string | undefined): string {
  const itself = frees === undefined ? '' : ` The lock of a dead process frees itself ${frees}.`;
  return `${itself}${id === '' ? '' : ` If that process is gone for good: entente state unlock ${id}`}`;
}

/** `alice on build-7 (process 12, apply, since 2026-01-01T00:00:00Z, 3 minutes ago)`; `now` is in milliseconds. */
export function describeHolder(
  { who, host, pid, operation, createdAt, runUrl }: LockInfo,
  now: number,
): string {
  const facts = [
    ...(pid > 0 ? [`process ${pid}`] : []),
    ...(operation === '' ? [] : [operation]),
    ...(createdAt === '' ? [] : [`since ${createdAt}`, ...ago(now - Date.parse(createdAt))]),
    ...(runUrl === undefined ? [] : [runUrl]),
  ];
  const place = host === '' ? '' : ` on ${host}`;
  return `${who === '' ? 'an unknown holder' : who}${place}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

/** Clocks of two machines differ; a lock from the future is as good as new. */
function ago(ms: number): string[] {
  if (Number.isNaN(ms)) return [];
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [count, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 129_600
          ? [Math.round(seconds / 3600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return [`${count} ${unit}${count === 1 ? '' : 's'} ago`];
}

/** The refusal of `state unlock`: another lock, or none, is held. */
export function notThatLock(id: string, location: string, holder: LockInfo | undefined): Error {
  return stateError(
    'STATE_LOCK_ID',
    holder === undefined
      ? `The state ${location} is not locked`
      : `The lock ${id} is not the one that is held`,
    holder === undefined
      ? 'There is nothing to unlock'
      : `The lock is ${holder.id}, held by ${describeHolder(holder, NaN)}`,
  );
}
