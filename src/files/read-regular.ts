/** Regular files of a bounded size. Of anything else a read may wait without end, and then nothing stops the process. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, realpath, stat } from 'node:fs/promises';

/** Folders whose files are made up as they are read; /dev/shm is a file system as any other. */
const OF_THE_KERNEL = /^\/(proc|sys|dev(?!\/shm\/))\//;
const MIB = 1024 * 1024;

/** Bytes of a file; rejects with what `readFaultOf` words. `most`: more bytes are refused. Links are followed. */
export async function readRegular(file: string, most: number): Promise<Buffer> {
  return withRegular(file, most, (handle) => readWhole(handle, most));
}

/** Rejects as `readRegular` does for what is there and cannot be read as a file. */
export async function requireRegularFile(file: string, most: number): Promise<void> {
  const real = await realpath(file);
  if (OF_THE_KERNEL.test(real)) throw refused(NOT_REGULAR);
  requireRegular(await stat(real), most);
}

/** A file's text; undefined when there is no such file. */
export async function readRegularText(file: string, most: number): Promise<string | undefined> {
  try {
    return (await readRegular(file, most)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Does `use` with a regular file that is open for reading; never waits for a writer. */
export async function withRegular<T>(
  file: string,
  most: number,
  use: (handle: FileHandle, real: string) => Promise<T>,
): Promise<T> {
  const real = await realpath(file);
  // Opening a device may have effects of its own.
  await requireRegularFile(real, most);
  // Without waiting: a FIFO may have taken the file's place since.
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await open(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    requireRegular(await handle.stat(), most);
    return await use(handle, real);
  } finally {
    await handle.close();
  }
}

/** At most what is allowed, also when the file grows. */
export async function readWhole(handle: FileHandle, most: number): Promise<Buffer> {
  const { size } = await handle.stat();
  let buffer = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (length > most) throw refused(tooLarge(most));
    if (bytesRead === 0) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(length)]);
  }
}

interface Kind {
  isDirectory(): boolean;
  isFile(): boolean;
  readonly size: number;
}

const NOT_REGULAR = 'it is not a regular file';
const tooLarge = (most: number) => `it is larger than ${most / MIB} MiB`;

function requireRegular(stats: Kind, most: number): void {
  if (stats.isDirectory()) throw refused('it is a folder', 'EISDIR');
  if (!stats.isFile()) throw refused(NOT_REGULAR);
  if (stats.size > most) throw refused(tooLarge(most));
}

function refused(why: string, code?: string): Error {
  return Object.assign(new Error(why), code !== undefined && { code });
}

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
};

/** Why a file cannot be read, as the end of a sentence that names it. */
export function readFaultOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : (FAULTS[code] ?? `the file system answers ${code}`);
}
