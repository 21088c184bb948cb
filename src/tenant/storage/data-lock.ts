import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireRegular } from './data-folder.ts';
import { TenantError } from './tenant-error.ts';

/**
 * Makes this process the only one that uses a data folder; resolves to what gives it free. A holder whose process
 * is gone is replaced. Rejects with TENANT_IN_USE.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'in-use');
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await requireRegular(folder, path.basename(file));
  await writeFile(own, String(process.pid), { flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await linked(own, file)) return () => rm(file, { force: true });
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (holder > 0 && isAlive(holder)) throw inUse(folder, holder);
      await rm(file, { force: true });
    }
    throw inUse(folder, 0);
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function inUse(folder: string, pid: number): TenantError {
  return new TenantError('TENANT_IN_USE', `The embedded tenant in ${folder} is in use by process ${pid}`);
}
