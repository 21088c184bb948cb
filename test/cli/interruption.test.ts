/** Applies that are interrupted or killed, over HTTP, with real processes and real signals. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { CLI, cleanEnvironment, entente, folderOnDisk } from '../support/cli.ts';
import type { Serving } from '../support/served-tenant.ts';
import { serveTenantHere, serveTenantProcess } from '../support/served-tenant.ts';

/** `npm run test:signals` has more packages, every signal, and more moments of a kill. */
const ALL = process.env['SIGNALS'] === 'all';
const PACKAGES = ALL ? 40 : 8;
const SIGNALS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const;
const { governance, directory } = makeEnterprise({ packages: PACKAGES });
const DATA = ['--data', 'served', '--seed', 'directory.yaml'];
const EM = '/identityGovernance/entitlementManagement';
let folder = '';
let served: Serving;

beforeEach(async () => {
  folder = folderOnDisk();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    stringify(governance, { aliasDuplicateObjects: false }),
  );
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
  served = await serveTenantHere(folder, [...DATA, '--latency', '20']);
});

afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

/** Runs apply, and does `then` (by default to it) when `created` objects were announced. */
function applyUntil(
  created: number,
  then: NodeJS.Signals | ((applying: ChildProcess) => void),
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [CLI, 'apply', '--auto-approve'], {
    cwd: folder,
    env: cleanEnvironment(served.env),
  });
  let stderr = '';
  let sent = false;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (sent || stderr.split(': Created after').length <= created) return;
    sent = true;
    if (typeof then === 'string') child.kill(then);
    else then(child);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

const state = () =>
  JSON.parse(readFileSync(path.join(folder, '.entente/governance.state.json'), 'utf8')) as StateDocument;

/** How many objects of a collection the tenant holds, told by the tenant. */
async function count(collection: string): Promise<number> {
  let total = 0;
  for (let next: string | undefined = `${EM}/${collection}`; next !== undefined;) {
    const page = await served.request('GET', next);
    total += (page['value'] as unknown[]).length;
    const link = page['@odata.nextLink'] as string | undefined;
    next = link?.slice(served.url.length);
  }
  return total;
}

async function expectComplete(): Promise<void> {
  const apply = (...more: string[]) =>
    entente(['apply', '--auto-approve', ...more], { cwd: folder, env: served.env });
  let applied = await apply();
  // What was under way and is not there may still come, so creating it again wants a yes.
  if (applied.stderr.includes('error GUARD_CREATE_AGAIN')) applied = await apply('--create-again');
  expect({ ...applied, stdout: '' }).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining('error') as string,
  });
  const planned = await entente(['plan', '--detailed-exitcode'], { cwd: folder, env: served.env });
  expect(planned).toMatchObject({ code: 0 });
  expect(state().pending).toEqual([]);
  const made = Object.fromEntries(
    await Promise.all(
      ['accessPackages', 'assignmentPolicies', 'connectedOrganizations', 'catalogs'].map(
        async (collection) => [collection, await count(collection)] as const,
      ),
    ),
  );
  const { connectedOrganizations = {}, catalogs = {} } = governance;
  expect(made).toEqual({
    accessPackages: PACKAGES,
    assignmentPolicies: PACKAGES,
    connectedOrganizations: Object.keys(connectedOrganizations).length,
    // One is the tenant's own.
    catalogs: Object.keys(catalogs).length + 1,
  });
}

describe('an apply', () => {
  it('that is interrupted ends what is under way, writes its state and exits with 130', async () => {
    const { code, stderr } = await applyUntil(6, 'SIGINT');
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted: finishing what is under way.');
    expect(stderr).toMatch(/^error INTERRUPTED: /m);
    expect(state().pending).toEqual([]);
    expect(state().resources.length).toBeGreaterThanOrEqual(6);
    const planned = await entente(['plan', '--json'], { cwd: folder, env: served.env });
    const { changes } = JSON.parse(planned.stdout) as { changes: { action: string }[] };
    expect(changes.filter(({ action }) => action === 'adopt')).toEqual([]);
    await expectComplete();
    const nothing = await entente(['apply'], { cwd: folder, env: served.env });
    expect(nothing).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes.') as string });
  });

  it.each(ALL ? SIGNALS : SIGNALS.slice(0, 1))(
    'that reads the tenant frees its lock on %s and exits with %i',
    async (signal, code) => {
      const lock = path.join(folder, '.entente/governance.state.json.lock');
      const child = spawn(process.execPath, [CLI, 'apply', '--auto-approve'], {
        cwd: folder,
        env: cleanEnvironment(served.env),
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      while (!existsSync(lock)) await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill(signal);
      expect(await ended).toBe(code);
      expect(existsSync(lock)).toBe(false);
    },
  );

  it.each(ALL ? [1, 5, 20, 60, 120] : [20])(
    'that is killed after %i objects loses none and makes none twice',
    async (created) => {
      const { code } = await applyUntil(created, 'SIGKILL');
      expect(code).toBeNull();
      await expectComplete();
    },
  );

  it('survives that the tenant is killed: what it answered is there', async () => {
    await served.stop();
    const killed = await serveTenantProcess(folder, [...DATA, '--latency', '20']);
    served = killed;
    const { code, stderr } = await applyUntil(6, () => void killed.stop('SIGKILL'));
    expect(code).toBe(1);
    expect(stderr).toContain('error APPLY_');
    served = await serveTenantHere(folder, DATA);
    await expectComplete();
  }, 60_000);
});

describe('two applies at once', () => {
  const apply = (...args: string[]) =>
    entente(['apply', '--auto-approve', ...args], { cwd: folder, env: served.env });

  it('do not meet: the second is refused and told who holds the state, and so is a drift', async () => {
    let others: ReturnType<typeof apply>[] = [];
    // The first is held still while the others try, so that it cannot be done before.
    const first = await applyUntil(1, (applying) => {
      applying.kill('SIGSTOP');
      others = [apply(), entente(['drift'], { cwd: folder, env: served.env })];
      void Promise.all(others).finally(() => applying.kill('SIGCONT'));
    });
    expect(first.code).toBe(0);
    expect(others).toHaveLength(2);
    for (const refused of await Promise.all(others)) {
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        /error STATE_LOCKED: The state is locked by .+ \(process \d+, apply, since 20/,
      );
      expect(refused.stderr).toContain('entente state unlock ');
    }
    await expectComplete();
  });

  it('take turns when one may wait', async () => {
    const both = await Promise.all([apply('--lock-timeout', '30'), apply('--lock-timeout', '30')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ stdout }) => stdout.includes('No changes.'))).toHaveLength(1);
    await expectComplete();
  });
});
