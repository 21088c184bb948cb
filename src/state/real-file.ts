import { readlink } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, stateError } from './faults.ts';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * The file that `file` is or leads to over links, also one that does not exist yet: lock, journal and state belong
 * beside it, whichever path it is reached by. Rejects with STATE_READ for links in a circle.
 */
export async function realFile(file: string, display: string): Promise<string> {
  let at = file;
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    try {
      at = path.resolve(path.dirname(at), await readlink(at));
    } catch (error) {
      // EINVAL: it is there, and no link.
      if (['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN'].includes(codeOf(error) ?? '')) return at;
      throw error;
    }
  }
  throw stateError('STATE_READ', `The links of ${display} lead in a circle`, 'Let the link lead to a file');
}
