/** A lock that is freed by hand while its apply goes on: no request leaves any more, and nothing is lost or made twice. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { isWrite, itemsOf, objectsOf, tracked } from '../crash/crash.ts';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';

const STATE = '.entente/governance.state.json';
/** `npm run test:signals` plays all there is to play. */
const ALL = process.env['SIGNALS'] === 'all';
const PACKAGES = ALL ? 12 : 6;
let folder = '';
let tenant: Tenant;
let served: ServedTenant;
/** Told of every exchange that writes, before it is carried out. */
let onWrite: () => Promise<void>;
/** Milliseconds without an exchange after which none is on its way. */
const QUIET_MS = 600;
let heardAt = 0;

beforeEach(async () => {
  folder = folderOnDisk();
  const { governance, directory } = makeEnterprise({ packages: PACKAGES });
  writeFileSync(path.join(folder, 'governance.yaml'), stringify(governance));
  onWrite = () => Promise.resolve();
  tenant = await openTenant({ seed: directory });
  const watched: Tenant = {
    ...tenant,
    async fetch(request) {
      heardAt = performance.now();
      if ((await itemsOf(request)).some(isWrite)) await onWrite();
      return tenant.fetch(request);
    },
  };
  served = await serveTenant(watched, { port: 0, token: randomUUID() });
});

afterEach(async () => {
  await served.close();
  await tenant.close();
  rmSync(folder, { recursive: true });
});

const environment = () => ({ ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token });
const run = (...args: string[]) => entente(args, { cwd: folder, haste: 20, env: environment() });
/** Once what the apply had sent before has arrived: nothing comes for a while. */
async function unlock() {
  while (performance.now() - heardAt < QUIET_MS) await delay(20);
  return run('state', 'unlock', lockId());
}
const lockId = () =>
  (JSON.parse(readFileSync(path.join(folder, `${STATE}.lock`), 'utf8')) as { id: string }).id;

/**
 * An apply of which one exchange that writes is held, after `passing` others; resolves when it is, with what lets it go
 * on. What others write meanwhile is not held: they would wait for it for ever.
 */
async function heldApply(passing = 0) {
  let go = () => {};
  const going = new Promise<void>((resolve) => (go = resolve));
  let seen = 0;
  const held = new Promise<void>((resolve) => {
    onWrite = () => {
      seen += 1;
      if (seen !== passing + 1) return Promise.resolve();
      resolve();
      return going;
    };
  });
  const child = spawn(process.execPath, [CLI, 'apply', '--auto-approve'], {
    cwd: folder,
    env: cleanEnvironment(environment()),
  });
  child.stdin.end();
  const done = ended(child);
  await held;
  return { child, done, go };
}

/** The next apply does what is left; then everything is there once, and tracked. */
async function expectWhole(): Promise<void> {
  onWrite = () => Promise.resolve();
  let applied = await run('apply', '--auto-approve');
  if (applied.stderr.includes('error GUARD_CREATE_AGAIN'))
    applied = await run('apply', '--auto-approve', '--create-again');
  expect({ ...applied, stdout: '' }).toMatchObject({ code: 0 });
  expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  const state = JSON.parse(readFileSync(path.join(folder, STATE), 'utf8')) as StateDocument;
  const objects = (await objectsOf(tenant)).filter(({ key }) => !/General|holder/.test(key));
  expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
  expect(objects.filter((object) => !tracked(state, object))).toEqual([]);
  expect(state.pending).toEqual([]);
  // Journals and locks of all runs are gone.
  const left = readdirSync(path.join(folder, '.entente')).filter((name) => /journal|lock/.test(name));
  expect(left).toEqual([]);
}

it('is noticed before the next write, and the next apply goes on from what was done', async () => {
  const { done, go } = await heldApply();
  expect(await unlock()).toMatchObject({ code: 0 });
  go();
  const { code, stderr } = await done;
  expect(code).toBe(1);
  expect(stderr).toContain('STATE_LOCK_LOST');
  expect(stderr).toContain('its lock was removed while it ran');
  // What had begun may end; packages had not.
  const made = await objectsOf(tenant);
  expect(made.filter(({ key }) => key.startsWith('package '))).toEqual([]);
  await expectWhole();
});

it('of an apply that is killed then leaves a journal that the next one reads', async () => {
  const { child, go } = await heldApply();
  expect(await unlock()).toMatchObject({ code: 0 });
  child.kill('SIGKILL');
  await once(child, 'close');
  go();
  await expectWhole();
});

const [PASSING, PASSING_BESIDE] = ALL
  ? [
      [0, 1, 2, 3, 4],
      [0, 3],
    ]
  : [[4], [3]];

it.each(PASSING)(
  'lets no further exchange leave that writes, when %i have left before',
  async (passing) => {
    const { done, go } = await heldApply(passing);
    expect(await unlock()).toMatchObject({ code: 0 });
    let more = 0;
    onWrite = () => {
      more += 1;
      return Promise.resolve();
    };
    go();
    const { code, stderr } = await done;
    expect({ code, more, stderr }).toEqual({
      code: 1,
      more: 0,
      stderr: expect.stringContaining('STATE_LOCK_LOST') as string,
    });
    await expectWhole();
  },
  60_000,
);

it.each(PASSING_BESIDE)(
  'lets a second apply run beside it, which does not make again what is under way (after %i exchanges)',
  async (passing) => {
    const { done, go } = await heldApply(passing);
    expect(await unlock()).toMatchObject({ code: 0 });
    const second = await run('apply', '--auto-approve');
    expect(second.stderr).not.toContain('This is a bug');
    go();
    const first = await done;
    expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining('STATE_LOCK_LOST') as string });
    await expectWhole();
  },
  60_000,
);

it.each(PASSING_BESIDE)(
  'and a kill of the first while the second runs lose nothing of what either had under way (after %i exchanges)',
  async (passing) => {
    const { child, done, go } = await heldApply(passing);
    expect(await unlock()).toMatchObject({ code: 0 });
    const second = run('apply', '--auto-approve');
    child.kill('SIGKILL');
    await done;
    expect((await second).stderr).not.toContain('This is a bug');
    // Only now the service carries out what the killed one had asked for.
    go();
    await expectWhole();
  },
  60_000,
);

it('that is not broken keeps a second apply out, and is taken over once its holder is killed', async () => {
  const { child, done, go } = await heldApply();
  const kept = await run('apply', '--auto-approve');
  expect(kept).toMatchObject({ code: 1, stderr: expect.stringContaining('error STATE_LOCKED') as string });
  child.kill('SIGKILL');
  await done;
  const second = await run('apply', '--auto-approve');
  expect(second.stderr).not.toMatch(/This is a bug|STATE_LOCKED/);
  go();
  await expectWhole();
});
