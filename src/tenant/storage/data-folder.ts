import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { TenantError } from './tenant-error.ts';

/**
 * Makes a folder and those above it that are missing. Not by `recursive`, which never returns where the system knows no
 * folder to be made, as below /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = path.dirname(folder);
    if (code === 'ENOENT' && above !== folder) {
      await makeFolder(above);
      await mkdir(folder).catch(ifMade);
    } else if (!(await isFolder(folder))) throw error;
  }
}

function ifMade(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true;
}

/** Near the longest text that Node can hold. */
const MOST_BYTES = 480 * 1024 * 1024;

/**
 * Rejects with TENANT_FOLDER for a file in a data folder that is not a regular one, or is too large to be read: a pipe is
 * waited for without end, and a device has none.
 */
export async function requireRegular(folder: string, name: string): Promise<void> {
  const file = path.join(folder, name);
  const stats = await stat(file).catch(() => undefined);
  const fault =
    stats?.isFile() === false
      ? 'it is not a regular file'
      : (stats?.size ?? 0) > MOST_BYTES && `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`;
  if (fault === false) return;
  throw new TenantError('TENANT_FOLDER', `The embedded tenant cannot use ${file}: ${fault}`);
}

/** Does what needs the data folder; what the file system refuses becomes TENANT_FOLDER. */
export async function inFolder<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException;
    if (errno === undefined || syscall === undefined) throw error;
    const isFile = (await stat(folder).catch(() => undefined))?.isFile() === true;
    const reason = isFile
      ? 'it is a file'
      : (getSystemErrorMap().get(errno)?.[1] ?? (error as Error).message);
    throw new TenantError('TENANT_FOLDER', `The embedded tenant cannot use the folder ${folder}: ${reason}`);
  }
}
