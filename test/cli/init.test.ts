import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(args, { cwd: folder });
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

describe('init', () => {
  it('writes what validates, passes the checks, plans and applies, and a workflow', async () => {
    const { code, stdout } = await run('init');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        'wrote governance.yaml',
        'wrote directory.yaml',
        'wrote .github/workflows/entente-plan.yml',
        'wrote .gitignore',
        'wrote .gitattributes',
        'wrote governance.schema.json',
        'wrote directory.schema.json',
        '',
      ].join('\n'),
    });
    expect(read('governance.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.\/governance\.schema\.json\n/,
    );
    expect(read('.github/workflows/entente-plan.yml')).toContain('command: plan');
    expect(await run('validate')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('check')).toMatchObject({ code: 0 });
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  it('below the top of a repository writes the workflow where GitHub reads it, for that folder', async () => {
    mkdirSync(path.join(folder, '.git'));
    const { stdout } = await run('init', 'governance/prod');
    expect(stdout).toContain('wrote .github/workflows/entente-plan-governance-prod.yml\n');
    expect(read('.github/workflows/entente-plan-governance-prod.yml')).toContain(
      'command: plan\n          working-directory: "governance/prod"\n',
    );
    expect(existsSync(path.join(folder, 'governance/prod/.github'))).toBe(false);
    expect((await run('init', 'governance/test')).code).toBe(0);
  });

  it('overwrites nothing, and then writes nothing', async () => {
    writeFileSync(path.join(folder, 'directory.yaml'), 'mine');
    writeFileSync(path.join(folder, '.gitignore'), 'mine');
    writeFileSync(path.join(folder, '.gitattributes'), 'mine');
    const { code, stderr } = await run('init');
    expect(code).toBe(1);
    expect(stderr).toContain('INIT_EXISTS: directory.yaml exists already; nothing was written');
    expect(read('directory.yaml')).toBe('mine');
    expect(existsSync(path.join(folder, 'governance.yaml'))).toBe(false);
    expect(await run('init', 'sub/folder')).toMatchObject({ code: 0 });
    rmSync(path.join(folder, 'directory.yaml'));
    expect(await run('init')).toMatchObject({ code: 0 });
    expect([read('.gitignore'), read('.gitattributes')]).toEqual(['mine', 'mine']);
  });
});
