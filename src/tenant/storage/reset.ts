import { lstat, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { inFolder, requireRegular } from './data-folder.ts';
import { lockFolder } from './data-lock.ts';
import { isStoreLine, LOG, MARK, MARKER } from './store.ts';
import { TenantError } from './tenant-error.ts';

/**
 * Removes an embedded tenant's own files, and the folder if nothing else is in it; false when there was none. A folder
 * that is not known to be a tenant's, or is reached over a link below `within`, is left alone: TENANT_FOREIGN. Rejects
 * with TENANT_IN_USE or TENANT_FOLDER too.
 */
export function resetTenant(dataDir: string, within?: string): Promise<boolean> {
  const folder = path.resolve(dataDir);
  return inFolder(folder, () => reset(folder, within));
}

/** What a tenant writes, beside its mark and its lock. */
const OWN: readonly string[] = [LOG, `${LOG}.new`];

async function isFolder(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isDirectory() === true;
}

async function reset(folder: string, within?: string): Promise<boolean> {
  const link = await linkOn(folder, within === undefined ? undefined : path.resolve(within));
  if (link !== undefined) throw foreign(folder, `${link} is a link`);
  const stats = await lstat(folder).catch(() => undefined);
  if (stats === undefined) return false;
  if (!stats.isDirectory()) throw foreign(folder, 'it is not a folder');
  if (contains(folder, process.cwd()) || (within !== undefined && contains(folder, path.resolve(within))))
    throw foreign(folder, 'the configuration or the working folder is in it');
  const names = await readdir(folder);
  if (names.length === 0) return false;
  if (!(await isMarked(folder)) && !(await isStore(folder, names)))
    throw foreign(folder, 'it does not hold the data of an embedded tenant alone');
  // Seen before anything is removed: a tenant without half of its files is of no use to anyone.
  for (const name of OWN)
    if (await isFolder(path.join(folder, name))) throw foreign(folder, `${name} is a folder`);
  const release = await lockFolder(folder);
  try {
    for (const name of OWN) await rm(path.join(folder, name), { force: true });
  } finally {
    await release();
  }
  // Last, so that a removal that was cut off can be repeated.
  await rm(path.join(folder, MARKER), { force: true });
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  });
  return true;
}

/** The folder itself, or a part of its path below `within`, that is a link. */
async function linkOn(folder: string, within: string | undefined): Promise<string | undefined> {
  const parts = [folder];
  if (within !== undefined && contains(within, folder))
    for (
      let part = path.dirname(folder);
      contains(within, part) && part !== within;
      part = path.dirname(part)
    )
      parts.push(part);
  for (const part of parts) {
    const stats = await lstat(part).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) return part;
  }
  return undefined;
}

function contains(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function isMarked(folder: string): Promise<boolean> {
  return (await regularText(path.join(folder, MARKER))) === MARK;
}

/** Of a version that left no mark: every file has a name of ours, and the log holds what a log holds. */
async function isStore(folder: string, names: readonly string[]): Promise<boolean> {
  if (!names.every((name) => OWN.includes(name) || /^in-use(\.|$)/.test(name))) return false;
  const text = await regularText(path.join(folder, LOG));
  // The last line may be torn, or is empty.
  const whole = (text ?? '').split('\n').slice(0, -1);
  return whole.length > 0 && whole.every(isStoreLine);
}

async function regularText(file: string): Promise<string | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isFile() !== true) return undefined;
  await requireRegular(path.dirname(file), path.basename(file));
  return readFile(file, 'utf8');
}

function foreign(folder: string, why: string): TenantError {
  return new TenantError('TENANT_FOREIGN', `Nothing was removed from ${folder}: ${why}`);
}
