/** The lock file beside a state: made by linking a complete file, so nobody ever reads half a holder. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LockInfo } from './backend.ts';
import { codeOf } from './faults.ts';
import type { Attempt, Waiting } from './waiting.ts';
import { describeHolder, waitForLock } from './waiting.ts';

/** The holder, if the lock is held. */
export async function readLock(file: string): Promise<LockInfo | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockInfo;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes the lock, waiting for it as told; rejects with STATE_LOCKED naming the holder. */
export async function takeLock(
  file: string,
  info: LockInfo,
  waiting: Waiting,
  processStart: (pid: number) => string | undefined,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const own = `${file}.${info.id}`;
  await writeFile(own, JSON.stringify(info), { mode: 0o600 });
  const attempt = async (): Promise<Attempt> => {
    if (await tryLink(own, file)) return 'taken';
    const holder = await readLock(file);
    if (holder === undefined) return 'again';
    if (!isDead(holder, info, processStart)) return holder;
    if (await removeDead(file, own, holder, info, processStart))
      waiting.onStale?.(describeHolder(holder, Date.parse(info.createdAt)));
    return 'again';
  };
  try {
    await waitForLock(info, waiting, attempt);
  } finally {
    await rm(own, { force: true });
  }
}

async function tryLink(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * A holder on this machine whose process is gone was killed; its journal is folded in by the next reader. A process
 * that has its number now, but started at another time, is another one.
 */
export function isDead(
  holder: LockInfo,
  own: Pick<LockInfo, 'host' | 'processStart'>,
  processStart: (pid: number) => string | undefined,
): boolean {
  if (holder.host !== own.host) return false;
  // Containers of one machine may share its name and not its processes.
  if (namespaceOf(holder.processStart) !== namespaceOf(own.processStart)) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
  const start = processStart(holder.pid);
  return holder.processStart !== undefined && start !== undefined && start !== holder.processStart;
}

function namespaceOf(processStart: string | undefined): string | undefined {
  return processStart?.split('/')[0];
}

/**
 * Removes the lock of a dead holder; true when it did. Of several who see it dead one does, so that none removes a
 * new one.
 */
async function removeDead(
  file: string,
  own: string,
  dead: LockInfo,
  info: LockInfo,
  processStart: (pid: number) => string | undefined,
): Promise<boolean> {
  const turn = `${file}.breaking`;
  if (!(await tryLink(own, turn))) {
    const other = await readLock(turn);
    if (other !== undefined && isDead(other, info, processStart)) await rm(turn, { force: true });
    return false;
  }
  try {
    const right = (await readLock(file))?.id === dead.id;
    if (right) await rm(file, { force: true });
    return right;
  } finally {
    await rm(turn, { force: true });
  }
}

/** Removes the lock `id`. False when another, or none, is held: somebody was faster, and keeps what they took. */
export async function breakLock(file: string, id: string): Promise<boolean> {
  const aside = `${file}.${id}.broken`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const taken = await readLock(aside);
  const right = taken?.id === id;
  if (!right) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return right;
}
