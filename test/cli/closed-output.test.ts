/** Output that nobody reads any more, or that cannot be written: nothing is torn apart, and no lock stays. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { CLI, cleanEnvironment, entente, temporaryFolder } from '../support/cli.ts';
import type { Serving } from '../support/served-tenant.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { StateServer } from '../support/state-server.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';

const { governance, directory } = makeEnterprise({ packages: process.env['SIGNALS'] === 'all' ? 12 : 6 });
const LOCK = '.entente/governance.state.json.lock';
let folder = '';
let served: Serving;
let server: StateServer;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory));
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml', '--latency', '20']);
  server = await startStateServer();
  env = { ...served.env, TF_HTTP_USERNAME: USERNAME, TF_HTTP_PASSWORD: PASSWORD };
});

afterEach(async () => {
  await served.stop();
  await server.kill();
  rmSync(folder, { recursive: true });
});

type Stream = 'stdout' | 'stderr';
const leave = (child: ChildProcess, streams: readonly Stream[]) => {
  for (const stream of streams) child[stream]?.destroy();
};

/** Runs apply, and does `then` as soon as something was created. */
function applyUntilCreated(then: (applying: ChildProcess) => void): Promise<number | null> {
  const args = [CLI, 'apply', '--auto-approve'];
  const child = spawn(process.execPath, args, { cwd: folder, env: cleanEnvironment(env) });
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes(': Created after')) then(child);
  });
  return new Promise((resolve) => child.on('exit', resolve));
}

const run = (...args: string[]) => entente(args, { cwd: folder, env });

/** `npm run test:signals` plays both. */
const PLACES = process.env['SIGNALS'] === 'all' ? (['local', 'http'] as const) : (['local'] as const);

describe.each(PLACES)('with a %s state', (place) => {
  beforeEach(() => {
    const state = place === 'http' ? { state: { http: { address: server.address } } } : {};
    writeFileSync(path.join(folder, 'governance.yaml'), stringify({ ...governance, ...state }));
  });

  const isLocked = () => (place === 'http' ? server.lock !== undefined : existsSync(path.join(folder, LOCK)));

  /** What was done is recorded, and the next run does the rest. */
  async function expectInOrder(): Promise<void> {
    expect(isLocked()).toBe(false);
    const pulled = await run('state', 'pull');
    const { pending, resources } = JSON.parse(pulled.stdout) as StateDocument;
    expect(pending).toEqual([]);
    expect(resources.length).toBeGreaterThan(0);
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  }

  it.each([[['stdout', 'stderr']], [['stderr']]] as [Stream[]][])(
    'an apply whose reader of %j leaves ends what is under way and frees its lock',
    async (streams) => {
      expect(await applyUntilCreated((child) => leave(child, streams))).toBe(141);
      await expectInOrder();
    },
    60_000,
  );

  it('takes Ctrl-C and the reader that it ends for one signal, whichever comes first', async () => {
    const code = await applyUntilCreated((child) => {
      leave(child, ['stdout', 'stderr']);
      child.kill('SIGINT');
    });
    expect(code).toBe(130);
    await expectInOrder();
  }, 60_000);
});

describe.runIf(existsSync('/dev/full'))('output on a full disk', () => {
  beforeEach(() => writeFileSync(path.join(folder, 'governance.yaml'), stringify(governance)));

  it.each([
    [['plan'], 1, 'error: Cannot write standard output: no space left on device'],
    [['apply', '--auto-approve'], 141, 'Output that cannot be written any more ended the command'],
  ] as const)('ends %j with %i', async (args, code, said) => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: cleanEnvironment(env),
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = await new Promise((resolve) => child.on('close', resolve));
    expect({ ended, stderr }).toEqual({ ended: code, stderr: expect.stringContaining(said) as string });
    expect(existsSync(path.join(folder, LOCK))).toBe(false);
  });
});

it('a plan goes on to its own exit code when its reader has seen enough', async () => {
  writeFileSync(path.join(folder, 'governance.yaml'), stringify(governance));
  const child = spawn(process.execPath, [CLI, 'plan', '--detailed-exitcode'], {
    cwd: folder,
    env: cleanEnvironment(env),
  });
  leave(child, ['stdout', 'stderr']);
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(2);
});
