import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tagRelease } from '../../scripts/release.ts';
import { temporaryFolder } from '../support/cli.ts';

it('a release holds the bundle of the action, and the branch does not', () => {
  const root = temporaryFolder();
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ args, status, stderr }).toMatchObject({ status: 0 });
    return stdout.trim();
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'T');
  git('config', 'user.email', 't@example.org');
  writeFileSync(path.join(root, 'package.json'), '{"version":"1.2.3"}');
  writeFileSync(path.join(root, '.gitignore'), '/action/\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  mkdirSync(path.join(root, 'action/chunks'), { recursive: true });
  writeFileSync(path.join(root, 'action/index.mjs'), '1');
  writeFileSync(path.join(root, 'action/chunks/a.mjs'), '2');
  expect(tagRelease(root)).toEqual(['v1.2.3', 'v1']);
  const files = (commit: string) => git('ls-tree', '-r', '--name-only', commit).split('\n');
  expect(files('v1')).toEqual(['.gitignore', 'action/chunks/a.mjs', 'action/index.mjs', 'package.json']);
  expect(git('rev-parse', 'v1', 'v1.2.3^{commit}').split('\n')).toEqual([
    git('rev-parse', 'v1'),
    git('rev-parse', 'v1'),
  ]);
  expect(files('main')).toEqual(['.gitignore', 'package.json']);
  expect(git('status', '--porcelain')).toBe('');
  expect(() => tagRelease(root)).toThrow('already exists');
  rmSync(root, { recursive: true });
});
