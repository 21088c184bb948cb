/** Servers that do not keep the state that they are given: what was done is saved elsewhere, or said to be lost. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { startServer } from '../support/odd-server.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder, 'work'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (state: string) =>
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: tenant }
state: ${state}
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies: { p: { accessPackage: p, displayName: P, allowedTargetScope: notSpecified } }
`,
  );
const run = (...args: string[]) =>
  entente([...args, '-f', '../governance.yaml'], { cwd: path.join(folder, 'work'), haste: 1000 });

/** A server that locks and frees, has no state, and answers a write as `store` says. */
const startForgetful = (store: () => number) =>
  startServer(({ method }, response) => {
    response.writeHead(method === 'GET' ? 404 : method === 'POST' ? store() : 200);
    response.end();
  });

/** The addresses of a state that was saved in the working folder. */
function saved(name: string): string[] {
  const text = readFileSync(path.join(folder, 'work', name), 'utf8');
  return (JSON.parse(text) as StateDocument).resources.map(({ address }) => address);
}

describe('an apply whose state is refused', () => {
  it('saves the whole state beside, never over one that is there, and says how to bring it home', async () => {
    let stored = 0;
    const address = await startForgetful(() => ((stored += 1) > 1 ? 400 : 200));
    write(`{ http: { address: "${address}" } }`);
    for (const name of ['errored.state.json', 'errored-2.state.json']) {
      stored = 0;
      const { code, stderr } = await run('apply', '--auto-approve', '--adopt');
      expect(code).toBe(1);
      expect(stderr).toContain(
        `error STATE_SAVED_BESIDE: The whole state, with everything that was done, is in ${name}\n`,
      );
      expect(stderr).toMatch(
        new RegExp(
          `When the state can be written again: entente .*state push ${name.replaceAll('.', '\\.')}`,
        ),
      );
      expect(stderr).toContain('error STATE_BACKEND: ');
      expect(saved(name)).not.toEqual([]);
    }
    expect(existsSync(path.join(folder, 'work/errored-3.state.json'))).toBe(false);
  });

  it('says what to do when it cannot be saved beside either', async () => {
    let stored = 0;
    const address = await startForgetful(() => {
      if ((stored += 1) === 1) return 200;
      rmSync(path.join(folder, 'work'), { recursive: true, force: true });
      return 400;
    });
    write(`{ http: { address: "${address}" } }`);
    const { code, stderr } = await run('apply', '--auto-approve');
    expect(code).toBe(1);
    expect(stderr).toContain('error STATE_BACKEND: ');
    expect(stderr).toMatch(
      /error STATE_NOT_SAVED: The state could not be saved as errored\.state\.json either: ENOENT.*\n +→ Mend both; then entente plan shows what is not recorded, and --adopt takes it over/,
    );
    expect(stderr).not.toContain('STATE_SAVED_BESIDE');
  });
});

it('a migration to a place that does not keep what it takes keeps the old state', async () => {
  write('{ file: old.state.json }');
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  const before = readFileSync(path.join(folder, 'old.state.json'), 'utf8');
  const address = await startForgetful(() => 200);
  write(`{ http: { address: "${address}" } }`);
  const { code, stdout, stderr } = await run('state', 'migrate', '--from', 'file:../old.state.json');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(
    `error STATE_NOT_ARRIVED: ${address}/ does not hold what was written to it\n  → Keep the old state, and look at what else writes there\n`,
  );
  expect(readFileSync(path.join(folder, 'old.state.json'), 'utf8')).toBe(before);
});

describe('a variable for signing in to the state that is set, but empty', () => {
  const http = '{ http: { address: "https://state.invalid/x" } }';
  const azure = '{ azureBlob: { account: contoso, container: state, blob: x.json } }';

  it.each([
    ['TF_HTTP_USERNAME', http],
    ['TF_HTTP_PASSWORD', http],
    ['ENTENTE_HTTP_USERNAME', http],
    ['ENTENTE_HTTP_PASSWORD', http],
    ['AZURE_STORAGE_CONNECTION_STRING', azure],
    ['AZURE_STORAGE_SAS_TOKEN', azure],
    ['AZURE_STORAGE_KEY', azure],
  ])('%s is named, and nothing is asked', async (name, state) => {
    write(state);
    for (const value of ['', ' ']) {
      const { code, stdout, stderr } = await entente(['state', 'list', '-f', '../governance.yaml'], {
        cwd: path.join(folder, 'work'),
        env: { [name]: value },
      });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `error STATE_CREDENTIALS: ${name} is set, but empty\n  → Give ${name} its value (in CI: check that the secret exists and that the job may read it), or remove the variable\n`,
      );
    }
  });
});
