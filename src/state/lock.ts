/** The lock file beside a state: made by linking a complete file, so that no reader ever sees half of one. */
import { createHash } from 'node:crypto';
import { link, lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readRegular } from '../files/read-regular.ts';
import { printableJson } from '../model/printable.ts';
import type { LockInfo } from './backend.ts';
import { codeOf } from './faults.ts';
import { makeFolder } from './make-folder.ts';
import type { Attempt, Waiting } from './waiting.ts';
import { describeHolder, UNREADABLE, waitForLock } from './waiting.ts';

/** How long a lock file may stay incomplete before it is taken for a broken one: others write it whole, or not at all. */
const COMPLETE_WITHIN_MS = 2_000;
const LOOK_AGAIN_MS = 100;
const MOST_BYTES = 1024 * 1024;

/**
 * The holder, if the lock is held. A file that holds none, because a disk was full or a person edited it, is a holder of
 * whom nothing is known but the file's age; its id is the content's, so that `state unlock` frees that one alone.
 */
export async function readLock(
  file: string,
  delay: (ms: number) => Promise<void>,
): Promise<LockInfo | undefined> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const found = await readOnce(file);
    if (found === undefined || 'id' in found) return found;
    if (waited < COMPLETE_WITHIN_MS) await delay(LOOK_AGAIN_MS);
    else return unreadable(found, file);
  }
}

interface Broken {
  readonly content: string;
  readonly since: Date;
}

async function readOnce(file: string): Promise<LockInfo | Broken | undefined> {
  try {
    // Neither a link, which may lead nowhere, nor a pipe, which is waited for, was made by a holder.
    const stats = await lstat(file);
    if (!stats.isFile() && !stats.isDirectory()) return { content: '', since: stats.mtime };
    // A holder's own is far smaller.
    if (stats.size > MOST_BYTES) return { content: '', since: stats.mtime };
    const content = (await readRegular(file, MOST_BYTES)).toString('utf8');
    return lockInfoFrom(content) ?? { content, since: stats.mtime };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function lockInfoFrom(content: string): LockInfo | undefined {
  try {
    const info = JSON.parse(content) as Partial<Record<keyof LockInfo, unknown>> | null;
    const texts = [info?.id, info?.operation, info?.who, info?.host, info?.createdAt];
    const whole = texts.every((text) => typeof text === 'string') && typeof info?.pid === 'number';
    return whole && info.id !== '' ? (info as unknown as LockInfo) : undefined;
  } catch {
    return undefined;
  }
}

function unreadable({ content, since }: Broken, file: string): LockInfo {
  const hash = createHash('sha256').update(`${since.toISOString()} ${content}`).digest('hex').slice(0, 12);
  const operation = `the lock file ${path.basename(file)} is unreadable`;
  return { id: UNREADABLE + hash, operation, who: '', host: '', pid: 0, createdAt: since.toISOString() };
}

/** Takes the lock, waiting for it as told; rejects with STATE_LOCKED naming the holder. */
export async function takeLock(
  file: string,
  info: LockInfo,
  waiting: Waiting,
  processStart: (pid: number) => string | undefined,
): Promise<void> {
  await makeFolder(path.dirname(path.resolve(file)));
  const own = `${file}.${info.id}`;
  await writeFile(own, printableJson(JSON.stringify(info)), { mode: 0o600, flush: true });
  const attempt = async (): Promise<Attempt> => {
    if (await tryLink(own, file)) return 'taken';
    const holder = await readLock(file, waiting.delay);
    if (holder === undefined) return 'again';
    if (!isDead(holder, info, processStart)) return holder;
    if (await removeDead(file, own, holder, { info, processStart, delay: waiting.delay }))
      waiting.onStale?.(describeHolder(holder, Date.parse(info.createdAt)));
    return 'again';
  };
  try {
    await waitForLock(info, waiting, attempt);
  } finally {
    await rm(own, { force: true });
  }
  await removeAbandoned(file, info, processStart).catch(() => undefined);
}

/**
 * Removes the files by which runs wanted to take the lock that were killed before they had it, or just after. Best
 * effort: they are in no one's way.
 */
async function removeAbandoned(
  file: string,
  info: LockInfo,
  processStart: (pid: number) => string | undefined,
): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  const start = `${path.basename(file)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start)) continue;
    const found = await readOnce(path.join(folder, name));
    // What is named by another id than it holds, or holds none, is not made here.
    if (found === undefined || !('id' in found) || found.id !== name.slice(start.length)) continue;
    if (isDead(found, info, processStart)) await rm(path.join(folder, name), { force: true });
  }
}

/** What systems answer where there are no links. Windows has no code for a function that a file system lacks: EISDIR or UNKNOWN. */
const NO_LINKS = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
  'EISDIR',
  'UNKNOWN',
]);

/** Where a file system knows no links, the file is made by itself, and readers wait until it is complete. */
async function tryLink(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
  }
  try {
    await writeFile(file, await readFile(own), { mode: 0o600, flag: 'wx', flush: true });
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
  {
    info,
    processStart,
    delay,
  }: {
    readonly info: LockInfo;
    readonly processStart: (pid: number) => string | undefined;
    readonly delay: (ms: number) => Promise<void>;
  },
): Promise<boolean> {
  const turn = `${file}.breaking`;
  if (!(await tryLink(own, turn))) {
    const other = await readLock(turn, delay);
    if (other !== undefined && isDead(other, info, processStart)) await rm(turn, { force: true });
    return false;
  }
  try {
    const right = (await readLock(file, delay))?.id === dead.id;
    if (right) await rm(file, { force: true });
    return right;
  } finally {
    await rm(turn, { force: true });
  }
}

/** Removes the lock `id`. False when another, or none, is held: another run was faster and keeps its lock. */
export async function breakLock(
  file: string,
  id: string,
  delay: (ms: number) => Promise<void>,
): Promise<boolean> {
  const aside = `${file}.${id}.broken`;
  try {
    // A folder in its place is refused before it is moved.
    await readOnce(file);
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const taken = await readLock(aside, delay);
  const right = taken?.id === id;
  if (!right) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return right;
}
