/** Files that options name: written whole, and never over a file of another sort. */
import { randomBytes } from 'node:crypto';
import { open, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Writes `text`; rejects with what stands against it. Devices and pipes are written to as they are. */
export async function putFile(
  file: string,
  text: string,
  isOurs: (before: string) => boolean,
  mode = 0o666,
): Promise<void> {
  const before = await lstat(file).catch(() => undefined);
  if (before !== undefined && !before.isFile() && !before.isSymbolicLink()) return writeFile(file, text);
  if (before !== undefined) {
    const old = await readFile(file, 'utf8');
    if (old !== '' && !isOurs(old)) throw new Error('it holds something else, which would be lost');
    if (before.isSymbolicLink()) return writeFile(file, text);
  }
  const temporary = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
