import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * The file that `file` is or leads to over links, also one that does not exist yet: what is written there stays behind
 * the link, and two paths of one file are seen to be one. Rejects for links in a circle.
 */
export async function followLinks(file: string): Promise<string> {
  let at = path.resolve(file);
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    // A link says where it leads from its real folder on.
    at = path.join(await realFolder(path.dirname(at)), path.basename(at));
    try {
      at = path.resolve(path.dirname(at), await readlink(at));
    } catch (error) {
      // EINVAL: it is there, and no link.
      if (['EINVAL', 'ENOENT', 'ENOTDIR', 'UNKNOWN'].includes((error as NodeJS.ErrnoException).code ?? ''))
        return at;
      throw error;
    }
  }
  throw circle();
}

/** A folder without links in its path, as far as it exists. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const above = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw circle();
    return above === folder ? folder : path.join(await realFolder(above), path.basename(folder));
  }
}

function circle(): Error {
  return Object.assign(new Error('its links lead in a circle'), { code: 'ELOOP' });
}
