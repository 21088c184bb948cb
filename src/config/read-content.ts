/**
 * Bytes of a file that a configuration names. Anyone can propose what it names, so that only regular files of a
 * bounded size are read, and, with `within`, only below that folder once links are followed.
 */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

const MAX_BYTES = 16 * 1024 * 1024;

/** Folders whose files are made up as they are read; /dev/shm is a file system as any other. */
const OF_THE_KERNEL = /^\/(proc|sys|dev(?!\/shm\/))\//;

export type Content = { readonly bytes: Uint8Array } | { readonly fault: string };

/** Reads `absolute`; never rejects, never waits for a writer. */
export async function readContent(absolute: string, within?: string): Promise<Content> {
  try {
    if (within === absolute) return { fault: 'it is a folder' };
    // Decided by the path alone, so that the answer does not tell whether a file outside exists.
    if (within !== undefined && !isBelow(within, absolute)) return { fault: OUTSIDE };
    const real = await realpath(absolute);
    if (within !== undefined && !isBelow(await realpath(within), real)) return { fault: OUTSIDE };
    if (OF_THE_KERNEL.test(real)) return { fault: 'it is not a regular file' };
    const kind = faultOf(await stat(real));
    if (kind !== undefined) return { fault: kind };
    // Without waiting: a FIFO may have taken the file's place since.
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stats = await handle.stat();
      const fault = faultOf(stats);
      if (fault !== undefined) return { fault };
      // A folder on the way may have been replaced by a link between the look and the opening.
      const again = await realpath(absolute);
      const { dev, ino } = await stat(again);
      if (again !== real || dev !== stats.dev || ino !== stats.ino)
        return { fault: 'it was replaced while it was read' };
      return await bounded(handle, stats.size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { fault: FAULTS[code] ?? `the file system answers ${code}` };
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENOTDIR: 'a part of its path is not a folder',
};

const OUTSIDE = 'it is outside of the folder of the root file';
const TOO_LARGE = 'it is larger than 16 MiB';

function faultOf(stats: { isDirectory(): boolean; isFile(): boolean; size: number }): string | undefined {
  if (stats.isDirectory()) return 'it is a folder';
  if (!stats.isFile()) return 'it is not a regular file';
  return stats.size > MAX_BYTES ? TOO_LARGE : undefined;
}

/** At most what is allowed, also when the file grows. */
async function bounded(handle: FileHandle, size: number): Promise<Content> {
  const buffer = Buffer.alloc(Math.min(size + 1, MAX_BYTES + 1));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return { bytes: new Uint8Array(buffer.subarray(0, length)) };
    length += bytesRead;
  }
  return { fault: size < MAX_BYTES ? 'it grew while it was read' : TOO_LARGE };
}

/** Whether a real path lies below a real folder. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}
