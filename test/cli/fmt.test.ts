/** `entente fmt`: which files, what is written, and what is left alone. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder('examples/contoso');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const put = (file: string, content: string) => writeFileSync(path.join(folder, file), content);
const TESTS = 'partners.access.yaml';
const TEAM = 'teams/tango/governance.yaml';

describe('entente fmt', () => {
  it('formats the root, what it includes, the seed and access tests', async () => {
    expect((await entente(['fmt'], { cwd: folder })).code).toBe(0);
    for (const file of ['governance.yaml', TEAM, 'directory.yaml', TESTS])
      put(file, text(file).replace(/\n*$/, '\n\n\n'));
    const { code, stdout } = await entente(['fmt'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(['directory.yaml', 'governance.yaml', TESTS, TEAM]);
    const again = await entente(['fmt'], { cwd: folder });
    expect(again).toMatchObject({ code: 0, stdout: '' });
    expect((await entente(['plan'], { cwd: folder })).code).toBe(0);
  });

  it('with --check lists files, writes nothing and exits with 2', async () => {
    await entente(['fmt'], { cwd: folder });
    expect((await entente(['fmt', '--check'], { cwd: folder })).code).toBe(0);
    put(TEAM, `${text(TEAM)}\n\n`);
    const before = text(TEAM);
    const found = await entente(['fmt', '--check'], { cwd: folder });
    expect(found).toMatchObject({ code: 2, stdout: `${TEAM}\n` });
    const { stdout } = await entente(['fmt', '--check', '--json'], { cwd: folder });
    const { files } = JSON.parse(stdout) as { files: { name: string; changed: boolean }[] };
    expect(files.filter(({ changed }) => changed)).toEqual([{ name: TEAM, changed: true }]);
    expect(text(TEAM)).toBe(before);
  });

  it('formats named files only, with what they include', async () => {
    put(TESTS, `${text(TESTS)}\n\n`);
    const { stdout } = await entente(['fmt', TESTS], { cwd: folder });
    expect(stdout).toBe(`${TESTS}\n`);
  });

  it('leaves a broken file alone, says where, and formats the others', async () => {
    await entente(['fmt'], { cwd: folder });
    put(TEAM, 'catalogs:\n  a: [1\n');
    put('governance.yaml', `${text('governance.yaml')}\n\n`);
    const { code, stdout, stderr } = await entente(['fmt'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toBe('governance.yaml\n');
    expect(stderr).toContain(`${TEAM}:2:`);
    expect(text(TEAM)).toBe('catalogs:\n  a: [1\n');
    expect(readdirSync(folder).filter((name) => /\.(new|old)$/.test(name))).toEqual([]);
  });

  it('formats what is valid YAML, although the configuration is not valid', async () => {
    put('governance.yaml', 'version:   1\nnonsense: {a: 1}\ntenant: {}\n');
    await entente(['fmt', 'governance.yaml'], { cwd: folder });
    put('governance.yaml', 'version:   1\ntenant: {a: 1}\n');
    await entente(['fmt', 'governance.yaml'], { cwd: folder });
    expect(text('governance.yaml')).toBe('version: 1\ntenant: { a: 1 }\n');
  });

  it('writes nothing into a file that is not for Entente', async () => {
    put('other.yaml', 'secrets: {a:   s3cret}\n');
    const { code, stderr } = await entente(['fmt', 'other.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).not.toContain('s3cret');
    expect(text('other.yaml')).toBe('secrets: {a:   s3cret}\n');
  });
});
