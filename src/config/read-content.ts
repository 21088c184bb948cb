/**
 * Bytes of a file that a configuration names. Anyone can propose what it names, so that only regular files of a
 * bounded size are read, and, with `within`, only below that folder once links are followed.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFaultOf, readWhole, withRegular } from '../files/read-regular.ts';
import { isOutside } from '../files/shown-path.ts';

const MOST_BYTES = 16 * 1024 * 1024;

export type Content = { readonly bytes: Uint8Array } | { readonly fault: string };

/** Reads `absolute`; never rejects, never waits for a writer. */
export async function readContent(absolute: string, within?: string): Promise<Content> {
  try {
    if (within === absolute) return { fault: 'it is a folder' };
    // Decided by the path alone, so that the answer does not tell whether a file outside exists.
    if (within !== undefined && !isBelow(within, absolute)) return { fault: OUTSIDE };
    const named = await realpath(absolute);
    if (within !== undefined && !isBelow(await realpath(within), named)) return { fault: OUTSIDE };
    return await withRegular(named, MOST_BYTES, async (handle, real) => {
      const stats = await handle.stat();
      // A folder on the way may have been replaced by a link between the look and the opening.
      const again = await realpath(absolute);
      const { dev, ino } = await stat(again);
      if (again !== named || real !== named || dev !== stats.dev || ino !== stats.ino)
        return { fault: 'it was replaced while it was read' };
      return { bytes: new Uint8Array(await readWhole(handle, MOST_BYTES)) };
    });
  } catch (error) {
    return { fault: readFaultOf(error) };
  }
}

const OUTSIDE = 'it is outside of the folder of the root file';

/** Whether a real path lies below a real folder. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !isOutside(relative);
}
