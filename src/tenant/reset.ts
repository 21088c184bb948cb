import { access, rm } from 'node:fs/promises';
import { holdFolder } from './hold.ts';

/** Removes an embedded tenant's data; false when there was none. Rejects with TENANT_IN_USE. */
export async function resetTenant(dataDir: string): Promise<boolean> {
  try {
    await access(dataDir);
  } catch {
    return false;
  }
  await holdFolder(dataDir);
  await rm(dataDir, { recursive: true });
  return true;
}
