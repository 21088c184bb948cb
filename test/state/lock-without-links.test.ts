/** A file system without links, whichever way it says so, has locks nevertheless; one that fails is told. */
import { mkdtempSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { DISK } from '../support/temporary.ts';

const refusal = vi.hoisted(() => ({ code: '' }));
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof promises>()),
  link: () => Promise.reject(Object.assign(new Error(refusal.code), { code: refusal.code })),
}));
const { takeLock } = await import('../../src/state/lock.ts');

const info = (id: string) => ({
  id,
  operation: 'apply',
  who: 'a',
  host: 'another machine',
  pid: 1,
  createdAt: '2026-11-30T00:00:00Z',
});
const waiting = { delay: () => Promise.resolve(), timeoutMs: 0, retryMs: 1, longestRetryMs: 1 };
const take = (file: string, id: string) => takeLock(file, info(id), waiting, () => undefined);

it.each(['EPERM', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'EISDIR', 'UNKNOWN'])('%s for links', async (code) => {
  refusal.code = code;
  const file = path.join(mkdtempSync(path.join(DISK, 'entente-lock-')), 'a.state.json.lock');
  await take(file, 'first');
  await expect(take(file, 'second')).rejects.toThrow('apply');
});

it('a disk that fails is told', async () => {
  refusal.code = 'EIO';
  const file = path.join(mkdtempSync(path.join(DISK, 'entente-lock-')), 'a.state.json.lock');
  await expect(take(file, 'first')).rejects.toMatchObject({ code: 'EIO' });
});
