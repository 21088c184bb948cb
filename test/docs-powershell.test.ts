/**
 * The README's lines for PowerShell do what those for a POSIX shell beside them do. No PowerShell runs them here: both are
 * read to commands, variables and definitions, and these are compared.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { posixLines, powerShellLines, shellBlocks } from './support/shell-lines.ts';

const README = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');
const blocks = shellBlocks(README);
const pairs = blocks.flatMap(({ posix, powerShell }) =>
  powerShell === undefined ? [] : [{ posix, powerShell }],
);

describe('README.md', () => {
  it('has a block for PowerShell beside each that differs, and no other', () => {
    expect(pairs.length).toBe(README.split('```powershell').length - 1);
    expect(pairs.length).toBeGreaterThan(3);
    for (const { posix, powerShell } of blocks)
      if (powerShell === undefined)
        for (const line of posixLines(posix))
          expect({ posix, run: 'run' in line && line.run.length }).toEqual({ posix, run: 1 });
  });

  it.each(pairs)('says the same in both: $powerShell', ({ posix, powerShell }) => {
    expect(powerShellLines(powerShell)).toEqual(posixLines(posix));
  });

  it('has lines for a POSIX shell that are understood as a shell does', () => {
    const line = pairs.flatMap(({ posix }) => posixLines(posix)).find((each) => 'define' in each);
    const { posix = '' } = pairs.find((pair) => pair.posix.includes('alias ')) ?? {};
    const alias = posix.split('\n').find((each) => each.startsWith('alias '));
    const { stdout } = spawnSync('bash', ['-c', `${alias ?? ''}; alias entente`], {
      cwd: '/',
      encoding: 'utf8',
    });
    const words = line !== undefined && 'words' in line ? line.words.join(' ') : '';
    expect(stdout.trim()).toBe(`alias entente='${words.replace('{cwd}', '/')}'`);
  });
});

describe('lines of the shells', () => {
  it.each([
    ['a && b c', 'a; if ($?) { b c }', true],
    ['a && b && c', 'a; if ($?) { b; if ($?) { c } }', true],
    ['a && b', 'a; b', undefined],
    ['a \\\n  --b c # d', 'a `\n  --b c', true],
    ['a --b c', 'a --b d', false],
    ['export A=b', "$env:A = 'b'", true],
    ['export A=b', "$env:A = 'c'", false],
    ['export A=b', '$A = "b"', undefined],
    ['a @b', 'a @b', undefined],
    ['a b,c', 'a b,c', undefined],
    ["a 'b,c'", 'a "b,c"', true],
  ])('%j is the equal of %j: %s', (posix, powerShell, isEqual) => {
    const compared = () => JSON.stringify(posixLines(posix)) === JSON.stringify(powerShellLines(powerShell));
    if (isEqual === undefined) expect(compared).toThrow('is not the same word');
    else expect(compared()).toBe(isEqual);
  });
});
