/** State in Azure Storage, against a real Azurite. */
import { Waits } from '../../src/net/waits.ts';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAzureBlobBackend } from '../../src/state/azure-blob.ts';
import type { AzureBlobOptions } from '../../src/state/azure-blob.ts';
import type { LockInfo, StateBackend, StateVersion } from '../../src/state/backend.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { emptyState } from '../../src/state/journal.ts';
import { successor } from '../../src/state/succession.ts';
import type { Azurite } from '../support/azurite.ts';
import { startLosingProxy } from '../support/losing-proxy.ts';
import { BUNDLE, entente, temporaryFolder } from '../support/cli.ts';
import { startAzurite } from '../support/azurite.ts';
import { initial, lockInfo, refusal, resource } from '../support/state-samples.ts';

const CONTAINER = 'entente';
let azurite: Azurite;
/** A process that took a lease of 15 seconds, which is the shortest, and was killed. */
let killed: { readonly blob: string; readonly at: number };

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const waits = new Waits({ limitMs: 600_000, onWait: () => undefined });
const open = (blob: string, more: Partial<AzureBlobOptions> = {}): StateBackend =>
  createAzureBlobBackend({
    account: azurite.account,
    container: CONTAINER,
    blob,
    endpoint: azurite.endpoint,
    credentials: { type: 'connection-string', connectionString: azurite.connectionString },
    clock: () => Date.now(),
    delay,
    attempts: 1,
    waits,
    ...more,
  });
const info = (who: string, more: Partial<LockInfo> = {}): LockInfo =>
  lockInfo({ id: randomUUID(), who, host: 'a-test', ...more });
const pending = (operation: string) => ({
  operation,
  address: `catalog.${operation}`,
  action: 'create' as const,
  startedAt: '2026-01-01T00:00:00Z',
  digest: 'd',
});
const addressesOf = (document: StateDocument | undefined) =>
  (document?.resources ?? []).map(({ address }) => address);
const blobText = async (blob: string) =>
  (await azurite.service.getContainerClient(CONTAINER).getBlobClient(blob).downloadToBuffer()).toString();
const journalOf = (blob: string) =>
  azurite.service.getContainerClient(CONTAINER).getAppendBlobClient(`${blob}.journal`);

async function write(blob: string, addresses: readonly string[], backend = open(blob)): Promise<void> {
  const lock = await backend.lock(info('alice'), 0);
  const session = await lock.open(initial);
  for (const address of addresses) await session.record({ put: [resource(address)] });
  await session.close();
  await lock.release();
}

beforeAll(async () => {
  azurite = await startAzurite();
  await azurite.service.getContainerClient(CONTAINER).create();
  killed = { blob: 'killed.json', at: await killHolder('killed.json') };
});
afterAll(() => azurite.kill());

async function killHolder(blob: string): Promise<number> {
  const script = path.join(BUNDLE, 'azure-holder.mjs');
  const args = [script, azurite.endpoint, azurite.connectionString, CONTAINER, blob];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
  const at = Date.now();
  child.kill('SIGKILL');
  await ended;
  return at;
}

describe('state in Azure Storage', () => {
  it('is written once a run, after a journal that costs what changes', async () => {
    expect(await open('a.json').read()).toBeUndefined();
    await write('a.json', ['catalog.a']);
    await write('a.json', ['catalog.b']);
    const document = await open('a.json').read();
    expect([addressesOf(document), document?.serial]).toEqual([['catalog.a', 'catalog.b'], 2]);
    expect(JSON.parse(await blobText('a.json'))).toMatchObject({ serial: 2 });
    expect(await blobText('a.json.journal')).toBe('');
  });

  it('is not written when nothing changed', async () => {
    await write('same.json', ['catalog.a']);
    const container = azurite.service.getContainerClient(CONTAINER);
    const before = await container.getBlobClient('same.json').getProperties();
    await write('same.json', ['catalog.a']);
    expect((await container.getBlobClient('same.json').getProperties()).etag).toBe(before.etag);
  });

  it('has what a run recorded that never closed, for readers and for the next run', async () => {
    const blob = 'crash.json';
    const lock = await open(blob).lock(info('alice'), 0);
    const session = await lock.open(initial);
    await session.begin(pending('one'));
    await session.commit('one', { put: [resource('catalog.one')] });
    await session.begin(pending('two'));
    await lock.release();
    const seen = await open(blob).read();
    expect([addressesOf(seen), seen?.pending.map(({ operation }) => operation)]).toEqual([
      ['catalog.one'],
      ['two'],
    ]);
    await write(blob, ['catalog.three']);
    const next = await open(blob).read();
    expect([addressesOf(next).sort(), next?.pending.length]).toEqual([['catalog.one', 'catalog.three'], 1]);
  });

  it('takes a torn last line of the journal for what it is', async () => {
    await write('torn.json', ['catalog.a']);
    await journalOf('torn.json').appendBlock('0123456789abcdef {"type":"op', 28);
    await write('torn.json', ['catalog.b']);
    expect(addressesOf(await open('torn.json').read())).toEqual(['catalog.a', 'catalog.b']);
  });

  it('splits what is more than a block takes, and puts it together again', async () => {
    const large = { ...resource('catalog.large'), attributes: { text: 'ä'.repeat(3_000_000) } };
    const lock = await open('large.json').lock(info('alice'), 0);
    const session = await lock.open(initial);
    await session.record({ put: [large] });
    await lock.release();
    expect((await open('large.json').read())?.resources).toEqual([large]);
  });

  it('refuses the state of another tenant, a container that is missing, a wrong key and a foreign account', async () => {
    await write('tenant.json', ['catalog.a']);
    const lock = await open('tenant.json').lock(info('alice'), 0);
    await expect(lock.open({ lineage: 'x', tenantId: 'other' })).rejects.toMatchObject(
      refusal('STATE_TENANT'),
    );
    await lock.release();
    await expect(open('x', { container: 'missing' }).read()).rejects.toMatchObject(
      refusal('STATE_CONTAINER'),
    );
    await expect(open('x', { container: 'missing' }).lock(info('a'), 0)).rejects.toMatchObject(
      refusal('STATE_CONTAINER'),
    );
    const key = Buffer.from('wrong').toString('base64');
    await expect(open('x', { credentials: { type: 'key', key } }).read()).rejects.toMatchObject(
      refusal('STATE_ACCESS'),
    );
    await expect(open('x', { account: 'another' }).read()).rejects.toMatchObject(
      refusal('STATE_CREDENTIALS'),
    );
  });

  it('keeps the content before each write as a snapshot where the account keeps no versions', async () => {
    for (const address of ['catalog.a', 'catalog.b', 'catalog.c']) await write('old.json', [address]);
    const backend = open('old.json');
    const versions = (await backend.versions?.()) ?? [];
    expect(versions.map(({ current }) => current)).toEqual([true, false, false]);
    const serials = [];
    for (const { id } of versions) serials.push((await backend.readVersion?.(id))?.serial);
    expect(serials).toEqual([3, 2, 1]);
    await expect(backend.readVersion?.('snapshot:2020-01-01T00:00:00.0000000Z')).rejects.toMatchObject(
      refusal('STATE_VERSION'),
    );
    await expect(backend.readVersion?.('nonsense')).rejects.toMatchObject(refusal('STATE_VERSION'));
  });

  it.each([
    ['the lock', 'lost-1.json', /comp=lease/],
    ['an append to the journal', 'lost-2.json', /comp=appendblock/],
    ['the write of the document', 'lost-3.json', /lost-3\.json(\?timeout=\d+)?$/],
    ['the making of the journal', 'lost-4.json', /journal(\?timeout=\d+)?$/],
  ])('is written once when the answer to %s is lost', async (_name, blob, wanted) => {
    const proxy = await startLosingProxy(
      azurite.endpoint,
      (method, url) => method === 'PUT' && wanted.test(url),
    );
    const connectionString = azurite.connectionString.replace(azurite.endpoint, proxy.endpoint);
    const backend = open(blob, { credentials: { type: 'connection-string', connectionString }, attempts: 3 });
    for (const address of ['catalog.a', 'catalog.b']) await write(blob, [address], backend);
    proxy.close();
    expect(proxy.lost()).toBe(1);
    expect(await open(blob).read()).toMatchObject({
      serial: 2,
      resources: [{ address: 'catalog.a' }, { address: 'catalog.b' }],
    });
  });
});

describe('a service that goes away while a run writes', () => {
  it('leaves a document that comes after all that arrived, to be pushed later', async () => {
    const blob = 'gone.json';
    const proxy = await startLosingProxy(azurite.endpoint, () => false);
    const connectionString = azurite.connectionString.replace(azurite.endpoint, proxy.endpoint);
    const holder = info('alice');
    const credentials = { type: 'connection-string' as const, connectionString };
    const lock = await open(blob, { credentials }).lock(holder, 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    proxy.close();
    await expect(session.record({ put: [resource('catalog.b')] })).rejects.toMatchObject(
      refusal('STATE_BACKEND'),
    );
    expect(session.broken.aborted).toBe(true);
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_BACKEND'));
    const { unsaved } = session;
    const current = await open(blob).read();
    expect([addressesOf(current), addressesOf(unsaved)]).toEqual([['catalog.a'], ['catalog.a', 'catalog.b']]);
    await open(blob).unlock(holder.id);
    const again = await open(blob).lock(info('bob'), 0);
    const next = unsaved && successor({ current, next: unsaved, from: 'FILE', to: blob, force: false });
    expect(next).toEqual(unsaved);
    if (next !== undefined) await again.replace(next);
    await again.release();
    expect(await open(blob).read()).toEqual(unsaved);
  });
});

describe('the command line with a state in Azure Storage', () => {
  const azureBlob = () => ({
    account: azurite.account,
    container: CONTAINER,
    blob: 'cli.json',
    endpoint: azurite.endpoint,
  });
  const document: StateDocument = {
    ...emptyState('lineage', 'tenant'),
    serial: 1,
    resources: Array.from({ length: 4 }, (_, index) => resource(`catalog.c${index}`)),
  };

  it('has four writers at once take turns, and loses nothing of what each did', async () => {
    const folder = temporaryFolder();
    const text = JSON.stringify({
      version: 1,
      tenant: { embedded: 'unused' },
      state: { azureBlob: azureBlob() },
    });
    writeFileSync(path.join(folder, 'governance.yaml'), text);
    writeFileSync(path.join(folder, 'before.json'), JSON.stringify(document));
    const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString };
    const run = (...args: string[]) => entente(args, { cwd: folder, env });
    const migrated = await run('state', 'migrate', '--from', 'file:before.json');
    expect(migrated).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('serial 1 with 4 resources') as string,
    });
    const writers = await Promise.all(
      document.resources.map(({ address }) => run('state', 'rm', address, '--lock-timeout', '2m')),
    );
    expect(writers.map(({ code }) => code)).toEqual(writers.map(() => 0));
    const pulled = JSON.parse((await run('state', 'pull')).stdout) as StateDocument;
    expect([pulled.serial, pulled.resources]).toEqual([5, []]);
    const versions = JSON.parse((await run('state', 'versions', '--json')).stdout) as StateVersion[];
    expect(versions).toHaveLength(5);
    const first = await run('state', 'pull', '--version', versions.at(-1)?.id ?? '');
    expect(JSON.parse(first.stdout)).toEqual(document);
    rmSync(folder, { recursive: true });
  }, 90_000);
});

describe('the lock of a state in Azure Storage', () => {
  it('lets one in, names the holder to others, and is waited for when asked', async () => {
    const blob = 'lock.json';
    const held = await open(blob).lock(info('alice', { runUrl: 'https://ci.example/1' }), 0);
    const refused = open(blob).lock(info('bob'), 0);
    await expect(refused).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await expect(refused).rejects.toThrow(
      /locked by alice on a-test \(process \d+, apply, since 2026-01-01T00:00:00Z, .*https:\/\/ci.example\/1/,
    );
    expect((await open(blob).lockHolder(info('bob')))?.who).toBe('alice');
    const told: string[] = [];
    const waiting = open(blob).lock(info('carol'), 20_000, { onWait: (holder) => told.push(holder) });
    while (told.length === 0) await delay(20);
    await held.release();
    await (await waiting).release();
    expect(told).toEqual([expect.stringContaining('alice on a-test')]);
    expect(await open(blob).lockHolder(info('bob'))).toBeUndefined();
  });

  it('has one winner when many want it at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => open('many.json').lock(info(`w${index}`), 0)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is broken by its id and by no other; who lost it writes nothing any more', async () => {
    const blob = 'broken.json';
    const holder = info('alice');
    const lock = await open(blob).lock(holder, 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource('catalog.a')] });
    await expect(open(blob).unlock(randomUUID())).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await expect(open(blob).unlock('no uuid')).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await open(blob).unlock(holder.id);
    await expect(open(blob).unlock(holder.id)).rejects.toMatchObject(refusal('STATE_LOCK_ID'));
    await write(blob, ['catalog.b']);
    await expect(session.begin(pending('late'))).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect(session.broken.aborted).toBe(true);
    await expect(session.close()).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    expect(addressesOf(await open(blob).read())).toEqual(['catalog.a', 'catalog.b']);
    expect((await open(blob).read())?.pending).toEqual([]);
  });

  it('once lost, is no reason to write what the next holder has begun to build on', async () => {
    const blob = 'overtaken.json';
    await write(blob, ['catalog.a']);
    const stalled = info('alice');
    const slow = await (await open(blob).lock(stalled, 0)).open(initial);
    await open(blob).unlock(stalled.id);
    const lock = await open(blob).lock(info('bob'), 0);
    const session = await lock.open(initial);
    await session.record({ put: [resource('catalog.b')] });
    const late = slow.record({ put: [resource('catalog.late')] });
    await expect(late).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    await expect(slow.close()).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    await session.close();
    await lock.release();
    expect(addressesOf(await open(blob).read())).toEqual(['catalog.a', 'catalog.b']);
    expect(addressesOf(slow.unsaved)).toEqual(['catalog.a', 'catalog.late']);
  });

  it('is renewed while its holder lives, and a run hears when that fails', async () => {
    const blob = 'renewed.json';
    const lock = await open(blob, { renewEveryMs: 50 }).lock(info('alice'), 0);
    const session = await lock.open(initial);
    await delay(200);
    expect(session.broken.aborted).toBe(false);
    await journalOf(blob).getBlobLeaseClient().breakLease(0);
    if (!session.broken.aborted)
      await new Promise((resolve) => session.broken.addEventListener('abort', resolve));
    expect(session.broken.reason).toMatchObject(refusal('STATE_LOCK_LOST'));
    await expect(session.begin(pending('late'))).rejects.toMatchObject(refusal('STATE_LOCK_LOST'));
    await session.close();
    await lock.release();
  });

  it('of a process of this machine that is gone is taken over at once', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.on('close', resolve));
    await open('dead.json').lock(info('alice', { pid: gone.pid ?? 0 }), 0);
    expect(await open('dead.json').lockHolder(info('bob'))).toBeUndefined();
    const told: string[] = [];
    const how = { onStale: (holder: string) => told.push(holder) };
    await (await open('dead.json').lock(info('bob'), 0, how)).release();
    expect(told).toEqual([expect.stringContaining(`alice on a-test (process ${gone.pid}`)]);
  });

  it('of a process of another machine that was killed frees itself', async () => {
    const { blob, at } = killed;
    const backend = open(blob);
    if (Date.now() - at < 10_000)
      await expect(backend.lock(info('bob'), 0)).rejects.toMatchObject(refusal('STATE_LOCKED'));
    await (await backend.lock(info('bob'), 20_000)).release();
    expect((await backend.read())?.pending.map(({ operation }) => operation)).toEqual(['under-way']);
  });
});
