/** Files that options name: written whole, and never over a file of another sort. */
import { failure } from '../diagnostics/failure.ts';
import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { followLinks } from '../files/follow-links.ts';
import { readRegular } from '../files/read-regular.ts';
import { isObject } from '../model/value.ts';

/** Larger than anything that Entente writes there. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Longer than any line that it appends. */
const MOST_LINE_BYTES = 1024 * 1024;

/** The file behind a name, also one that is not there yet. Devices and pipes are what they are called. */
export async function targetOf(named: string): Promise<string> {
  const before = await stat(named).catch(() => undefined);
  if (before === undefined) return followLinks(named);
  return before.isFile() ? realpath(named) : named;
}

/**
 * Writes `text`; rejects with what stands against it, as when the file holds something that is not `isOurs`. A link
 * stays one, and its target is written. Devices and pipes are written to as they are.
 */
export async function putFile(
  named: string,
  text: string,
  isOurs: (before: string) => boolean,
  mode = 0o666,
): Promise<void> {
  const file = await targetOf(named);
  const before = await stat(file).catch(() => undefined);
  if (before !== undefined && !before.isFile()) return writeFile(file, text);
  if (before !== undefined && before.size > 0 && !(await holds(file, before.size, isOurs)))
    throw new Error('it holds something else, which would be lost');
  const temporary = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function holds(file: string, size: number, isOurs: (before: string) => boolean): Promise<boolean> {
  return size <= MOST_BYTES && isOurs((await readRegular(file, MOST_BYTES)).toString('utf8'));
}

/** Whether lines can be appended to a file: its first one `isOurs`, or there is none. Devices and pipes take what comes. */
export async function beginsAs(file: string, isOurs: (line: string) => boolean): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined || !stats.isFile() || stats.size === 0) return true;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(stats.size, MOST_LINE_BYTES)));
    const [first = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
    return isOurs(first);
  } finally {
    await handle.close();
  }
}

/** Writes SARIF; `shown`: the file as the user named it. */
export async function putSarif(file: string, text: string, shown: string): Promise<void> {
  try {
    await putFile(file, text, isOurSarif);
  } catch (error) {
    const summary = `Cannot write ${shown}: ${(error as Error).message}`;
    throw failure('CHECK_FILE', summary, 'Name another file with --sarif');
  }
}

/** A log of which every run is Entente's: those of other tools would be lost. */
function isOurSarif(text: string): boolean {
  const runs = jsonObject(text)?.['runs'];
  return Array.isArray(runs) && runs.length > 0 && runs.every((run) => driverOf(run) === 'Entente');
}

function driverOf(run: unknown): unknown {
  const tool = isObject(run) ? run['tool'] : undefined;
  const driver = isObject(tool) ? tool['driver'] : undefined;
  return isObject(driver) ? driver['name'] : undefined;
}

/** A text as a JSON object, if it is one. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
