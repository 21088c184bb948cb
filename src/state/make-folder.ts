import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './faults.ts';

/**
 * Makes a folder and those above it that are missing. Not by `recursive`, which never returns where the system knows no
 * folder to be made, as below /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const above = path.dirname(folder);
    if (codeOf(error) === 'ENOENT' && above !== folder) {
      await makeFolder(above);
      await mkdir(folder).catch(ifMade);
    } else if (!(await isFolder(folder))) throw error;
  }
}

/** Another run may have been faster. */
function ifMade(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true;
}
