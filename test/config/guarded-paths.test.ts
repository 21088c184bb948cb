import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import schema from '../../schema/governance.schema.json' with { type: 'json' };
import { readContent } from '../../src/config/read-content.ts';
import { SECTIONS } from '../../src/config/sections.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { resetTenant } from '../../src/tenant/reset.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows the sections of the schema', () => {
  expect([...SECTIONS].sort()).toEqual(
    Object.keys(schema.properties)
      .filter((name) => !name.startsWith('$'))
      .sort(),
  );
});

it('reads neither a FIFO nor what a link outside names', async () => {
  execFileSync('mkfifo', [path.join(folder, 'fifo')]);
  symlinkSync('/etc/passwd', path.join(folder, 'link'));
  expect(await readContent(path.join(folder, 'fifo'), folder)).toEqual({ fault: 'it is not a regular file' });
  expect(await readContent(path.join(folder, 'link'), folder)).toMatchObject({
    fault: 'it is outside of the folder of the root file',
  });
});

it('resets a folder of its own and no other', async () => {
  const own = path.join(folder, 'own');
  const other = path.join(folder, 'other');
  const tenant = await openTenant({ dataDir: own });
  await tenant.close();
  symlinkSync(own, path.join(folder, 'link'));
  mkdirSync(other);
  writeFileSync(path.join(other, 'file'), 'precious');
  await expect(resetTenant(other, folder)).rejects.toThrow('TENANT_FOREIGN');
  await expect(resetTenant(folder, folder)).rejects.toThrow('TENANT_FOREIGN');
  await expect(resetTenant(path.join(folder, 'link'), folder)).rejects.toThrow('TENANT_FOREIGN');
  expect(existsSync(path.join(other, 'file'))).toBe(true);
  expect(await resetTenant(own, folder)).toBe(true);
  expect(existsSync(own)).toBe(false);
});
