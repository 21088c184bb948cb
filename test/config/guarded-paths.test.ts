import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import seedSchema from '../../schema/directory.schema.json' with { type: 'json' };
import schema from '../../schema/governance.schema.json' with { type: 'json' };
import { putFile } from '../../src/engine/put-file.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { readContent } from '../../src/config/read-content.ts';
import { loadAccessTests } from '../../src/config/access-tests.ts';
import type { StandaloneFile } from '../../src/config/standalone.ts';
import { loadSeed } from '../../src/config/seed.ts';
import { renderDiagnostics } from '../../src/report/diagnostics-text.ts';
import { hasSection } from '../../src/config/sections.ts';
import { SECTIONS, SEED_SECTIONS } from '../../src/schema/sections.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { resetTenant } from '../../src/tenant/storage/reset.ts';
import { folderOnDisk } from '../support/cli.ts';

const readTests = (file: StandaloneFile) =>
  loadAccessTests(file, { declarations: [], document: { version: 1, tenant: {} } });
let folder = '';
beforeEach(() => {
  folder = folderOnDisk();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows the sections of the schema', () => {
  expect([...SECTIONS].sort()).toEqual(
    Object.keys(schema.properties)
      .filter((name) => !name.startsWith('$'))
      .sort(),
  );
});

it.each([
  ['tenant: { displayName: X }', true],
  ['\uFEFFtenant:\n  displayName: X', true],
  ['{"users":[],"tenant":{"displayName":"X"}}', true],
  ['{"appId":"1","password":"s3cret","tenant":"contoso"}', false],
  ['tenant: contoso\npassword: s3cret', false],
  ['PATH=/bin\u0000tenant=1', false],
])('takes %j for a file of its own: %s', (text, expected) => {
  expect(hasSection(text, ['tenant'])).toBe(expected);
});

it('knows the sections of a seed', () => {
  expect([...SEED_SECTIONS].sort()).toEqual(Object.keys(seedSchema.properties).sort());
});

describe('a file with a section of ours that belongs to something else', () => {
  it.each([
    '{"version":"1.2.3","name":"s3cret"}',
    '{"name":"s3cret","version":"1.2.3","private":true}',
    '{\n  "name": "s3cret",\n  "version": "1.2.3"\n}',
    '{"version":1,"name":"s3cret",',
    'version: 1\nservices:\n  web: { environment: { PASSWORD: s3cret } }',
    'variables:\n  A: x\ndeploy:\n  script: [s3cret',
    'include: []\nstages: [s3cret]\n\tx',
  ])('is included without a word of it being shown: %j', async (text) => {
    const lines = ['version: 1', 'tenant: { embedded: tenant }', 'include: [foreign.json]'];
    writeFileSync(path.join(folder, 'governance.yaml'), lines.join('\n'));
    writeFileSync(path.join(folder, 'foreign.json'), text);
    const { diagnostics, sources } = await loadConfiguration({
      file: 'governance.yaml',
      cwd: folder,
      env: {},
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['CONFIG_FOREIGN']);
    expect(renderDiagnostics(diagnostics, sources, { color: false })).not.toContain('s3cret');
    expect(diagnostics[0]?.summary).toMatch(/foreign\.json .* line \d begins a section/);
  });

  it.each([
    ['tenant: { displayName: X }\npasswords: { a: s3cret }', loadSeed],
    ['tests: [ { name: s3cret } ]\nsecrets: [ s3cret ]', readTests],
  ])('is read as a seed or as tests without a word of it being shown: %j', async (text, read) => {
    writeFileSync(path.join(folder, 'foreign.yaml'), text);
    const { diagnostics, sources } = await read({ file: 'foreign.yaml', cwd: folder });
    expect(diagnostics.map(({ code }) => code)).toEqual(['CONFIG_FOREIGN']);
    expect(renderDiagnostics(diagnostics, sources, { color: false })).not.toContain('s3cret');
  });

  it.each(['polices: {}\n', 'catalogs: {}\npackage: {}\n', 'catalogs:\n  a b\n  c: {}\n'])(
    'is not one of ours with a section misspelled, or a broken line: %j',
    async (text) => {
      const lines = ['version: 1', 'tenant: { embedded: tenant }', 'include: [own.yaml]', 'policies: {}'];
      writeFileSync(path.join(folder, 'governance.yaml'), lines.join('\n'));
      writeFileSync(path.join(folder, 'own.yaml'), `packages: {}\n${text}`);
      const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
      expect(diagnostics).not.toEqual([]);
      for (const { range } of diagnostics) expect(range?.file).toBe('own.yaml');
    },
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

it.runIf(existsSync('/dev/shm'))(
  'reads what lies in memory as on disk, and no device beside it',
  async () => {
    const memory = mkdtempSync('/dev/shm/entente-test-');
    writeFileSync(path.join(memory, 'governance.yaml'), 'version: 1');
    expect(await readContent(path.join(memory, 'governance.yaml'))).toHaveProperty('bytes');
    expect(await readContent('/dev/null')).toEqual({ fault: 'it is not a regular file' });
    rmSync(memory, { recursive: true });
  },
);

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

it('resets only its own files, what a link names not at all, and nothing when one of them is a folder', async () => {
  const own = path.join(folder, 'own');
  const make = async () => (await openTenant({ dataDir: own })).close();
  await make();
  mkdirSync(path.join(own, 'log.ndjson.new'));
  const before = readdirSync(own);
  await expect(resetTenant(own, folder)).rejects.toThrow('log.ndjson.new is a folder');
  expect(readdirSync(own)).toEqual(before);
  rmSync(path.join(own, 'log.ndjson.new'), { recursive: true });
  // Not in use any more, either.
  await make();
  writeFileSync(path.join(folder, 'outside'), 'precious');
  symlinkSync(path.join(folder, 'outside'), path.join(own, 'log.ndjson.new'));
  writeFileSync(path.join(own, 'notes'), 'precious');
  mkdirSync(path.join(folder, 'work'));
  symlinkSync(folder, path.join(folder, 'work', 'up'));
  await expect(resetTenant(path.join(folder, 'work/up/own'), folder)).rejects.toThrow('is a link');
  expect(await resetTenant(own, folder)).toBe(true);
  expect(readdirSync(own)).toEqual(['notes']);
  expect(readFileSync(path.join(folder, 'outside'), 'utf8')).toBe('precious');
  // Unmarked now, so that nothing in it is ours.
  await expect(resetTenant(own, folder)).rejects.toThrow('TENANT_FOREIGN');
  rmSync(path.join(own, 'notes'));
  // One line of a log makes no log of what follows.
  writeFileSync(path.join(own, 'log.ndjson'), '[["meta","x",null]]\nprecious\n');
  await expect(resetTenant(own, folder)).rejects.toThrow('TENANT_FOREIGN');
  expect(readFileSync(path.join(own, 'log.ndjson'), 'utf8')).toContain('precious');
});

it('includes a file once that links lead to in a loop', async () => {
  mkdirSync(path.join(folder, 'teams/a'), { recursive: true });
  symlinkSync('..', path.join(folder, 'teams/a/up'));
  // Before the file in the order of the alphabet.
  symlinkSync('../a', path.join(folder, 'teams/a/again'));
  writeFileSync(
    path.join(folder, 'teams/a/governance.yaml'),
    'catalogs: { partners: { displayName: Partners } }\n',
  );
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    "version: 1\ntenant: { embedded: tenant }\ninclude: ['teams/**']\n",
  );
  const { configuration, diagnostics } = await loadConfiguration({
    file: 'governance.yaml',
    cwd: folder,
    env: {},
  });
  expect(diagnostics).toEqual([]);
  expect(configuration?.files.map(({ name }) => name)).toEqual([
    'governance.yaml',
    'teams/a/governance.yaml',
  ]);
});

it('includes a file by the first of its links, and all in the order of the alphabet', async () => {
  for (const each of ['held', 'links/a', 'links/b']) mkdirSync(path.join(folder, each), { recursive: true });
  for (const name of ['one', 'two']) {
    writeFileSync(
      path.join(folder, `held/${name}.yaml`),
      `catalogs: { ${name}: { displayName: ${name} } }\n`,
    );
  }
  // Two of one length for each file, where files stand before folders, and the longer stands first.
  symlinkSync('../held/one.yaml', path.join(folder, 'links/zzz.yaml'));
  symlinkSync('../../held/one.yaml', path.join(folder, 'links/b/z.yaml'));
  symlinkSync('../../held/two.yaml', path.join(folder, 'links/a/long.yaml'));
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    "version: 1\ntenant: { embedded: tenant }\ninclude: ['links/**']\n",
  );
  const { configuration } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  expect(configuration?.files.map(({ name }) => name)).toEqual([
    'governance.yaml',
    'links/a/long.yaml',
    'links/b/z.yaml',
  ]);
});

describe('a file that an option names', () => {
  const isOurs = (text: string) => text.startsWith('ours');
  const at = (name: string) => path.join(folder, name);

  it('is written over one of its own sort, and over no other', async () => {
    await putFile(at('new'), 'ours 1', isOurs, 0o600);
    await putFile(at('new'), 'ours 2', isOurs, 0o600);
    expect(readFileSync(at('new'), 'utf8')).toBe('ours 2');
    expect(statSync(at('new')).mode & 0o777).toBe(0o600);
    writeFileSync(at('governance.yaml'), 'version: 1');
    await expect(putFile(at('governance.yaml'), 'ours', isOurs)).rejects.toThrow('would be lost');
    expect(readFileSync(at('governance.yaml'), 'utf8')).toBe('version: 1');
    expect(readdirSync(folder).sort()).toEqual(['governance.yaml', 'new']);
  });

  it('is written where a link leads, which stays one', async () => {
    writeFileSync(at('target'), 'ours');
    symlinkSync('target', at('link'));
    await putFile(at('link'), 'ours too', isOurs);
    expect([lstatSync(at('link')).isSymbolicLink(), readFileSync(at('target'), 'utf8')]).toEqual([
      true,
      'ours too',
    ]);
  });
});
