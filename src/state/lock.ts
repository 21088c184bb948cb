/** The lock file beside a state: made by linking a complete file, so nobody ever reads half a holder. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LockInfo } from './backend.ts';
import { codeOf, stateError } from './faults.ts';

const RETRY_MS = 200;

/** The holder, if the lock is held. */
export async function readLock(file: string): Promise<LockInfo | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockInfo;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes the lock, waiting up to `timeoutMs`; rejects with STATE_LOCKED naming the holder. */
export async function takeLock(
  file: string,
  info: LockInfo,
  timeoutMs: number,
  delay: (ms: number) => Promise<void>,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const own = `${file}.${info.id}`;
  await writeFile(own, JSON.stringify(info), { mode: 0o600 });
  try {
    for (let waited = 0; ; waited += RETRY_MS) {
      if (await tryLink(own, file)) return;
      const holder = await readLock(file);
      if (holder !== undefined && isDead(holder, info.host)) await breakLock(file, holder.id);
      else if (waited >= timeoutMs && holder !== undefined) throw locked(holder);
      else await delay(RETRY_MS);
    }
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

/** A holder on this machine whose process is gone was killed; its journal is folded in by the next reader. */
function isDead(holder: LockInfo, host: string): boolean {
  if (holder.host !== host) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
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

function locked(holder: LockInfo): Error {
  return stateError(
    'STATE_LOCKED',
    `The state is locked by ${holder.who} on ${holder.host} (process ${holder.pid}, ${holder.operation}, since ${holder.createdAt})`,
    `Wait for it to end. If that process is gone for good: entente state unlock ${holder.id}`,
  );
}
