/** State behind a real HTTP server with Terraform's protocol. */
import { Waits } from '../../src/net/waits.ts';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LockInfo } from '../../src/state/backend.ts';
import { createHttpBackend } from '../../src/state/http.ts';
import type { HttpBackendOptions } from '../../src/state/http.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';
import type { StateServer } from '../support/state-server.ts';
import { initial, lockInfo, refusal, resource } from '../support/state-samples.ts';

let server: StateServer;
beforeEach(async () => {
  server = await startStateServer();
});
afterEach(() => server.kill());

const waits = new Waits({ limitMs: 600_000, onWait: () => undefined });
const open = (more: Partial<HttpBackendOptions> = {}) =>
  createHttpBackend({
    address: server.address,
    username: USERNAME,
    password: PASSWORD,
    version: 'test',
    waits,
    delay: () => new Promise((resolve) => setImmediate(resolve)),
    ...more,
  });
const info = (who: string): LockInfo => lockInfo({ id: randomUUID(), who, host: 'a-test' });
const serials = () => server.stored.map((text) => (JSON.parse(text) as { serial: number }).serial);

async function write(backend = open(), ...addresses: string[]): Promise<void> {
  const lock = await backend.lock(info('alice'), 0);
  const session = await lock.open(initial);
  for (const address of addresses) await session.record({ put: [resource(address)] });
  await session.close();
  await lock.release();
}

describe('state behind an HTTP server', () => {
  it('is stored whole with every record, each with a serial of its own', async () => {
    expect(await open().read()).toBeUndefined();
    await write(open(), 'catalog.a', 'catalog.b');
    await write(open(), 'catalog.c');
    expect((await open().read())?.resources.map(({ address }) => address)).toEqual([
      'catalog.a',
      'catalog.b',
      'catalog.c',
    ]);
    expect(serials()).toEqual([1, 2, 3]);
    expect(server.lock).toBeUndefined();
  });

  it('is locked for one; others hear who has it since when, or wait', async () => {
    const held = await open().lock(info('alice'), 0);
    const refused = open().lock(info('bob'), 0);
    await expect(refused).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await expect(refused).rejects.toThrow(
      /locked by alice on a-test \(process \d+, apply, since 2026-01-01T00:00:00Z/,
    );
    // The holder is done while the other waits.
    const patient = open({ delay: () => held.release() });
    await (await patient.lock(info('carol'), 60_000)).release();
    expect(server.lock).toBeUndefined();
  });

  it('names the holder of another tool as far as that says who it is', async () => {
    const ID = randomUUID();
    const body = { ID, Operation: 'OperationTypeApply', Info: '', Who: 'dora@laptop', Version: '1.9.0' };
    const authorization = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`;
    const taken = await fetch(server.address, {
      method: 'LOCK',
      headers: { authorization },
      body: JSON.stringify({ ...body, Created: '2026-01-02T00:00:00Z', Path: '' }),
    });
    expect(taken.status).toBe(200);
    await expect(open().lock(info('bob'), 0)).rejects.toThrow(
      /locked by dora@laptop \(OperationTypeApply, since 2026-01-02T00:00:00Z/,
    );
    await open().unlock(ID);
    expect(server.lock).toBeUndefined();
  });

  it('is unlocked by the id of its lock and by no other; who lost it writes nothing any more', async () => {
    const holder = info('alice');
    const session = await (await open().lock(holder, 0)).open(initial);
    await expect(open().unlock(randomUUID())).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await open().unlock(holder.id);
    await expect(open().unlock(holder.id)).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await write(open(), 'catalog.b');
    const late = session.record({ put: [resource('catalog.late')] });
    await expect(late).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect(session.broken.aborted).toBe(true);
    expect(session.unsaved?.resources).toEqual([resource('catalog.late')]);
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect((await open().read())?.resources).toEqual([resource('catalog.b')]);
  });

  it('of a process of this machine that is gone is not waited for', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.on('close', resolve));
    const holder = { ...info('alice'), pid: gone.pid ?? 0 };
    await open().lock(holder, 0);
    const refused = open().lock(info('bob'), 3_600_000);
    await expect(refused).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await expect(refused).rejects.toThrow(/a process that is gone$/);
  });

  it('speaks as GitLab wants it', async () => {
    const gitlab = await startStateServer({ gitlab: true });
    const lockAddress = `${gitlab.address}/lock`;
    const how = { address: gitlab.address, lockAddress, lockMethod: 'POST', unlockMethod: 'DELETE' };
    await write(open(how), 'catalog.a');
    expect(gitlab.log).toEqual([
      'POST /state/governance/lock 200',
      'GET /state/governance 404',
      'POST /state/governance 200',
      'DELETE /state/governance/lock 200',
    ]);
    await gitlab.kill();
  });

  it.each(['LOCK', 'GET', 'POST', 'UNLOCK'])('survives that the answer to a %s is lost', async (method) => {
    server.loseAnswer(method);
    await write(open(), 'catalog.a');
    expect([serials(), server.lock]).toEqual([[1], undefined]);
  });

  it.each(['LOCK', 'GET', 'POST', 'UNLOCK'])(
    'asks again when a %s is answered 503 or 429',
    async (method) => {
      server.answer(method, 503);
      server.answer(method, 429);
      await write(open(), 'catalog.a');
      expect([serials(), server.lock]).toEqual([[1], undefined]);
    },
  );

  it('says what is wrong, and shows no secret', async () => {
    const secret = open({ address: `${server.address}?private_token=hidden`, password: 'wrong-secret' });
    const refused = await secret.read().catch((error: unknown) => error);
    expect(refused).toMatchObject(refusal('STATE_ACCESS'));
    expect(JSON.stringify(refused)).not.toMatch(/hidden|wrong-secret/);
    server.answer('GET', 302, { location: 'https://elsewhere.example/state?token=hidden' });
    const moved = await open()
      .read()
      .catch((error: unknown) => error);
    expect(moved).toMatchObject(refusal('STATE_BACKEND'));
    expect(JSON.stringify(moved)).toContain('https://elsewhere.example/state');
    expect(JSON.stringify(moved)).not.toContain('hidden');
    server.answer('GET', 200, { 'content-md5': 'AAAA' });
    await expect(open().read()).rejects.toMatchObject(refusal('STATE_CORRUPT'));
    server.answer('GET', 418);
    await expect(open().read()).rejects.toMatchObject(refusal('STATE_BACKEND'));
    const nowhere = open({ address: 'http://127.0.0.1:1/state' });
    await expect(nowhere.read()).rejects.toThrow(/cannot be reached: .*ECONNREFUSED|bad port/);
    const unlocking = open({ lockMethod: 'PATCH' });
    await expect(unlocking.lock(info('alice'), 0)).rejects.toMatchObject(refusal('STATE_LOCK_UNSUPPORTED'));
  });

  it.each([
    [401, 'STATE_ACCESS', 'refuses access'],
    [403, 'STATE_ACCESS', 'refuses access'],
    [206, 'STATE_BACKEND', ''],
    [300, 'STATE_BACKEND', 'redirects to another address (300)'],
    [399, 'STATE_BACKEND', 'redirects to another address (399)'],
    [400, 'STATE_BACKEND', ''],
    [429, 'STATE_BACKEND', ''],
    [499, 'STATE_BACKEND', ''],
    [500, 'STATE_BACKEND', ''],
    [599, 'STATE_BACKEND', ''],
  ] as const)('tells what it means that a read is answered %i', async (status, code, words) => {
    server.answer('GET', status);
    const said = await open({ attempts: 1 })
      .read()
      .catch((error: unknown) => error as Error);
    expect(said).toMatchObject(refusal(code));
    const { message } = said as Error;
    expect(message).toContain(String(status));
    expect(message).toContain(words);
    expect(message.includes('redirects')).toBe(status >= 300 && status < 400);
  });

  it('keeps what it could not store, with a serial after what may have arrived', async () => {
    await write(open(), 'catalog.a');
    const lock = await open({ attempts: 1 }).lock(info('alice'), 0);
    const session = await lock.open(initial);
    server.loseAnswer('POST');
    await expect(session.record({ put: [resource('catalog.b')] })).rejects.toMatchObject(
      refusal('STATE_BACKEND'),
    );
    await server.kill();
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_BACKEND'));
    expect(session.unsaved).toMatchObject({ serial: 3, resources: [{}, { address: 'catalog.b' }] });
    expect(serials()).toEqual([1, 2]);
    await server.start();
  });
});
