/** What stands in the place of a lock file and is no file: links and pipes. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakLock, readLock } from '../../src/state/lock.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder = '';
let file = '';
const noDelay = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  folder = temporaryFolder();
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
