import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { LockInfo, StateBackend } from '../../src/state/backend.ts';
import { createLocalBackend } from '../../src/state/local.ts';
import { BUNDLE } from '../support/cli.ts';
import { initial, lockInfo, refusal, resource } from '../support/state-samples.ts';
import { DISK } from '../support/temporary.ts';

const root = mkdtempSync(path.join(DISK, 'entente-state-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
let file = '';
let count = 0;
beforeEach(() => {
  folder = path.join(root, String((count += 1)));
  mkdirSync(folder);
  file = path.join(folder, 'state.json');
});

/** Of four, three are killed and one ends; `npm run test:signals` has more. */
const ROUNDS = process.env['SIGNALS'] === 'all' ? 8 : 4;
const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const open = (at = file): StateBackend => createLocalBackend({ file: at, display: 'state.json', delay });
const info = (id: string, pid = process.pid, host = hostname()): LockInfo =>
  lockInfo({ id, who: 'alice', host, pid });

async function write(backend: StateBackend, ...addresses: string[]): Promise<void> {
  const lock = await backend.lock(info(`lock-${count}`), 0);
  const session = await lock.open(initial);
  for (const address of addresses) await session.record({ put: [resource(address)] });
  await session.close();
  await lock.release();
}

describe('the local backend', () => {
  it('keeps what was recorded, the state before it as backup, and nothing else', async () => {
    await write(open(), 'catalog.a');
    const before = readFileSync(file, 'utf8');
    await write(open(), 'catalog.b');
    expect((await open().read())?.resources.map(({ address }) => address)).toEqual([
      'catalog.a',
      'catalog.b',
    ]);
    expect((await open().read())?.serial).toBe(2);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['state.json', 'state.json.backup']);
  });

  it('does not touch the file when nothing changed', async () => {
    await write(open(), 'catalog.a');
    const before = readFileSync(file, 'utf8');
    await write(open(), 'catalog.a');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('refuses the state of another tenant', async () => {
    await write(open(), 'catalog.a');
    const lock = await open().lock(info('l'), 0);
    await expect(lock.open({ lineage: 'x', tenantId: 'other' })).rejects.toMatchObject(
      refusal('STATE_TENANT'),
    );
  });

  it('lets one writer in, names the holder to others, and waits for it when asked to', async () => {
    const held = await open().lock(info('first'), 0);
    const refused = open().lock(info('second'), 0);
    await expect(refused).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await expect(refused).rejects.toThrow(/alice.*process \d+/);
    const waiting = open().lock(info('third'), 10_000);
    await delay(50);
    await held.release();
    await (await waiting).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over the lock of a process of this machine that is gone, not of another machine', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.on('close', resolve));
    await open().lock(info('dead', gone.pid), 0);
    const told: string[] = [];
    await (await open().lock(info('next'), 0, { onStale: (holder) => told.push(holder) })).release();
    expect(told).toEqual([expect.stringContaining(`alice on ${hostname()} (process ${gone.pid}`)]);
    await open().lock(info('far', gone.pid, 'another-machine'), 0);
    await expect(open().lock(info('next'), 0)).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await expect(open().unlock('wrong')).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await open().unlock('far');
    await expect(open().unlock('far')).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
  });

  it('has one winner when many want the lock at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => open().lock(info(`lock-${index}`), 0)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('loses nothing when the state cannot be replaced at the very end', async () => {
    const lock = await open().lock(info('l'), 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    mkdirSync(`${file}.new`);
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_WRITE'));
    await lock.release();
    expect((await open().read())?.resources).toEqual([resource('catalog.a')]);
    rmSync(`${file}.new`, { recursive: true });
    await write(open(), 'catalog.b');
    expect((await open().read())?.resources).toHaveLength(2);
  });

  it('says so when the folder cannot be written', async () => {
    writeFileSync(path.join(folder, 'occupied'), '');
    const backend = open(path.join(folder, 'occupied', 'state.json'));
    await expect(backend.lock(info('l'), 0)).rejects.toMatchObject(refusal('STATE_WRITE'));
    await expect(backend.read()).rejects.toMatchObject(refusal('STATE_READ'));
  });

  it('keeps every acknowledged operation of processes that are killed', async () => {
    const script = path.join(BUNDLE, 'crashing-writer.mjs');
    let acknowledged = -1;
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = spawn(process.execPath, [script, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trim().split('\n'))
          if (line !== 'closed') acknowledged = Number(line);
        if (round % 4 !== 3 && acknowledged % 40 > 3 + 4 * round) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      const document = await open().read();
      const known = (document?.resources ?? []).map(({ address }) => address);
      for (let index = 0; index <= acknowledged; index += 1) expect(known).toContain(`catalog.c${index}`);
      // At most the one that was under way is open.
      expect(document?.pending.length).toBeLessThanOrEqual(1);
    }
    expect(acknowledged).toBeGreaterThan(20);
  });
});
