import { readFile } from 'node:fs/promises';
import { codeOf, reasonOf, stateError } from './faults.ts';

/** A file's text; undefined when there is no such file. Rejects with STATE_READ when it cannot be read. */
export async function readText(file: string, display: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw stateError(
      'STATE_READ',
      `Cannot read the state ${display}: ${reasonOf(error)}`,
      'Check the path and its permissions',
    );
  }
}
