/** Several files written at once: all new, or all as before. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFiles } from '../../src/engine/replace-files.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

describe('files that are replaced together', () => {
  it('hold their new text, in folders that are made, with the permissions they had', async () => {
    writeFileSync(at('old.yaml'), 'before', { mode: 0o640 });
    await replaceFiles([
      { path: at('old.yaml'), text: 'after' },
      { path: at('deep/er/new.yaml'), text: 'new' },
    ]);
    expect([read('old.yaml'), read('deep/er/new.yaml')]).toEqual(['after', 'new']);
    expect(statSync(at('old.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['deep', 'old.yaml']);
  });

  it('are all as before when one of them cannot be put in its place', async () => {
    writeFileSync(at('old.yaml'), 'before');
    const { ino } = statSync(at('old.yaml'));
    // What becomes a folder for one cannot be another, which shows only at the last step.
    const replaced = replaceFiles([
      { path: at('old.yaml'), text: 'after' },
      { path: at('new.yaml'), text: 'new' },
      { path: at('taken'), text: 'text' },
      { path: at('taken/inside.yaml'), text: 'text' },
    ]);
    await expect(replaced).rejects.toMatchObject({
      diagnostics: [{ code: 'CONFIG_WRITE', severity: 'error' }],
    });
    expect(read('old.yaml')).toBe('before');
    // The file itself: a full disk has no place for its text once more.
    expect(statSync(at('old.yaml')).ino).toBe(ino);
    expect(existsSync(at('new.yaml'))).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['old.yaml', 'taken']);
    expect(readdirSync(at('taken'))).toEqual([]);
  });

  it('are written where links lead, and links stay', async () => {
    writeFileSync(at('kept.yaml'), 'before');
    symlinkSync('kept.yaml', at('link.yaml'));
    await replaceFiles([{ path: at('link.yaml'), text: 'after' }]);
    expect([read('kept.yaml'), lstatSync(at('link.yaml')).isSymbolicLink()]).toEqual(['after', true]);
    expect(readdirSync(folder).sort()).toEqual(['kept.yaml', 'link.yaml']);
  });

  it.skipIf(process.platform === 'win32')('are never pipes or folders', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const name of ['pipe', '.']) {
      const replaced = replaceFiles([{ path: at(name), text: 'text' }]);
      await expect(replaced).rejects.toThrow('is not a regular file');
    }
    expect(readdirSync(folder)).toEqual(['pipe']);
  });

  it('are untouched when the text of one cannot even be written', async () => {
    writeFileSync(at('old.yaml'), 'before');
    const replaced = replaceFiles([
      { path: at('old.yaml'), text: 'after' },
      { path: at('old.yaml/below.yaml'), text: 'new' },
    ]);
    await expect(replaced).rejects.toThrow('could not be written');
    expect(read('old.yaml')).toBe('before');
    expect(readdirSync(folder)).toEqual(['old.yaml']);
  });
});
