/**
 * Broken configurations, one folder each, with exactly what Entente says about them on standard error
 * (`expected.txt`). Folders that begin with `plan-` are faultless by themselves and refused by the tenant's directory.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { ofEachKind } from '../support/whole.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Of those that begin alike the first two, and all that somebody writes otherwise: those are what is corrected. */
const FIXED = ofEachKind(
  cases.filter((name) => !name.startsWith('plan-')),
  (name) => (/^(value|yaml)-/.test(name) ? name : name.replace(/-.*/, '')),
  2,
);

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

/** The comments that stand in lines of their own or behind a value. */
function remarks(text: string): readonly string[] {
  return text.match(/(?<=^| )# .*$/gm) ?? [];
}

describe('broken configurations', () => {
  it('are many', () => expect(cases.length).toBeGreaterThanOrEqual(300));

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

  it.concurrent.each(FIXED)('%s with --fix', async (name) => {
    const folder = temporaryFolder(path.join('test/bad-input', name));
    try {
      const before = contents(folder);
      const trial = await entente(['validate', '--dry-run'], { cwd: folder });
      expect(contents(folder)).toEqual(before);
      const fixed = await entente(['validate', '--fix'], { cwd: folder });
      const after = contents(folder);
      // A correction changes no comment and no line break.
      for (const [file, text] of Object.entries(before)) {
        expect(remarks(after[file] ?? '')).toEqual(remarks(text));
        expect(after[file]?.split('\n').length).toBe(text.split('\n').length);
      }
      // Who may request, and who approves, is for people to decide.
      const decided = (texts: Record<string, string>) =>
        Object.values(texts).flatMap(
          (text) => text.match(/(allowedTargetScope|Approvers|Targets): .*/g) ?? [],
        );
      expect(decided(after)).toEqual(decided(before));
      const changed = Object.keys(before).some((file) => before[file] !== after[file]);
      expect(fixed.stdout.includes('corrected.')).toBe(changed);
      expect(trial.stdout.includes('would be corrected.')).toBe(changed);
      // Where nothing was corrected, what validate says of it is known, and a second pass would be the first.
      if (!changed) {
        const said = readFileSync(path.join(here, name, 'expected.txt'), 'utf8');
        expect({ code: fixed.code, stderr: fixed.stderr }).toEqual({ code: 1, stderr: said });
        return;
      }
      const again = await entente(['validate'], { cwd: folder });
      expect({ code: fixed.code, stderr: fixed.stderr }).toEqual({ code: again.code, stderr: again.stderr });
      // A second pass finds nothing left to correct.
      expect((await entente(['validate', '--dry-run'], { cwd: folder })).stdout).not.toContain('corrected.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['value-days-in-words', 'duration: P90D } # a quarter'],
    ['yaml-colon-in-text', 'displayName: "Tango: for partners"'],
    ['value-yes', 'isApprovalRequiredForAdd: true'],
  ])('%s is valid after --fix', async (name, corrected) => {
    const folder = temporaryFolder(path.join('test/bad-input', name));
    const { code, stdout } = await entente(['validate', '--fix'], { cwd: folder });
    const text = readFileSync(path.join(folder, 'governance.yaml'), 'utf8');
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(stdout).toContain('1 line corrected.\ngovernance.yaml: valid');
    expect(text).toContain(corrected);
    expect(text).toContain('# The steering group agreed to this on 2 May.');
  });

  it.each([
    ['    catalog: partners\n', '    catalog:partners\n', 'A space is missing after "catalog:"'],
    ['    catalog: partners\n', '    catalog: { partners\n', 'The bracket that opens here is never closed'],
    ['"What it is for"', '"What it is for', 'The quotes that begin here do not end'],
    ['    catalog: partners\n', '\tcatalog: partners\n', 'A tab cannot indent'],
  ])('one slip in the middle of 5,000 lines is one message: %j', async (right, wrong, summary) => {
    const folder = temporaryFolder();
    const packages = Array.from(
      { length: 1000 },
      (_, index) =>
        `  p${index}:\n    catalog: partners\n    displayName: Package ${index}\n    # remark\n    description: "What it is for"\n`,
    );
    packages[500] = packages[500]?.replace(right, wrong) ?? '';
    const head =
      'version: 1\ntenant: { embedded: .entente/tenant }\ncatalogs:\n  partners: { displayName: Partners }\npackages:\n';
    writeFileSync(path.join(folder, 'governance.yaml'), head + packages.join(''));
    const { code, stderr } = await entente(['validate'], { cwd: folder });
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain(`error CONFIG_YAML: ${summary}`);
    expect(stderr).toContain('1 error in the configuration');
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
