/** A folder that cannot be synced, as on Windows, does not keep a state from being written; a failing disk does. */
import { mkdtempSync, readFileSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { DISK } from '../support/temporary.ts';

const refusal = vi.hoisted(() => ({ code: '', at: '' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const failed = () => Object.assign(new Error(refusal.code), { code: refusal.code });
  const isFolder = async (name: string) =>
    (await real.stat(name).catch(() => undefined))?.isDirectory() === true;
  return {
    ...real,
    open: async (name: string, flags?: string, mode?: number) => {
      const folder = await isFolder(name);
      if (folder && refusal.at === 'open') throw failed();
      const handle = await real.open(name, flags, mode);
      if (folder && refusal.at === 'sync') handle.sync = () => Promise.reject(failed());
      return handle;
    },
  };
});
const { writeAtomically } = await import('../../src/state/atomic-write.ts');

const write = async (at: string, code: string) => {
  const file = path.join(mkdtempSync(path.join(DISK, 'entente-sync-')), 'a.state.json');
  Object.assign(refusal, { at, code });
  await writeAtomically(file, 'content');
  return readFileSync(file, 'utf8');
};

it.each([
  ['open', 'EISDIR'],
  ['open', 'EPERM'],
  ['sync', 'EPERM'],
  ['sync', 'EINVAL'],
])('a folder whose %s fails with %s is written to', async (at, code) => {
  expect(await write(at, code)).toBe('content');
});

it('a disk that fails is told', async () => {
  await expect(write('sync', 'EIO')).rejects.toMatchObject({ code: 'EIO' });
});
