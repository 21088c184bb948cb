/** Locks of local states: broken ones, unreadable ones, and states behind links. */
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { processStart } from '../../src/engine/state/lock-info.ts';
import { createLocalBackend } from '../../src/state/local.ts';
import { initial, lockInfo, refusal, resource } from '../support/state-samples.ts';
import { DISK } from '../support/temporary.ts';

const root = mkdtempSync(path.join(DISK, 'entente-lock-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
let file = '';
let count = 0;
beforeEach(() => {
  folder = path.join(root, String((count += 1)));
  mkdirSync(folder);
  file = path.join(folder, 'state.json');
});

const open = (at = file) =>
  createLocalBackend({ file: at, display: 'state.json', delay: () => Promise.resolve() });
const info = (id: string) => lockInfo({ id, who: 'alice', host: hostname(), pid: process.pid });
const pending = (operation: string, address: string) => ({
  operation,
  address,
  action: 'create' as const,
  startedAt: '2026-01-01T00:00:00Z',
  digest: 'd',
});

describe('the file of a run that was killed before it had the lock', () => {
  it('is removed by the next that takes it; those of runs that go on, and of others, stay', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const wanting = (name: string, holder: object) =>
      writeFileSync(`${file}.lock.${name}`, JSON.stringify(holder));
    wanting('killed', { ...info('killed'), pid: gone });
    wanting('waiting', info('waiting'));
    wanting('elsewhere', { ...info('elsewhere'), pid: gone, host: 'another' });
    wanting('kept', { ...info('killed'), pid: gone });
    writeFileSync(`${file}.lock.notes`, 'mine');
    await (await open().lock(info('next'), 0)).release();
    expect(readdirSync(folder).sort()).toEqual(
      ['elsewhere', 'kept', 'notes', 'waiting'].map((name) => `state.json.lock.${name}`),
    );
  });
});

describe('a lock that was broken while its run goes on', () => {
  it('stops the run before its next write, and what it has done is known to the next', async () => {
    const first = await open().lock(info('first'), 0);
    const session = await first.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    await session.begin(pending('o1', 'catalog.b'));
    await open().unlock('first');
    await expect(session.begin(pending('o2', 'catalog.c'))).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect(session.broken.aborted).toBe(true);

    const second = await open().lock(info('second'), 0);
    const next = await second.open(initial);
    expect(next.document).toMatchObject({
      resources: [resource('catalog.a')],
      pending: [{ operation: 'o1', address: 'catalog.b' }],
    });
    await next.record({ put: [resource('catalog.d')] });
    // The answer to what was under way comes now: nothing of it reaches the other's journal or state.
    await expect(session.commit('o1', { put: [resource('catalog.b')] })).rejects.toMatchObject(
      refusal('STATE_LOCK_LOST'),
    );
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect(session.unsaved?.resources.map(({ address }) => address)).toEqual(['catalog.a', 'catalog.b']);
    await first.release();
    await next.close();
    await second.release();
    expect((await open().read())?.resources.map(({ address }) => address)).toEqual([
      'catalog.a',
      'catalog.d',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['state.json', 'state.json.backup']);
  });

  it('and was killed adds what it had made to the state of the run beside it', async () => {
    const first = await open().lock(info('first'), 0);
    const session = await first.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    await open().unlock('first');
    const second = await open().lock(info('second'), 0);
    const next = await second.open(initial);
    // As if it had written in the moment between looking at the lock and writing.
    writeFileSync(`${file}.lock`, JSON.stringify(info('first')));
    const lateSession = await (await opened('first')).open(initial);
    await lateSession.record({ put: [resource('catalog.late')] });
    await lateSession.begin(pending('o9', 'catalog.open'));
    writeFileSync(`${file}.lock`, JSON.stringify(info('second')));
    await next.record({ put: [resource('catalog.b')] });
    await next.close();
    await second.release();
    const document = await open().read();
    expect(document?.resources.map(({ address }) => address).sort()).toEqual([
      'catalog.a',
      'catalog.b',
      'catalog.late',
    ]);
    expect(document?.pending.map(({ address }) => address)).toEqual(['catalog.open']);
    // Node warns of files that nobody closed.
    for (const killed of [session, lateSession])
      await expect(killed.close()).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
  });
});

describe.runIf(process.platform === 'linux')('a lock whose process was killed', () => {
  it('is taken over although another process has its number now, and that of one that runs is not', async () => {
    const own = { ...info('own'), processStart: processStart(process.pid) ?? 'unknown' };
    const locked = (holder: string) => {
      writeFileSync(`${file}.lock`, JSON.stringify({ ...info('holder'), processStart: holder }));
      return createLocalBackend({
        ...{ file, display: 'state.json', processStart },
        delay: () => Promise.resolve(),
      }).lock(own, 0);
    };
    await expect(locked(own.processStart)).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await (await locked(`${own.processStart}1`)).release();
  });
});

/** A lock that is taken to be held already. */
async function opened(id: string) {
  rmSync(`${file}.lock`);
  return open().lock(info(id), 0);
}

describe('a lock file that nobody can read', () => {
  it.each(['', '{', 'null', '[]', '"x"', '{"id":""}', '{"id":"x","who":1}', '\u0000'.repeat(40)])(
    'such as %j is shown with its age and the command that removes it',
    async (content) => {
      writeFileSync(`${file}.lock`, content);
      const holder = await open().lockHolder(info('own'));
      expect(holder?.id).toMatch(/^unreadable-[0-9a-f]{12}$/);
      const locking = open().lock(info('own'), 0);
      await expect(locking).rejects.toMatchObject(refusal('STATE_LOCKED'));
      await expect(locking).rejects.toMatchObject({
        diagnostics: [
          {
            summary: expect.stringMatching(
              /locked by an unknown holder \(the lock file \S+\.lock is unreadable, since 20.* ago/,
            ) as string,
            hint: `If no other run is under way: entente state unlock ${holder?.id ?? ''}`,
          },
        ],
      });
      await expect(open().unlock('unreadable-000000000000')).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
      await open().unlock(holder?.id ?? '');
      await (await open().lock(info('own'), 0)).release();
    },
  );
});

describe('a state behind a link', () => {
  const write = async (at: string, address: string) => {
    const lock = await open(at).lock(info(`lock-${address}`), 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource(address)] });
    await session.close();
    await lock.release();
  };

  it.each(['there', 'dangling'])(
    '(%s) stays one, and is locked with the file that it leads to',
    async (which) => {
      mkdirSync(path.join(folder, 'real'));
      const real = path.join(folder, 'real', 'state.json');
      if (which === 'there') await write(real, 'catalog.a');
      symlinkSync('real/state.json', path.join(folder, 'middle.json'));
      symlinkSync('middle.json', file);
      await write(file, 'catalog.b');
      expect(lstatSync(file).isSymbolicLink()).toBe(true);
      expect((await open(real).read())?.resources.map(({ address }) => address)).toContain('catalog.b');
      const held = await open(file).lock(info('one'), 0);
      await expect(open(real).lock(info('two'), 0)).rejects.toMatchObject(refusal('STATE_LOCKED'));
      await held.release();
      expect(readdirSync(folder).sort()).toEqual(['middle.json', 'real', 'state.json']);
    },
  );

  it('that leads in a circle is an error of its own', async () => {
    symlinkSync('other.json', file);
    symlinkSync('state.json', path.join(folder, 'other.json'));
    await expect(open().read()).rejects.toThrow('lead in a circle');
  });
});
