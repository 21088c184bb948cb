/** What stands in the place of a lock file and is no file: links, pipes and folders. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateBackend } from '../../src/state/backend.ts';
import { createLocalBackend } from '../../src/state/local.ts';
import { breakLock, readLock } from '../../src/state/lock.ts';
import { folderOnDisk } from '../support/cli.ts';
import { initial, lockInfo, resource } from '../support/state-samples.ts';

let folder = '';
let file = '';
const info = lockInfo({ id: 'own', who: 'alice', host: 'a-test' });
const backend = () =>
  createLocalBackend({ file: path.join(folder, 'state.json'), display: 'state.json', delay: noDelay });
const folderNamed = {
  diagnostics: [
    expect.objectContaining({
      summary: 'Cannot lock the state state.json: the lock file state.json.lock is a folder',
      hint: 'Remove that folder if nothing in it is needed, then run the command again',
    }),
  ],
};
const noDelay = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  folder = folderOnDisk();
  file = path.join(folder, 'state.json.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('in the place of a lock', () => {
  it.each([
    ['a link that leads nowhere', () => symlinkSync(path.join(folder, 'nowhere'), file)],
    [
      'a link to another file',
      () => {
        writeFileSync(path.join(folder, 'other'), 'kept');
        symlinkSync(path.join(folder, 'other'), file);
      },
    ],
    ['a pipe that nobody writes to', () => void execFileSync('mkfifo', [file])],
  ])('%s is a lock of whom nothing is known, and can be removed', async (_what, put) => {
    put();
    const holder = await readLock(file, noDelay);
    expect(holder?.id).toMatch(/^unreadable-/);
    expect(lstatSync(file).isFile()).toBe(false);
    expect(await breakLock(file, holder?.id ?? '', noDelay)).toBe(true);
    expect(await readLock(file, noDelay)).toBeUndefined();
    const other = path.join(folder, 'other');
    if (existsSync(other)) expect(readFileSync(other, 'utf8')).toBe('kept');
  });
});

describe('a folder in the place of a lock', () => {
  it.each([
    ['lock', (backend: StateBackend) => backend.lock(info, 0)],
    ['ask for the holder', (backend: StateBackend) => backend.lockHolder(info)],
    ['unlock', (backend: StateBackend) => backend.unlock(info.id)],
  ])('is named by an attempt to %s, and stays', async (_what, attempt) => {
    mkdirSync(file);
    await expect(attempt(backend())).rejects.toMatchObject(folderNamed);
    expect(lstatSync(file).isDirectory()).toBe(true);
  });

  it('that comes while a run goes on is named by its next write and by its end', async () => {
    const lock = await backend().lock(info, 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    rmSync(file);
    mkdirSync(file);
    await expect(session.requireLock()).rejects.toMatchObject(folderNamed);
    await expect(session.record({ put: [resource('catalog.b')] })).rejects.toMatchObject(folderNamed);
    await expect(session.close()).rejects.toMatchObject(folderNamed);
    await expect(lock.release()).rejects.toMatchObject(folderNamed);
    expect(lstatSync(file).isDirectory()).toBe(true);
  });
});
