/** State on servers, through the real command line. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { StateDocument } from '../../src/state/document.ts';
import type { Ran } from '../support/cli.ts';
import { CLI, cleanEnvironment, ended, entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';
import type { StateServer } from '../support/state-server.ts';

const { governance, directory } = makeEnterprise({ packages: 6 });
let folder = '';
let server: StateServer;
const signIn = { TF_HTTP_USERNAME: USERNAME, TF_HTTP_PASSWORD: PASSWORD };

function configure(state: Governance['state'], more: Partial<Governance> = {}): void {
  const document = { ...governance, ...more, state };
  writeFileSync(path.join(folder, 'governance.yaml'), stringify(document, { aliasDuplicateObjects: false }));
}

beforeEach(async () => {
  folder = temporaryFolder();
  server = await startStateServer();
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
  configure({ http: { address: server.address } });
});

afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]): Promise<Ran> => entente(args, { cwd: folder, env: signIn });
const file = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const write = (name: string, document: StateDocument) =>
  writeFileSync(path.join(folder, name), JSON.stringify(document));

describe('state pull and push', () => {
  it('bring a state and take it back, and nothing that is older or has nothing to do with it', async () => {
    expect(await run('state', 'pull')).toMatchObject({ code: 1, stdout: '' });
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const pulled = await run('state', 'pull');
    expect(pulled.stdout).toBe(server.stored.at(-1));
    const document = JSON.parse(pulled.stdout) as StateDocument;
    const count = server.stored.length;

    write('same.json', document);
    expect((await run('state', 'push', 'same.json')).stdout).toContain('nothing was written');
    write('old.json', { ...document, serial: document.serial - 1 });
    expect((await run('state', 'push', 'old.json')).stderr).toContain('error STATE_SERIAL');
    expect((await run('state', 'versions')).stderr).toContain('error STATE_VERSIONS');
    expect(server.stored).toHaveLength(count);

    const forced = await run('state', 'push', '--force', 'old.json');
    expect(forced).toMatchObject({ code: 0, stdout: expect.stringContaining('Pushed serial') as string });
    expect(JSON.parse(server.stored.at(-1) ?? '')).toEqual({ ...document, serial: document.serial + 1 });
    const next = { ...document, serial: document.serial + 2, resources: document.resources.slice(1) };
    const input = JSON.stringify(next);
    expect(await entente(['state', 'push', '-'], { cwd: folder, env: signIn, input })).toMatchObject({
      code: 0,
    });
    expect(JSON.parse(server.stored.at(-1) ?? '')).toEqual(next);
    expect(server.lock).toBeUndefined();
  });
});

describe('state migrate', () => {
  it('copies a state between places, such that the next plan is empty, and leaves the old one as it is', async () => {
    configure({ file: 'old.state.json' });
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const before = file('old.state.json');
    const same = await run('state', 'migrate', '--from', 'file:old.state.json');
    expect(same.stderr).toContain('error STATE_SAME_PLACE');
    configure(
      { http: { address: server.address } },
      { environments: { back: { state: { file: 'back.state.json' } } } },
    );
    const wrong = await Promise.all(
      ['file:none.json', 'somewhere', 'file:', 'env:', 'https:', 'azureBlob:account/container'].map((from) =>
        run('state', 'migrate', '--from', from),
      ),
    );
    expect(wrong.map(({ stderr }) => /error (\w+)/.exec(stderr)?.[1])).toEqual([
      'STATE_EMPTY',
      ...Array.from({ length: 5 }, () => 'STATE_PLACE'),
    ]);
    expect(wrong[0]?.stderr).toContain('Apply nothing until that is found');
    const migrated = await run('state', 'migrate', '--from', 'file:old.state.json');
    expect(migrated).toMatchObject({ code: 0 });
    expect(migrated.stdout).toContain('old.state.json was not touched');
    expect([file('old.state.json'), server.stored.at(-1)]).toEqual([before, before]);
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    // Once more is no harm; a target that went on is not overwritten.
    expect(await run('state', 'migrate', '--from', 'file:old.state.json')).toMatchObject({ code: 0 });
    expect(await run('state', 'rm', 'settings')).toMatchObject({ code: 0 });
    const late = await run('state', 'migrate', '--from', 'file:old.state.json');
    expect(late.stderr).toContain('error STATE_SERIAL');
    const back = await entente(['--env', 'back', 'state', 'migrate', '--from', server.address], {
      cwd: folder,
      env: signIn,
    });
    expect(back).toMatchObject({ code: 0 });
    expect(file('back.state.json')).toBe(server.stored.at(-1));
    expect(server.lock).toBeUndefined();
  });
});

describe('a server of the state that dies while an apply runs', () => {
  it('leaves everything that was done in errored.state.json, and the command that brings it home', async () => {
    const seed = ['--data', 'served', '--seed', 'directory.yaml', '--latency', '20'];
    const tenant = await serveTenantHere(folder, seed);
    const env = { ...signIn, ...tenant.env };
    const child = spawn(process.execPath, [CLI, 'apply', '--auto-approve'], {
      cwd: folder,
      env: cleanEnvironment(env),
    });
    let dead: Promise<void> | undefined;
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(': Created after')) dead ??= server.kill();
    });
    const { code, stderr } = await ended(child);
    // One reason, said once by the apply and once by what was to be saved, however many changes it hit.
    expect(stderr.split('error STATE_BACKEND').length - 1).toBeLessThanOrEqual(2);
    await dead;
    expect(code).toBe(1);
    expect(stderr).toContain('entente state push errored.state.json');
    expect(existsSync(path.join(folder, 'errored.state.json'))).toBe(true);

    await server.start();
    // It could not be told that the lock is free.
    const locked = await entente(['state', 'push', 'errored.state.json'], { cwd: folder, env });
    expect(locked.stderr).toMatch(/error STATE_LOCKED: .*, a process that is gone/);
    const [, id = ''] = /entente state unlock (\S+)/.exec(stderr) ?? [];
    expect(locked.stderr).toContain(id);
    expect(await entente(['state', 'unlock', id], { cwd: folder, env })).toMatchObject({ code: 0 });
    const pushed = await entente(['state', 'push', 'errored.state.json'], { cwd: folder, env });
    expect({ ...pushed }).toMatchObject({ code: 0, stderr: '' });
    const planned = await entente(['plan', '--json'], { cwd: folder, env });
    const { changes } = JSON.parse(planned.stdout) as { changes: { address: string; action: string }[] };
    // What was done is known: nothing waits to be taken over, nothing is made twice.
    const wrong = changes.filter(({ action }) => ['adopt', 'replace', 'delete'].includes(action));
    expect(wrong).toEqual([]);
    expect(changes.some(({ action }) => action === 'noop')).toBe(true);
    expect(await entente(['apply', '--auto-approve'], { cwd: folder, env })).toMatchObject({ code: 0 });
    expect(await entente(['plan', '--detailed-exitcode'], { cwd: folder, env })).toMatchObject({ code: 0 });
    await tenant.stop();
  });
});

describe('a lock whose release nobody answers', () => {
  it('is in doubt, not called held: the server may have freed it', async () => {
    // The first is carried out; neither it nor the attempts after it are answered.
    for (let attempt = 0; attempt < 3; attempt += 1) server.loseAnswer('UNLOCK');
    const { code, stdout, stderr } = await run('apply', '--auto-approve');
    expect(stdout).toContain('Apply complete!');
    expect(code).toBe(0);
    expect(stderr).toMatch(/STATE_LOCK_LEFT: Whether the lock of the state was freed is not known/);
    expect(stderr).toMatch(/If it is still held later: entente .*state unlock [\da-f-]{36}/);
    expect(stderr).not.toContain('could not be freed');
    expect(server.lock).toBeUndefined();
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('is called held when the server refuses', async () => {
    server.answer('UNLOCK', 403);
    const { code, stderr } = await run('apply', '--auto-approve');
    expect(code).toBe(0);
    expect(stderr).toContain('STATE_LOCK_LEFT: The lock of the state could not be freed');
    expect(server.lock).toBeDefined();
  });
});
