/** A disk, or a limit, that ends in the middle of a run: what was acknowledged is there, and all of it can be read. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalBackend } from '../../src/state/local.ts';
import { BUNDLE } from '../support/cli.ts';
import { DISK } from '../support/temporary.ts';
import { size } from '../support/whole.ts';

const root = mkdtempSync(path.join(DISK, 'entente-full-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Told {
  readonly acknowledged: number;
  readonly failure: readonly string[];
  readonly closed: readonly string[];
  readonly broken: boolean;
}

const writer = [process.execPath, path.join(BUNDLE, 'filling-writer.mjs')];
/** The disk is waited for at every record: fewer that are larger fill it sooner. */
const LETTERS = size(5_000, 500);

function fill(file: string, before = ''): Told {
  const command = `${before}exec ${writer.join(' ')} ${file} ${LETTERS}`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringMatching(/^\{/) as string });
  return JSON.parse(stdout) as Told;
}

const read = (file: string) =>
  createLocalBackend({ file, display: 'state.json', delay: () => Promise.resolve() }).read();

describe('a file that may not grow any more', () => {
  it.each([1, 7, 64, 256])('%i KiB', async (limit) => {
    const folder = path.join(root, String(limit));
    mkdirSync(folder);
    const file = path.join(folder, 'state.json');
    const { acknowledged, failure, broken } = fill(file, `ulimit -f ${limit}; `);
    expect(broken).toBe(true);
    expect(failure).toEqual([
      'STATE_WRITE: Cannot write the state state.json: it would exceed the allowed file size',
    ]);
    const resources = (await read(file))?.resources ?? [];
    // What was not acknowledged may be there or not, what was is.
    expect(resources.length).toBeGreaterThanOrEqual(acknowledged);
    expect(resources.map(({ id }) => id)).toEqual(
      expect.arrayContaining(Array.from({ length: acknowledged }, (_, index) => String(index))),
    );
  });
});

const small = path.join(root, 'small');
let mounted = false;
beforeAll(() => {
  mkdirSync(small);
  mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', small]).status === 0;
  if (!mounted) process.stdout.write('Skipped: no tmpfs can be mounted here, so no disk is filled.\n');
});
afterAll(() => {
  if (mounted) spawnSync('umount', [small]);
});

describe('a disk that is full', () => {
  it('still takes the end of the run into the room that was kept for it', async ({ skip }) => {
    skip(!mounted);
    const file = path.join(small, 'state.json');
    const { acknowledged, failure, closed } = fill(file);
    expect(failure).toEqual(['STATE_WRITE: Cannot write the state state.json: the disk is full']);
    expect(closed).toEqual([]);
    expect((await read(file))?.resources.length).toBeGreaterThanOrEqual(acknowledged);
    expect(readdirSync(small).sort()).toEqual(['state.json']);
  });
});
