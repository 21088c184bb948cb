/**
 * Broken configurations, one folder each, with exactly what Entente says about them on standard error
 * (`expected.txt`). Folders that begin with `plan-` are faultless by themselves and refused by the tenant's directory.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Every file below a folder with its text, so that a change anywhere shows. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      path.relative(folder, path.join(parentPath, name)),
      readFileSync(path.join(parentPath, name), 'utf8'),
    ]),
  );
}

describe('broken configurations', () => {
  it('are many', () => expect(cases.length).toBeGreaterThanOrEqual(60));

  it.concurrent.each(cases)('%s', async (name) => {
    const folder = temporaryFolder(path.join('test/bad-input', name));
    try {
      const before = contents(folder);
      const planned = name.startsWith('plan-');
      const { code, stdout, stderr } = await entente([planned ? 'plan' : 'validate'], { cwd: folder });
      if (process.env['UPDATE_EXPECTED'] === '1')
        writeFileSync(path.join(here, name, 'expected.txt'), stderr);
      expect(stderr).toBe(readFileSync(path.join(here, name, 'expected.txt'), 'utf8'));
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).not.toMatch(/^\s+at |This is a bug/m);
      const after = contents(folder);
      // The embedded tenant is opened to look names up; nothing is governed in it, and there is no state.
      const touched = Object.entries(after).filter(([file]) => !file.startsWith('.entente/tenant/'));
      expect(Object.fromEntries(touched)).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.concurrent('an oversize file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'governance.yaml'), `version: 1\n#${'x'.repeat(17 * 1024 * 1024)}\n`);
    const { code, stderr } = await entente(['validate'], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'error CONFIG_UNREADABLE: Cannot read governance.yaml: it is larger than 16 MiB\n' +
        '  → Name the configuration with --file, check the path, or begin one with entente init\n\n' +
        '1 error in the configuration; nothing was done.\n',
    });
  });

  it.concurrent('a file that is not UTF-8', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'governance.yaml'), Buffer.from([0x76, 0x3a, 0x20, 0xff, 0xfe, 0x0a]));
    const { code, stderr } = await entente(['validate'], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('error CONFIG_UNREADABLE: Cannot read governance.yaml: it is not UTF-8 text');
  });
});
