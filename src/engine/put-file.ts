/** Files that options name: written whole, and never over a file of another sort. */
import { failure } from '../diagnostics/failure.ts';
import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes `text`; rejects with what stands against it, as when the file holds something that is not `isOurs`. A link
 * stays one, and its target is written. Devices and pipes are written to as they are.
 */
export async function putFile(
  named: string,
  text: string,
  isOurs: (before: string) => boolean,
  mode = 0o666,
): Promise<void> {
  const file = await realpath(named).catch(() => named);
  const before = await stat(file).catch(() => undefined);
  if (before !== undefined && !before.isFile()) return writeFile(file, text);
  if (before !== undefined) {
    const old = await readFile(file, 'utf8');
    if (old !== '' && !isOurs(old)) throw new Error('it holds something else, which would be lost');
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

/** Writes SARIF; `shown`: the file as the user named it. */
export async function putSarif(file: string, text: string, shown: string): Promise<void> {
  try {
    await putFile(file, text, (before) => /^\s*\{/.test(before) && before.includes('sarif'));
  } catch (error) {
    const summary = `Cannot write ${shown}: ${(error as Error).message}`;
    throw failure('CHECK_FILE', summary, 'Name another file with --sarif');
  }
}
