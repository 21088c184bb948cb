/** Files that a command is to write: never one that the project consists of, also before that is there. */
import path from 'node:path';
import type { OwnFiles, OwnPlaces } from '../config/own-files.ts';
import { isBelow } from '../config/read-content.ts';
import { failure } from '../diagnostics/failure.ts';
import { readFaultOf } from '../files/read-regular.ts';
import { isSamePath } from '../files/shown-path.ts';
import { followLinks } from '../files/follow-links.ts';
import type { Host } from './host.ts';
import { targetOf } from './put-file.ts';
import { stateFileOf } from './state/backend.ts';

/** What stands beside a state: its lock, its journals, and what is written before it takes a file's place. */
const BESIDE_STATE = /^\.(lock|journal|backup|new|reserve)(\.|$)/;

/** Rejects with OUTPUT_FILE for one of `outputs` (as the user named them) that is a file of the project's own. */
export async function requireFreeOutputs(
  outputs: readonly string[],
  own: OwnFiles,
  { cwd }: Pick<Host, 'cwd'>,
): Promise<void> {
  for (const named of outputs) {
    const why = await outputFault(path.resolve(cwd, named), own);
    if (why !== undefined)
      throw failure('OUTPUT_FILE', `Cannot write ${named}: ${why}`, 'Name another file; nothing was done');
  }
}

/** Why a file (absolute) cannot be written; undefined if it can. */
export async function outputFault(output: string, own: OwnFiles): Promise<string | undefined> {
  let file: string;
  try {
    file = await targetOf(output);
  } catch (error) {
    return readFaultOf(error);
  }
  for (const name of own.files)
    if (isAt(await realOf(name), file)) return 'it is a file of the configuration';
  for (const places of own.places) {
    const why = await placeFault(file, places, own.folder);
    if (why !== undefined) return why;
  }
  return undefined;
}

const isAt = (place: string | undefined, file: string) => place !== undefined && isSamePath(place, file);

const realOf = (file: string) => followLinks(file).catch(() => undefined);

async function placeFault(
  file: string,
  { state, embedded, seed }: OwnPlaces,
  folder: string,
): Promise<string | undefined> {
  const real = (name: string) => realOf(path.resolve(folder, name));
  if (seed !== undefined && isAt(await real(seed), file)) return 'the embedded tenant is seeded from it';
  const place = stateFileOf(state, folder);
  const stateFile = place === undefined ? undefined : await real(place);
  if (isAt(stateFile, file)) return 'the state has its place there';
  if (isAt(stateFile, file.slice(0, stateFile?.length)))
    if (BESIDE_STATE.test(file.slice(stateFile?.length))) return 'it belongs to the state';
  const tenant = embedded === undefined ? undefined : await real(embedded);
  const holdsAll = tenant !== undefined && isBelow(tenant, path.join(folder, 'file'));
  if (tenant !== undefined && !holdsAll && (isAt(tenant, file) || isBelow(tenant, file)))
    return 'it is in the folder of the embedded tenant';
  return undefined;
}
