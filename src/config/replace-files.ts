/** Several files at once: all of them hold their new text afterwards, or all their old. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';

/** A file that is to hold `text`. */
export interface FileText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the texts beside the files and renames them into place; what was renamed is undone when a later one fails.
 * Rejects with DiagnosticError CONFIG_WRITE.
 */
export async function replaceFiles(files: readonly FileText[]): Promise<void> {
  const token = randomUUID();
  const temporary = (file: FileText) => `${file.path}.${token}.new`;
  const done: { readonly file: FileText; readonly before: Buffer | undefined }[] = [];
  try {
    for (const file of files) {
      await mkdir(path.dirname(file.path), { recursive: true });
      await writeSynced(temporary(file), file.text, await modeOf(file.path));
    }
    for (const file of files) {
      const before = await ifThere(readFile(file.path));
      await rename(temporary(file), file.path);
      done.push({ file, before });
    }
  } catch (error) {
    for (const { file, before } of done.reverse()) {
      if (before === undefined) await rm(file.path, { force: true });
      else await writeFile(file.path, before);
    }
    throw new DiagnosticError([
      {
        code: 'CONFIG_WRITE',
        severity: 'error',
        summary: `The files could not be written: ${(error as Error).message}`,
        hint: 'Nothing was changed; check the folder, and run the command again',
      },
    ]);
  } finally {
    await Promise.all(files.map((file) => rm(temporary(file), { force: true }).catch(() => undefined)));
  }
}

async function writeSynced(file: string, text: string, mode: number | undefined): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  return (await ifThere(stat(file)))?.mode;
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
