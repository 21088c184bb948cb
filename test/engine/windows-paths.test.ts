/** What the engine writes, tells and guards, with the paths of Windows. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { useWindowsPaths, windowsPath } from '../support/windows.ts';

const folder = temporaryFolder();
const cwd = windowsPath(folder);

beforeAll(() => {
  useWindowsPaths();
  mkdirSync(path.join(folder, '.git'));
  cpSync(path.resolve(import.meta.dirname, '../../examples'), path.join(folder, 'examples'), {
    recursive: true,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('paths that are told', () => {
  it('have `/`, from the folder at hand or whole', async () => {
    const { shownPath, byPath, isSamePath } = await import('../../src/files/shown-path.ts');
    expect(shownPath('C:\\here\\a\\b.yaml', 'C:\\here')).toBe('a/b.yaml');
    expect(shownPath('C:\\here\\..a\\b.yaml', 'C:\\here')).toBe('..a/b.yaml');
    expect(shownPath('C:\\b.yaml', 'C:\\here')).toBe('C:/b.yaml');
    expect(shownPath('D:\\b.yaml', 'C:\\here')).toBe('D:/b.yaml');
    expect(shownPath('\\\\server\\share\\b.yaml', 'C:\\here')).toBe('//server/share/b.yaml');
    expect(shownPath('C:\\here', 'c:\\HERE')).toBe('.');
    expect(['C:\\aZ', 'C:\\a\\x', 'C:\\a-b\\x'].sort(byPath)).toEqual(['C:\\a-b\\x', 'C:\\a\\x', 'C:\\aZ']);
    expect([isSamePath('C:\\a', 'c:\\A'), isSamePath('C:\\a', 'C:\\a\\b')]).toEqual([true, false]);
  });

  it('are those of the repository in SARIF and annotations', async () => {
    const { pathFromRepository } = await import('../../src/engine/repository.ts');
    const of = pathFromRepository(`${cwd}\\examples\\contoso`);
    expect(of('teams\\a.yaml')).toBe('examples/contoso/teams/a.yaml');
    expect(of('..\\starter\\governance.yaml')).toBe('examples/starter/governance.yaml');
  });

  it('are those of a state', async () => {
    const { createBackend } = await import('../../src/engine/state/backend.ts');
    const host = { cwd } as Parameters<typeof createBackend>[1]['host'];
    const state = (file: string) =>
      createBackend({ file }, { folder: `${cwd}\\examples`, tenant: { id: 'a' }, host }).location;
    expect(state('states\\prod.json')).toBe('examples/states/prod.json');
    expect(state('..\\..\\prod.json')).toBe(path.posix.join(folder, '../prod.json'));
  });

  it('are those of formatted files, access tests and seeds', async () => {
    const { formatFiles } = await import('../../src/config/yaml/format-files.ts');
    const { DIRECTORY, GOVERNANCE } = { DIRECTORY: {}, GOVERNANCE: {} };
    const schemas = { governance: GOVERNANCE, directory: DIRECTORY, accessTests: {} } as never;
    const { files, diagnostics } = await formatFiles({
      files: [],
      root: 'examples\\contoso\\governance.yaml',
      cwd,
      env: {},
      schemas,
    });
    const names = [...files, ...diagnostics.map(({ summary }) => ({ name: summary }))].map(
      ({ name }) => name,
    );
    expect(names).toContain('examples/contoso/governance.yaml');
    expect(names.join()).not.toContain('\\');
  });
});

describe('what is written', () => {
  it('by init stands in folders, with the workflow at the top of the repository', async () => {
    const { initialize } = await import('../../src/engine/init.ts');
    const written = await initialize({ folder: 'teams\\one' }, { cwd });
    expect(written).toContain('teams/one/governance.yaml');
    const workflow = written.find((name) => name.startsWith('.github/')) ?? '';
    expect(readFileSync(path.join(folder, workflow), 'utf8')).toContain('working-directory: "teams/one"');
    for (const name of written) expect([name, existsSync(path.join(folder, name))]).toEqual([name, true]);
  });
});

describe('guards', () => {
  it('know the places of a project, in large letters too', async () => {
    const { outputFault } = await import('../../src/engine/outputs.ts');
    const own = {
      folder: cwd,
      files: [`${cwd}\\governance.yaml`],
      places: [{ state: { file: 'states/prod.json' }, embedded: '.entente/tenant', seed: 'seed.yaml' }],
    };
    writeFileSync(path.join(folder, 'governance.yaml'), 'version: 1\n');
    const fault = (name: string) => outputFault(`${cwd}\\${name}`, own);
    expect(await fault('governance.yaml')).toBe('it is a file of the configuration');
    expect(await fault('SEED.yaml')).toBe('the embedded tenant is seeded from it');
    expect(await fault('states\\Prod.json')).toBe('the state has its place there');
    expect(await fault('States\\prod.json.lock')).toBe('it belongs to the state');
    expect(await fault('.Entente\\tenant\\x')).toBe('it is in the folder of the embedded tenant');
    expect(await fault('plan.json')).toBeUndefined();
    expect(await fault('states\\prod.json.txt')).toBeUndefined();
  });

  it('keep what is read below the folder', async () => {
    const { isBelow } = await import('../../src/config/read-content.ts');
    expect(isBelow('C:\\a', 'c:\\A\\b')).toBe(true);
    for (const file of ['C:\\a', 'C:\\ab', 'C:\\b', 'D:\\a\\b', '\\\\server\\a\\b', '..'])
      expect([file, isBelow('C:\\a', file)]).toEqual([file, false]);
  });
});
