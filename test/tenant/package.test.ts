/** The embedded tenant as others get it: from the package, as its own README says. */
import { spawnSync } from 'node:child_process';
import {
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string };
const folder = mkdtempSync(path.join(tmpdir(), 'entente-tenant-package-'));
const installed = path.join(folder, 'node_modules', name);

function run(command: string, args: readonly string[], cwd: string) {
  const shell = process.platform === 'win32' && command === 'npm';
  return spawnSync(command, [...args], { cwd, encoding: 'utf8', shell });
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
