/** Several files written at once: all new, or all as before. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFiles } from '../../src/config/replace-files.ts';
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
    // A folder with something in it cannot be replaced by a file, which shows only at the last step.
    mkdirSync(at('taken'));
    writeFileSync(at('taken/inside'), 'kept');
    const replaced = replaceFiles([
      { path: at('old.yaml'), text: 'after' },
      { path: at('new.yaml'), text: 'new' },
      { path: at('taken'), text: 'text' },
    ]);
    await expect(replaced).rejects.toMatchObject({
      diagnostics: [{ code: 'CONFIG_WRITE', severity: 'error' }],
    });
    expect(read('old.yaml')).toBe('before');
    expect(existsSync(at('new.yaml'))).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['old.yaml', 'taken']);
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
