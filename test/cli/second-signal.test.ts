/** A second signal, or thirty seconds after the first: the process ends at once and names what nobody knows the end of. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { Interruption } from '../../src/engine/interruption.ts';
import type { SignalName } from '../../src/engine/host.ts';
import { Waits } from '../../src/net/waits.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { isWrite, itemsOf, objectsOf } from '../crash/crash.ts';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';

const STATE = '.entente/governance.state.json';
let folder = '';
let tenant: Tenant;
let served: ServedTenant;
let isHolding = true;
let go: () => void;
let held: Promise<void>;

beforeEach(async () => {
  folder = folderOnDisk();
  const { governance, directory } = makeEnterprise({ packages: 4 });
  writeFileSync(path.join(folder, 'governance.yaml'), stringify(governance));
  tenant = await openTenant({ seed: directory });
  const going = new Promise<void>((resolve) => (go = resolve));
  let hold: () => void;
  held = new Promise<void>((resolve) => (hold = resolve));
  isHolding = true;
  const holding: Tenant = {
    ...tenant,
    async fetch(request) {
      if (isHolding && (await itemsOf(request)).some(isWrite)) {
        hold();
        await going;
      }
      return tenant.fetch(request);
    },
  };
  served = await serveTenant(holding, { port: 0, token: 'second-signal' });
});

afterEach(async () => {
  await served.close();
  await tenant.close();
  rmSync(folder, { recursive: true });
});

const environment = () => ({ ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token });
const run = (...args: string[]) => entente(args, { cwd: folder, haste: 20, env: environment() });

it.each([
  ['SIGINT', 'SIGINT', 130],
  ['SIGTERM', 'SIGINT', 143],
] as const)(
  '%s and then %s end an apply with what is unknown, which the next run finds in the state',
  async (first, second, code) => {
    const child = spawn(process.execPath, [CLI, 'apply', '--auto-approve'], {
      cwd: folder,
      env: cleanEnvironment(environment()),
    });
    child.stdin.end();
    let told = '';
    const interrupted = new Promise<void>((resolve) =>
      child.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        if (told.includes('Once more to stop at once.')) resolve();
      }),
    );
    const done = ended(child);
    await held;
    child.kill(first);
    await interrupted;
    child.kill(second);
    const { code: ending, stderr } = await done;
    expect(ending).toBe(code);
    // The writes were not waited for: they are still held.
    const [, names = ''] =
      /Stopped at once; what was under way may be done, and the next run looks for it: (.*)/.exec(stderr) ??
      [];
    const unknown = names.split(', ');
    expect(unknown[0]).toMatch(/^\w+\./);
    expect(stderr).toContain('entente state unlock ');
    // The state says it, too, before anything else has run; what it began last may not have left yet.
    const pulled = await run('state', 'pull');
    const { pending } = JSON.parse(pulled.stdout) as { pending: { address: string }[] };
    expect(pending.map(({ address }) => address)).toEqual(expect.arrayContaining(unknown));
    isHolding = false;
    go();
    let applied = await run('apply', '--auto-approve');
    if (applied.stderr.includes('error GUARD_CREATE_AGAIN'))
      applied = await run('apply', '--auto-approve', '--create-again');
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    const keys = (await objectsOf(tenant)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const state = JSON.parse(readFileSync(path.join(folder, STATE), 'utf8')) as { pending: unknown[] };
    expect(state.pending).toEqual([]);
    expect(existsSync(path.join(folder, `${STATE}.lock`))).toBe(false);
  },
);

it('thirty seconds after a signal it ends as after a second one, and not before', () => {
  vi.useFakeTimers();
  try {
    const heard: ((name: SignalName) => void)[] = [];
    const ends: (readonly [readonly string[], SignalName])[] = [];
    const interruption = new Interruption({
      onSignal: (listener) => {
        heard.push(listener);
        return () => undefined;
      },
      progress: () => undefined,
      waits: new Waits({ limitMs: 60_000, onWait: () => undefined }),
      abandon: (lines, name) => ends.push([lines, name]),
    });
    interruption.holds({ location: 'state.json', unlock: 'entente state unlock 1' });
    interruption.watches(() => ['catalog.partners']);
    void interruption.finish(() => new Promise(() => undefined));
    heard[0]?.('SIGTERM');
    vi.advanceTimersByTime(4_999);
    expect(interruption.stop.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(interruption.stop.aborted).toBe(true);
    vi.advanceTimersByTime(24_999);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ends).toEqual([
      [
        [
          '\nStopped at once; what was under way may be done, and the next run looks for it: catalog.partners',
          'The lock of the state state.json stays. When this process has ended: entente state unlock 1',
        ],
        'SIGTERM',
      ],
    ]);
    interruption.end();
  } finally {
    vi.useRealTimers();
  }
});
