/** Files that a command is to write: never one that the project consists of, also before that is there. */
import path from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { isBelow } from '../config/read-content.ts';
import { failure } from '../diagnostics/failure.ts';
import { readFaultOf } from '../files/read-regular.ts';
import { followLinks } from '../files/follow-links.ts';
import type { Host } from './host.ts';
import { targetOf } from './put-file.ts';
import { stateFileOf } from './state/backend.ts';

/** What stands beside a state: its lock, its journals, and what is written before it takes a file's place. */
const BESIDE_STATE = /^\.(lock|journal|backup|new|reserve)(\.|$)/;

type Own = Pick<Configuration, 'document' | 'folder' | 'files'>;

/** Rejects with OUTPUT_FILE for one of `outputs` (as the user named them) that is a file of the project's own. */
export async function requireFreeOutputs(
  outputs: readonly string[],
  own: Own,
  { cwd }: Pick<Host, 'cwd'>,
): Promise<void> {
  for (const named of outputs) {
    const why = await faultOf(path.resolve(cwd, named), own);
    if (why !== undefined)
      throw failure('OUTPUT_FILE', `Cannot write ${named}: ${why}`, 'Name another file; nothing was done');
  }
}

async function faultOf(output: string, { document, folder, files }: Own): Promise<string | undefined> {
  let file: string;
  try {
    file = await targetOf(output);
  } catch (error) {
    return readFaultOf(error);
  }
  const real = (name: string) => followLinks(path.resolve(folder, name)).catch(() => undefined);
  for (const { name } of files) if ((await real(name)) === file) return 'it is a file of the configuration';
  const { embedded, seed } = document.tenant;
  if (seed !== undefined && (await real(seed)) === file) return 'the embedded tenant is seeded from it';
  const state = stateFileOf(document.state ?? {}, folder);
  const stateFile = state === undefined ? undefined : await real(state);
  if (stateFile === file) return 'the state has its place there';
  if (stateFile !== undefined && file.startsWith(stateFile))
    if (BESIDE_STATE.test(file.slice(stateFile.length))) return 'it belongs to the state';
  const tenant = embedded === undefined ? undefined : await real(embedded);
  const holdsAll = tenant !== undefined && isBelow(tenant, path.join(folder, 'file'));
  if (tenant !== undefined && !holdsAll && (tenant === file || isBelow(tenant, file)))
    return 'it is in the folder of the embedded tenant';
  return undefined;
}
