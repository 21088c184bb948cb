import { readFaultOf, readRegularText, requireRegularFile } from '../files/read-regular.ts';
import { codeOf, MOST_STATE_BYTES, stateError } from './faults.ts';

/** A file's text; undefined when there is no such file. Rejects with STATE_READ when it cannot be read. */
export async function readText(file: string, display: string): Promise<string | undefined> {
  try {
    return await readRegularText(file, MOST_STATE_BYTES);
  } catch (error) {
    throw unreadable(display, error);
  }
}

/** Rejects with STATE_READ for what stands in the place of a state and can be none, before a lock is made beside it. */
export async function requireReadable(file: string, display: string): Promise<void> {
  try {
    await requireRegularFile(file, MOST_STATE_BYTES);
  } catch (error) {
    // A part of the path that is not a folder is named by what needs it.
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) throw unreadable(display, error);
  }
}

function unreadable(display: string, error: unknown): Error {
  return stateError(
    'STATE_READ',
    `Cannot read the state ${display}: ${readFaultOf(error)}`,
    'Check the path and its permissions',
  );
}
