import { followLinks } from '../files/follow-links.ts';
import { codeOf, stateError } from './faults.ts';

/**
 * The file that `file` is or leads to: lock, journal and state belong beside it, whichever path it is reached by. Rejects
 * with STATE_READ for links in a circle.
 */
export async function realFile(file: string, display: string): Promise<string> {
  try {
    return await followLinks(file);
  } catch (error) {
    if (codeOf(error) !== 'ELOOP') throw error;
    throw stateError('STATE_READ', `The links of ${display} lead in a circle`, 'Let the link lead to a file');
  }
}
