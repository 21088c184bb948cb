/** Completion in shells: the words that can stand at the cursor, and Bash itself with the script. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, cleanEnvironment, entente, temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: tenant }
environments:
  production: { tenant: { embedded: production } }
  staging: { tenant: { embedded: staging } }
catalogs:
  projects: { displayName: Projects }
  partners: { displayName: Partners }
packages:
  tango-10: { catalog: projects, displayName: Tango 10 }
  tango-2: { catalog: projects, displayName: Tango 2 }
`,
  );
  expect(await entente(['apply', '--auto-approve'], { cwd: folder })).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The words at the end of a command line, without what they mean. */
async function wordsAfter(...typed: string[]): Promise<readonly string[]> {
  const { code, stdout } = await entente(['words', '--', ...typed], { cwd: folder });
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '');
}

describe('the words at a cursor', () => {
  it.each<[string, string[], string[]]>([
    ['commands', ['pl'], ['plan']],
    ['commands below a command', ['state', 'm'], ['mv', 'migrate']],
    ['options of a command', ['plan', '--det'], ['--detailed-exitcode']],
    ['options for every command', ['state', 'show', '--en'], ['--env']],
    [
      'addresses after an option',
      ['plan', '--target', 'accessPackage.'],
      ['accessPackage.tango-2', 'accessPackage.tango-10'],
    ],
    [
      'addresses of a second option',
      ['plan', '--target', 'catalog.projects', '--target', 'catalog.pa'],
      ['catalog.partners'],
    ],
    ['addresses behind =', ['plan', '--target=catalog.pa'], ['--target=catalog.partners']],
    ['addresses behind a = of its own', ['plan', '--target', '=', 'catalog.pa'], ['catalog.partners']],
    ['addresses of an argument', ['state', 'show', 'catalog.pr'], ['catalog.projects']],
    [
      'addresses of a later argument',
      ['state', 'rm', 'catalog.projects', 'catalog.pa'],
      ['catalog.partners'],
    ],
    ['catalogs', ['plan', '--catalog', ''], ['partners', 'projects']],
    ['packages', ['access', 'who', ''], ['tango-2', 'tango-10']],
    ['a package after a person', ['access', 'explain', 'amy@example.com', 'tango-1'], ['tango-10']],
    ['environments', ['--env', ''], ['production', 'staging']],
    ['rules', ['check', '--explain', 'no-rev'], ['no-review']],
    ['codes', ['explain', 'STATE_LOCKE'], ['STATE_LOCKED']],
    ['choices', ['completion', ''], ['bash', 'zsh', 'fish', 'powershell']],
    ['nothing where files are wanted', ['apply', ''], []],
    ['nothing where the configuration cannot be read', ['--file', 'missing.yaml', 'access', 'who', ''], []],
  ])('are %s', async (_what, typed, expected) => {
    expect(await wordsAfter(...typed)).toEqual(expected);
  });

  it('come with what they are, and never with themselves among the commands', async () => {
    const { stdout } = await entente(['words', '--next', '--', 'state'], { cwd: folder });
    expect(stdout).toContain('show\tshow one resource as it was last applied\n');
    expect(await wordsAfter('w')).toEqual([]);
  });
});

describe('the script for Bash', () => {
  function complete(line: string): readonly string[] {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'entente'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, {
      mode: 0o755,
    });
    const typed = line.split(' ');
    const script = `source <(entente completion bash)
COMP_WORDS=(${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length - 1}
_entente; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = cleanEnvironment({ PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('completes commands, and addresses after an option', () => {
    expect(complete('entente va')).toEqual(['validate']);
    expect(complete('entente plan --target accessPackage.tango-1')).toEqual(['accessPackage.tango-10']);
    expect(complete('entente plan --target = catalog.pa')).toEqual(['catalog.partners']);
  });

  it('leaves files to the shell', () => {
    expect(complete('entente plan --out ')).toEqual([]);
  });
});
