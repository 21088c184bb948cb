/** With which code commands end that cannot do what they are asked: scripts and the docs go by it. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const CONFIGURATION = `version: 1
tenant: { embedded: tenant }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
`;
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

beforeAll(async () => {
  write('governance.yaml', CONFIGURATION);
  expect(await entente(['apply', '--auto-approve'], { cwd: folder })).toMatchObject({ code: 0 });
  write('real.yaml', CONFIGURATION.replace('embedded: tenant', 'id: contoso.com'));
  write('ignoring.yaml', `${CONFIGURATION}lifecycle: { catalog.other: { preventDestroy: true } }\n`);
  write('empty.yaml', 'version: 1\ntenant: { embedded: tenant }\n');
  write('existing.yaml', `${CONFIGURATION}existing: { catalogs: { other: { displayName: Other } } }\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each<[code: string, args: string]>([
  ['EXISTING_MISSING', 'plan -f existing.yaml'],
  ['EXISTING_MISSING', 'plan -f existing.yaml --no-refresh'],
  ['LIFECYCLE_UNDECLARED', 'validate -f ignoring.yaml'],
  ['CONFIG_SCOPE', 'plan --catalog other'],
  ['TEST_NONE', 'test'],
  ['ACCESS_RESOURCE', 'access check --not-granted catalogResource.c/other'],
  ['CHECK_RULE', 'check --explain other'],
  ['STATE_ADDRESS', 'state show catalog.other'],
  ['IMPORT_ADDRESS', 'import other 6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2'],
  ['IMPORT_ID', 'import catalog.d'],
  ['IMPORT_TRACKED', 'import catalog.c 6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2'],
  ['IMPORT_DECLARED', 'import'],
  ['IMPORT_STATE', 'import -f empty.yaml'],
  ['TENANT_REAL', 'tenant reset -f real.yaml'],
  ['TENANT_PORT', 'tenant serve --port 99999999'],
  ['TENANT_FAULT', 'tenant serve --fault nothing'],
  ['TENANT_THROTTLE', 'tenant serve --throttle nothing'],
])('%s: entente %s', async (code, args) => {
  const { stderr, ...ran } = await entente(args.split(' '), { cwd: folder });
  expect(stderr).toMatch(new RegExp(`(error|warning) ${code}: `));
  expect(ran.code === 0).toBe(stderr.includes('warning') && !stderr.includes('error '));
});
