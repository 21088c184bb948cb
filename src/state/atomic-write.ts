import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './faults.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Replaces a file so that a crash at any moment leaves the old or the new content whole; the old content stays
 * beside it as `FILE.backup`. Readable by the owner only. Rejects with the file system's error.
 */
export async function writeAtomically(file: string, content: string): Promise<void> {
  const folder = path.dirname(file);
  const temporary = `${file}.new`;
  await makeFolder(path.resolve(folder));
  try {
    // What stands there is of a run that was cut off; a pipe would be waited for.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rm(`${file}.backup`, { force: true });
    await copyFile(file, `${file}.backup`, constants.COPYFILE_EXCL).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** What systems answer that cannot open or sync a folder, such as Windows: they make renames durable by themselves. */
const NO_FOLDERS = new Set(['EISDIR', 'EPERM', 'EINVAL']);

/** Makes a rename or removal in `folder` durable, where the system can. Rejects as `open` and `fsync` do. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NO_FOLDERS.has(codeOf(error) ?? '')) throw error;
  }
}
