/** The library and the embedded tenant as others get them: from the package, as their own pages say. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageScript } from '../scripts/library-page.ts';
import { libraryScripts } from '../scripts/library-page.ts';
import { cleanEnvironment } from './support/cli.ts';
import { WHOLE } from './support/whole.ts';

const root = path.resolve(import.meta.dirname, '..');
const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string };
const folder = mkdtempSync(path.join(tmpdir(), 'entente-tenant-package-'));
const installed = path.join(folder, 'node_modules', name);

function run(command: string, args: readonly string[], cwd: string, input = '') {
  const shell = process.platform === 'win32' && command === 'npm';
  return spawnSync(command, [...args], { cwd, encoding: 'utf8', shell, input, env: cleanEnvironment() });
}

/** Runs TypeScript against the package in a folder below it. */
function runScript(code: string, cwd: string, input?: string) {
  const file = path.join(cwd, 'script.mjs');
  writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm', target: 'node20.19' }).code);
  const { status, stdout, stderr } = run(process.execPath, [file], cwd, input);
  return { status, stdout, stderr };
}

/** Runs scripts one after the other in one process: most of what a script costs is the start of its own. */
function runTogether(scripts: readonly PageScript[], cwd: string) {
  const end = '--- end of a script ---\n';
  const modules = scripts.map(({ code }, index) => {
    const file = path.join(cwd, `script-${index}.mjs`);
    writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm', target: 'node20.19' }).code);
    return `await import(${JSON.stringify(file)});\nprocess.stdout.write(${JSON.stringify(end)});\n`;
  });
  const { status, stdout, stderr } = runScript(modules.join(''), cwd);
  const outputs = stdout.split(end);
  expect({ status, stderr, after: outputs.pop() }).toEqual({ status: 0, stderr: '', after: '' });
  return outputs.map((output) => ({ status, stdout: output, stderr }));
}

/** A folder that sees the package, with the starter's configuration. */
function project(called: string): string {
  const place = path.join(folder, called);
  mkdirSync(place);
  for (const file of ['governance.yaml', 'directory.yaml'])
    copyFileSync(path.join(root, 'examples/starter', file), path.join(place, file));
  return place;
}

/** The first script of the README that a package brings. */
function scriptOf(readme: string): string {
  return /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
}

beforeAll(() => {
  // Without its scripts: dist/ was built before the tests.
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], root);
  expect(packed.stderr).toBe('');
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  expect(run('tar', ['-xzf', tarball], folder).status).toBe(0);
  mkdirSync(path.dirname(installed), { recursive: true });
  renameSync(path.join(folder, 'package'), installed);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the packed embedded tenant', () => {
  it("runs its README's script, which opens, serves and requests", () => {
    const script = scriptOf(readFileSync(path.join(installed, 'src/tenant/README.md'), 'utf8'));
    expect(script.trim().split('\n').length).toBeLessThanOrEqual(16);
    expect(script).toContain(`from '${name}/tenant'`);
    writeFileSync(path.join(folder, 'try.mjs'), script);
    const { status, stdout, stderr } = run(process.execPath, ['try.mjs'], folder);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "201 [ 'General', 'Partners' ]\n",
      stderr: '',
    });
  });

  it('exports what the README lists, and nothing else', async () => {
    const readme = readFileSync(path.join(root, 'src/tenant/README.md'), 'utf8');
    const [, table = ''] = /## What it exports\n([\s\S]*?)\nOptions/.exec(readme) ?? [];
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`(\w+)/g)].map(([, word]) => word),
    );
    const entry = (await import(path.join(installed, 'dist/tenant.mjs'))) as object;
    expect(Object.keys(entry).sort()).toEqual(listed.sort());
  });

  it('rejects with its own errors, which name the code', async () => {
    const script = `import { openTenant, resetTenant, TenantError } from '${name}/tenant';
const failure = (error) => [error instanceof TenantError, error.code, error.message];
const first = await openTenant({ dataDir: 'data' });
console.log(JSON.stringify(await openTenant({ dataDir: 'data' }).catch(failure)));
await first.close();
console.log(JSON.stringify(await resetTenant('node_modules').catch(failure)));
console.log(await resetTenant('data'));`;
    writeFileSync(path.join(folder, 'errors.mjs'), script);
    const { stdout, stderr } = run(process.execPath, ['errors.mjs'], folder);
    expect(stderr).toBe('');
    const [inUse = '', foreign = '', removed] = stdout.trim().split('\n');
    expect(JSON.parse(inUse)).toEqual([
      true,
      'TENANT_IN_USE',
      expect.stringMatching(/^TENANT_IN_USE: The embedded tenant in .*data is in use by process \d+$/),
    ]);
    expect(JSON.parse(foreign)).toEqual([
      true,
      'TENANT_FOREIGN',
      expect.stringContaining('does not hold the data of an embedded tenant alone'),
    ]);
    expect(removed).toBe('true');
  });
});

describe('the packed library', () => {
  it('runs the scripts of docs/library.md, and they print what the page shows', () => {
    const scripts = libraryScripts(root);
    expect(scripts.length).toBeGreaterThan(6);
    const [first] = scripts;
    expect(first?.code.trim().split('\n').length).toBeLessThanOrEqual(10);
    const place = project('page');
    for (const { code } of scripts) expect(code).toContain(`from '${name}'`);
    const outputs = scripts.map(({ output }) => output);
    const ran = WHOLE ? scripts.map(({ code }) => runScript(code, place)) : runTogether(scripts, place);
    for (const [index, { status, stderr }] of ran.entries())
      expect({ index, status, stderr }).toEqual({ index, status: 0, stderr: '' });
    expect(ran.map(({ stdout }) => stdout)).toEqual(outputs);
  });

  it('carries a front end of its own in 60 lines, which asks before it applies', () => {
    const code = readFileSync(path.join(root, 'examples/library/apply-with-my-prompt.ts'), 'utf8');
    expect(code.split('\n').length).toBeLessThanOrEqual(61);
    const place = project('front-end');
    const refused = runScript(code, place, 'no\n');
    expect(refused).toMatchObject({ status: 1, stderr: '' });
    expect(refused.stdout).toContain('+ Fabrikam (fabrikam.com) can now get Project');
    expect(refused.stdout).toContain('Make 7 changes in Contoso (y/n)? Left as it was.\n');
    // Nothing was applied, so there is as much to do as before; and the end of the input approves nothing.
    const silent = runScript(code, place, '');
    expect(silent.status).toBe(1);
    expect(silent.stdout).toContain('Make 7 changes in Contoso (y/n)? ');
    const applied = runScript(code, place, 'yes\n');
    expect(applied).toMatchObject({ status: 0, stderr: '' });
    expect(applied.stdout).toContain('7 created, 0 failed.\n');
    const again = runScript(code, place);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toMatch(/Everything is as declared\.\n$/);
  });

  it('tells a front end why there is nothing to apply', () => {
    const code = readFileSync(path.join(root, 'examples/library/apply-with-my-prompt.ts'), 'utf8');
    const place = project('invalid');
    writeFileSync(path.join(place, 'governance.yaml'), 'version: 1\ntenant: { embeded: x }\n');
    const { status, stdout, stderr } = runScript(code, place, 'yes\n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('embeded');
    expect(stderr).toContain('governance.yaml:2');
  });
});
