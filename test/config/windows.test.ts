/** A configuration is told and digested alike on Windows and elsewhere, whichever line endings its checkout has. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';
import { useWindowsPaths, windowsPath } from '../support/windows.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
const EXAMPLES = ['contoso', 'templates', 'starter'].map((name) => `${name}/governance.yaml`);

beforeAll(() => cpSync(path.join(ROOT, 'examples'), folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};

/** All that a plan, a report or a diagnostic would say of a configuration. */
function told(configuration: Configuration | undefined) {
  if (configuration === undefined) throw new Error('The configuration is not valid.');
  const { rootFile, files, digest, document, declarations } = configuration;
  const places = Object.keys(document).map((section) => {
    const { file, start, end } = configuration.rangeOf([section]) ?? {};
    return [section, file, start?.line, start?.column, end?.line, end?.column];
  });
  return { rootFile, files, digest, document, declarations, places };
}

describe('with the paths of Windows', () => {
  let loaded: Promise<{ readonly loadConfiguration: typeof loadConfiguration }>;
  beforeAll(() => {
    useWindowsPaths();
    loaded = import('../../src/config/load.ts');
  });
  const load = async (file: string, cwd = folder) =>
    (await loaded).loadConfiguration({ file, cwd: windowsPath(cwd), env: {} });

  it.each(EXAMPLES)('%s is told and digested as elsewhere', async (file) => {
    const here = await loadConfiguration({ file, cwd: folder, env: {} });
    const there = await load(windowsPath(file));
    expect(there.diagnostics).toEqual(here.diagnostics);
    expect(told(there.configuration)).toEqual(told(here.configuration));
    expect([...there.sources.keys()]).toEqual([...here.sources.keys()]);
  });

  it('takes files in the same order', async () => {
    write('order/governance.yaml', "version: 1\ntenant: { id: a.example }\ninclude: ['**/*.part.yaml']\n");
    // `\` comes after all large letters, `/` before them.
    for (const name of ['a/x', 'aZ', 'a-b/x', 'a'])
      write(`order/${name}.part.yaml`, `sponsors: { ${name.replace('/', '-')}: { user: a@b.example } }\n`);
    const here = await loadConfiguration({ file: 'order/governance.yaml', cwd: folder, env: {} });
    const there = await load('order\\governance.yaml');
    expect(told(there.configuration)).toEqual(told(here.configuration));
    expect(here.configuration?.files).toHaveLength(5);
  });

  it('keeps the guard around the folder', async () => {
    write('guard/outside.yaml', 'sponsors: {}\n');
    for (const pattern of [
      '../outside.yaml',
      '..\\outside.yaml',
      'C:\\outside.yaml',
      '\\outside.yaml',
      'C:outside.yaml',
    ]) {
      write('guard/in/governance.yaml', `version: 1\ntenant: { id: a.example }\ninclude: ['${pattern}']\n`);
      const { configuration, diagnostics } = await load('guard\\in\\governance.yaml');
      expect([configuration, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['CONFIG_INCLUDE']]);
    }
  });

  it('names a file outside of the folder at hand whole, and one in a folder that begins with dots from there', async () => {
    write('..dots/governance.yaml', 'version: 1\ntenant: { id: a.example }\n');
    const inside = await load('..dots\\governance.yaml');
    expect(inside.configuration?.rootFile).toBe('..dots/governance.yaml');
    const outside = await load('..\\..dots\\governance.yaml', path.join(folder, 'contoso'));
    expect(outside.configuration?.rootFile).toBe(`${folder}/..dots/governance.yaml`);
  });
});

it.each(['parts\\a.yaml', 'parts\\*.yaml', 'prats\\a.yaml'])(
  'a pattern with \\ is told: %s',
  async (pattern) => {
    write('slashes/parts/a.yaml', 'sponsors: {}\n');
    write('slashes/governance.yaml', `version: 1\ntenant: { id: a.example }\ninclude: ['${pattern}']\n`);
    const { diagnostics } = await loadConfiguration({
      file: 'slashes/governance.yaml',
      cwd: folder,
      env: {},
    });
    const meant = pattern.replace('\\', '/').replace('prats', 'parts');
    expect(diagnostics).toMatchObject([{ code: 'CONFIG_INCLUDE', hint: `Did you mean "${meant}"?` }]);
  },
);

describe('with the line endings of Windows', () => {
  const withCarriageReturns = temporaryFolder();
  const convert = (from: string, to: string) => {
    cpSync(from, to, { recursive: true });
    for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(to, name);
      if (/\.ya?ml$/.test(name) && statSync(file).isFile())
        writeFileSync(file, readFileSync(file, 'latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
    }
  };
  beforeAll(() => {
    convert(path.join(ROOT, 'examples'), path.join(withCarriageReturns, 'examples'));
    convert(path.join(ROOT, 'test/bad-input'), path.join(withCarriageReturns, 'bad-input'));
  });
  afterAll(() => rmSync(withCarriageReturns, { recursive: true }));

  it.each(EXAMPLES)('%s is told and digested as elsewhere', async (file) => {
    const options = { file: `examples/${file}`, env: {} };
    const here = await loadConfiguration({ ...options, cwd: ROOT });
    const there = await loadConfiguration({ ...options, cwd: withCarriageReturns });
    expect(there.diagnostics).toEqual(here.diagnostics);
    expect(told(there.configuration)).toEqual(told(here.configuration));
  });

  it('tells every mistake at the same place in the same words', async () => {
    const cases = readdirSync(path.join(ROOT, 'test/bad-input'), { withFileTypes: true });
    const names = cases.filter((each) => each.isDirectory()).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(300);
    const said = async (cwd: string) => {
      const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd, env: {} });
      // Places in the text of the file itself, which has more letters.
      return JSON.stringify(diagnostics, (key, value: unknown) => (key === 'offset' ? undefined : value));
    };
    for (const name of names) {
      const there = await said(path.join(withCarriageReturns, 'bad-input', name));
      expect([name, there]).toEqual([name, await said(path.join(ROOT, 'test/bad-input', name))]);
    }
  });
});
