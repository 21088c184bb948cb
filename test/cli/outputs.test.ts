/** Files that options name to be written: never over the project's own, nor over what is not of the same sort of ours. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFiles } from '../../src/engine/replace-files.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at('teams'));
  writeFileSync(at('teams/empty.yaml'), '');
  writeFileSync(at('seed.yaml'), SEED);
  writeFileSync(
    at('governance.yaml'),
    [
      'version: 1',
      'tenant: { embedded: tenant, seed: seed.yaml }',
      'include: [teams/*.yaml]',
      'catalogs: { c: { displayName: C } }',
      'packages: { p: { catalog: c, displayName: P } }',
      'policies: { p: { accessPackage: p, displayName: P, allowedTargetScope: allMemberUsers } }',
      'tests: [ { name: t, requestor: alice@contoso.com, can: { p: {} } } ]',
    ].join('\n'),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const SEED =
  'tenant: { displayName: Contoso, domains: [contoso.com] }\nusers: [ { userPrincipalName: alice@contoso.com, displayName: Alice } ]\n';
const at = (name: string) => path.join(folder, name);
const run = (...args: string[]) => entente(args, { cwd: folder });

const WRITERS = [
  ['plan', '-o'],
  ['check', '--sarif'],
  ['drift', '--html'],
  ['access', 'matrix', '--html'],
  ['test', '--junit'],
  ['test', '--coverage-lcov'],
];
const OWN = [
  'governance.yaml',
  'teams/empty.yaml',
  'seed.yaml',
  'governance.state.json',
  './governance.state.json',
  'governance.state.json.lock',
  'governance.state.json.journal.x',
  'governance.state.json.backup',
  'tenant/report',
  'tenant/log.ndjson',
];

const files = () =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => lstatSync(at(name)).isFile())
    .sort();
const content = () => new Map(files().map((name) => [name, readFileSync(at(name), 'utf8')]));

describe('the project itself', () => {
  it.each(WRITERS)('is never written to by %s %s', async (...writer) => {
    for (const applied of [false, true]) {
      if (applied) expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
      symlinkSync(at('governance.state.json'), at('link'));
      const before = content();
      for (const name of [...OWN, 'link']) {
        const { code, stdout, stderr } = await run(...writer, name);
        expect([name, code, stdout]).toEqual([name, 1, '']);
        expect(stderr).toMatch(/error OUTPUT_FILE: Cannot write \S+: (it|the) /);
        expect(stderr).toContain(`Cannot write ${name}: `);
      }
      expect(content()).toEqual(before);
      rmSync(at('link'));
    }
    const { code, stderr } = await run('state', 'list');
    expect([code, stderr]).toEqual([0, '']);
  });

  it('is not written to by show, which needs no configuration', async () => {
    expect(await run('plan', '-o', 'plan.json')).toMatchObject({ code: 0 });
    const { code, stderr } = await run('show', 'plan.json', '--html', 'governance.state.json');
    expect([code, stderr]).toEqual([1, expect.stringContaining('error OUTPUT_FILE: ')]);
    rmSync(at('governance.yaml'));
    expect(await run('show', 'plan.json', '--html', 'page.html')).toMatchObject({ code: 0 });
  });

  it.each(WRITERS)('has places in every environment, which %s %s leaves free', async (...writer) => {
    const yaml = readFileSync(at('governance.yaml'), 'utf8');
    writeFileSync(
      at('governance.yaml'),
      [
        yaml,
        'variables: { stage: base }',
        'environments:',
        '  prod: { state: { file: prod.json }, tenant: { embedded: prod-tenant, seed: prod.yaml } }',
        '  test: { variables: { stage: test }, state: { file: "${var.stage}.json" } }',
        '  far: { state: { http: { address: "https://state.example.com" } } }',
      ].join('\n'),
    );
    const before = content();
    const places = ['prod.json', 'prod.json.lock', 'test.json', 'governance.state.json'];
    for (const env of [[], ['--env', 'prod'], ['--env', 'test'], ['--env', 'far']])
      for (const name of [...places, 'prod-tenant/log.ndjson', 'prod.yaml']) {
        const { code, stderr } = await run(...writer, name, ...env);
        expect([name, code, stderr]).toEqual([name, 1, expect.stringContaining('error OUTPUT_FILE: ')]);
      }
    expect(content()).toEqual(before);
  });

  it('is not written to when its configuration is not valid either', async () => {
    expect(await run('plan', '-o', 'plan.json')).toMatchObject({ code: 0 });
    for (const broken of ['catalogs: 7', '{', `state: { file: s.json }\ncatalogs: 7`]) {
      writeFileSync(at('governance.yaml'), `version: 1\n${broken}`);
      for (const name of [
        'governance.yaml',
        broken.includes('s.json') ? 's.json' : 'governance.state.json',
      ]) {
        const shown = await run('show', 'plan.json', '--html', name);
        expect([name, shown.code, shown.stderr]).toEqual([name, 1, expect.stringContaining('OUTPUT_FILE')]);
      }
    }
  });

  it('has the place of its state elsewhere than below a folder that links to it', async () => {
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('linked'));
    const yaml = readFileSync(at('governance.yaml'), 'utf8');
    writeFileSync(at('governance.yaml'), `${yaml}\nstate: { file: linked/s.json }`);
    expect((await run('plan', '-o', 'real/s.json')).stderr).toContain('the state has its place there');
    expect(existsSync(at('real/s.json'))).toBe(false);
  });
});

describe('what ENTENTE_DIAGNOSTICS names', () => {
  const noted = (name: string, ...args: string[]) =>
    entente(args, { cwd: folder, env: { ENTENTE_DIAGNOSTICS: name } });

  it.each(['warned of', 'not valid'])('is no file of a project that is %s', async (state) => {
    const yaml = readFileSync(at('governance.yaml'), 'utf8');
    const rest = state === 'not valid' ? 'groups: 7' : 'variables: { unused: x }';
    writeFileSync(
      at('governance.yaml'),
      `${yaml}\n${rest}\nenvironments: { prod: { state: { file: p.json } } }`,
    );
    const before = content();
    for (const name of [...OWN, 'p.json']) {
      const { stderr } = await noted(name, 'validate');
      expect([name, stderr]).toEqual([name, expect.stringContaining('Cannot write ENTENTE_DIAGNOSTICS: ')]);
      expect(stderr.match(/Cannot write ENTENTE_DIAGNOSTICS/g)).toHaveLength(1);
    }
    expect(content()).toEqual(before);
  });

  it('is added to when it holds diagnostics, and left as it is when it holds something else', async () => {
    for (let lines = 1; lines <= 2; lines += 1) {
      expect(await noted('own', 'plan', '-f', 'missing.yaml')).toMatchObject({ code: 1 });
      expect(readFileSync(at('own'), 'utf8').match(/\n/g)).toHaveLength(lines);
    }
    for (const text of ['{"name":"package"}\n', 'a\n', '{', '\n']) {
      writeFileSync(at('other'), text);
      const { stderr } = await noted('other', 'plan', '-f', 'missing.yaml');
      expect(stderr).toContain('Cannot write ENTENTE_DIAGNOSTICS: it holds something else');
      expect(readFileSync(at('other'), 'utf8')).toBe(text);
    }
  });
});

describe('a file that holds something else', () => {
  const page =
    '<!doctype html>\n<html><head><title>Ours?</title></head><body>generator Entente</body></html>';
  const run1 = (name: string) => ({ tool: { driver: { name } }, results: [] });
  it.each<[string[], string]>([
    [['plan', '-o'], '{"digest":"x","changes":[],"tool":{"name":"terraform"}}'],
    [['plan', '-o'], '{"note":"\\"digest\\" and \\"changes\\""}'],
    [['plan', '-o'], '{ "digest": "changes"'],
    [['check', '--sarif'], '{"scripts":{"lint":"sarif"}}'],
    [['check', '--sarif'], JSON.stringify({ version: '2.1.0', runs: [run1('CodeQL')] })],
    [['check', '--sarif'], JSON.stringify({ version: '2.1.0', runs: [run1('Entente'), run1('CodeQL')] })],
    [['drift', '--html'], page],
    [['access', 'matrix', '--html'], `${page}<meta name="generator" content="Entente">`],
    [['test', '--junit'], '<testsuites name="jest tests"><testsuite/></testsuites>'],
    [['test', '--coverage-lcov'], 'TN:\nSF:src/other.ts\nend_of_record\n'],
  ])('is not written over by %s: %s', async (writer, text) => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    writeFileSync(at('other'), text);
    const { code, stderr } = await run(...writer, 'other');
    expect([code, stderr]).toEqual([1, expect.stringContaining('it holds something else')]);
    expect(readFileSync(at('other'), 'utf8')).toBe(text);
  });

  it.each(WRITERS)('is told from what %s %s wrote before', async (...writer) => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    for (let times = 0; times < 2; times += 1) expect(await run(...writer, 'own')).toMatchObject({ code: 0 });
  });
});

describe('a link', () => {
  it.each(WRITERS)('that leads to nothing yet stays one after %s %s', async (...writer) => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    mkdirSync(at('out'));
    symlinkSync('out/report', at('link'));
    expect(await run(...writer, 'link')).toMatchObject({ code: 0 });
    expect(readlinkSync(at('link'))).toBe('out/report');
    expect(readFileSync(at('out/report'), 'utf8')).not.toBe('');
  });

  it.each(WRITERS)('in a circle is refused by %s %s, and stays', async (...writer) => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    const { code, stderr } = await run(...writer, 'a');
    expect([code, stderr]).toEqual([1, expect.stringContaining('its links lead in a circle')]);
    expect([readlinkSync(at('a')), readlinkSync(at('b'))]).toEqual(['b', 'a']);
  });

  it('to a file that is not there stays one when a configuration is written', async () => {
    symlinkSync('out.yaml', at('link.yaml'));
    await replaceFiles([{ path: at('link.yaml'), text: 'version: 1\n' }]);
    expect([readlinkSync(at('link.yaml')), readFileSync(at('out.yaml'), 'utf8')]).toEqual([
      'out.yaml',
      'version: 1\n',
    ]);
  });
});
