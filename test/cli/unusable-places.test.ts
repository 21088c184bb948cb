/** Folders and files that the file system refuses, wherever a configuration, an option or the environment names them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, ententeProcess, folderOnDisk } from '../support/cli.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';

let folder = '';
beforeEach(() => {
  folder = folderOnDisk();
  writeFileSync(path.join(folder, 'a-file'), 'of somebody');
  write({});
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A configuration with a warning: nothing uses its variable. */
function write({ embedded = 'tenant', file = 'state.json' }): void {
  const lines = [
    'version: 1',
    `tenant: { embedded: ${embedded} }`,
    `state: { file: ${file} }`,
    'variables: { unused: 1 }',
    'catalogs: { c: { displayName: C } }',
  ];
  writeFileSync(path.join(folder, 'governance.yaml'), `${lines.join('\n')}\n`);
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  entente(args, { cwd: folder, env });
/** In a process of its own, once for each command: what hangs keeps it. */
const runProcess = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  ententeProcess(args, { cwd: folder, env });
/** A place that the kernel answers for, where there is one. */
const ODDEST = process.platform === 'linux' ? '/proc/self' : 'a-file';
const runAt = (place: string) => (place === ODDEST ? runProcess : run);

const LINUX = process.platform === 'linux';
const PLACES = ['a-file', 'a-file/below', ...(LINUX ? ['/proc/entente', '/proc/self', '/dev/null'] : [])];

describe('a folder that cannot be used', () => {
  it.each(PLACES)('for the embedded tenant: %s', async (embedded) => {
    write({ embedded });
    for (const args of [['plan'], ['tenant', 'advance', 'P1D'], ['tenant', 'serve', '--data', embedded]]) {
      const { code, stderr } = await runAt(embedded)(args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining('error TENANT_FOLDER: ')]);
      expect(stderr).toContain(path.resolve(folder, embedded));
      expect(stderr).not.toContain('a bug');
    }
  });

  it.each(['a-file/state.json', ...(LINUX ? ['/proc/entente/state.json'] : [])])(
    'for the state: %s',
    async (file) => {
      write({ file });
      const { code, stderr } = await runProcess(['apply', '--auto-approve']);
      expect([code, stderr]).toEqual([1, expect.stringContaining('error STATE_WRITE: ')]);
      expect(stderr).toContain(file);
    },
  );

  it.each(PLACES)('for a new configuration: %s', async (place) => {
    const { code, stderr } = await runAt(place)(['init', place]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error INIT_(WRITE|EXISTS): /)]);
  });
});

it.each(PLACES)('for imported files: %s, with the state free again', async (out) => {
  const server = await startStateServer();
  try {
    write({});
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ code: 0 });
    const http = `state: { http: { address: "${server.address}" } }`;
    const file = path.join(folder, 'governance.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('state: { file: state.json }', http));
    const env = { TF_HTTP_USERNAME: USERNAME, TF_HTTP_PASSWORD: PASSWORD };
    const { code, stderr } = await runAt(out)(['import', '--out', out], env);
    expect([code, stderr]).toEqual([1, expect.stringContaining('error CONFIG_WRITE: ')]);
    expect(stderr).not.toContain('a bug');
    expect([server.lock, server.stored]).toEqual([undefined, []]);
  } finally {
    await server.kill();
  }
});

it('diagnostics that cannot be kept in a file stop nothing, and that is said once', async () => {
  mkdirSync(path.join(folder, 'diagnostics'));
  const { code, stderr } = await run(['apply', '--auto-approve'], { ENTENTE_DIAGNOSTICS: 'diagnostics' });
  expect([code, stderr]).toEqual([0, expect.stringContaining('CONFIG_VARIABLE_UNUSED')]);
  expect(stderr.match(/Cannot write ENTENTE_DIAGNOSTICS/g)).toHaveLength(1);
  expect((await run(['state', 'list'])).stdout).toContain('catalog.c');
  const refused = await run(['plan', '-f', 'missing.yaml'], { ENTENTE_DIAGNOSTICS: 'diagnostics' });
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('CONFIG_UNREADABLE')]);
});
