/** Several files at once: all of them hold their new text afterwards, or all their old. */
import { randomUUID } from 'node:crypto';
import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { followLinks } from '../files/follow-links.ts';
import { makeFolder } from '../state/make-folder.ts';

/** A file that is to hold `text`. */
export interface FileText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

interface Replacement {
  /** A link stays one, and its target is written. */
  readonly target: string;
  readonly text: string;
  /** Beside the target, with the new text. */
  readonly fresh: string;
  /** Beside the target, the file as it was: putting it back needs no space. */
  readonly former: string;
}

/**
 * Writes the texts beside the files and renames them into place; what was renamed is undone when a later one fails.
 * Rejects with DiagnosticError CONFIG_WRITE.
 */
export async function replaceFiles(files: readonly FileText[]): Promise<void> {
  const token = randomUUID();
  const replacements: Replacement[] = [];
  const done: Replacement[] = [];
  try {
    for (const file of files) {
      const replacement = await replacementOf(file, token);
      replacements.push(replacement);
      await prepare(replacement);
    }
    for (const replacement of replacements) {
      await rename(replacement.fresh, replacement.target);
      done.push(replacement);
    }
  } catch (error) {
    throw notWritten(error, await undo(done));
  } finally {
    const left = replacements.flatMap(({ fresh, former }) => [fresh, former]);
    await Promise.all(left.map((file) => rm(file, { force: true }).catch(() => undefined)));
  }
}

async function replacementOf({ path: file, text }: FileText, token: string): Promise<Replacement> {
  await makeFolder(path.dirname(file));
  const target = await followLinks(file);
  return { target, text, fresh: `${target}.${token}.new`, former: `${target}.${token}.old` };
}

/** Everything that needs space or permissions, before any file is another. */
async function prepare({ target, text, fresh, former }: Replacement): Promise<void> {
  const before = await stat(target).catch(ifMissing(undefined));
  // Such as a pipe, which a write waits at until it is read.
  if (before?.isFile() === false) throw new Error(`${target} is not a regular file`);
  await writeSynced(fresh, text, before?.mode);
  // Some file systems know no links.
  if (before !== undefined) await link(target, former).catch(() => copyFile(target, former));
}

/** Puts back what was there, latest first; the result are files that it did not succeed for. */
async function undo(done: readonly Replacement[]): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { target, former } of [...done].reverse()) {
    try {
      const was = await stat(former).catch(ifMissing(undefined));
      await (was === undefined ? rm(target, { force: true }) : rename(former, target));
    } catch {
      changed.push(target);
    }
  }
  return changed;
}

function notWritten(error: unknown, changed: readonly string[]): DiagnosticError {
  const hint =
    changed.length === 0
      ? 'Nothing was changed; check the folder, and run the command again'
      : `These hold their new text and could not be put back: ${changed.join(', ')}`;
  const summary = `The files could not be written: ${(error as Error).message}`;
  return new DiagnosticError([{ code: 'CONFIG_WRITE', severity: 'error', summary, hint }]);
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

/** What stands for a file that is not there. */
function ifMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}
