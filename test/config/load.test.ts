import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEAD = 'version: 1\ntenant: { embedded: .entente/tenant, seed: directory.yaml }\n';

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/** Long enough to be read in pieces. */
const LARGE = stringify(makeEnterprise({ packages: 250 }).governance, { aliasDuplicateObjects: false });

const load = (options: { environment?: string; env?: Record<string, string> } = {}) =>
  loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {}, ...options });

describe('loading', () => {
  it('knows the place of every value, also after an include', async () => {
    write({
      'governance.yaml': `${HEAD}include: [teams/*.yaml]\n`,
      'teams/tango.yaml':
        'catalogs:\n  partners:\n    displayName: Partners\n    isExternallyVisible: true\n',
    });
    const { configuration } = await load();
    expect(configuration?.rangeOf(['catalogs', 'partners', 'isExternallyVisible'])).toMatchObject({
      file: 'teams/tango.yaml',
      start: { line: 4, column: 26 },
      end: { line: 4, column: 30 },
    });
    expect(configuration?.rangeOf(['catalogs', 'partners'])).toMatchObject({ start: { line: 2, column: 3 } });
    // What is not written down is told by what encloses it.
    expect(configuration?.rangeOf(['catalogs', 'partners', 'state'])).toMatchObject({
      start: { line: 2, column: 3 },
    });
    expect(configuration?.files.map(({ name }) => name)).toEqual(['governance.yaml', 'teams/tango.yaml']);
  });

  it('fills in variables and the environment, with their types', async () => {
    write({
      'governance.yaml':
        'variables: { visible: true, name: Tango }\n' +
        HEAD +
        'catalogs:\n  partners:\n    displayName: "${var.name} of ${env.OWNER} for $${money}"\n    isExternallyVisible: "${var.visible}"\n',
    });
    const { configuration, diagnostics } = await load({ env: { ENTENTE_VAR_OWNER: 'Contoso' } });
    expect(diagnostics).toEqual([]);
    expect(configuration?.document.catalogs).toEqual({
      partners: { displayName: 'Tango of Contoso for ${money}', isExternallyVisible: true },
    });
  });

  it('lays an environment over the file: maps merge, lists and choices are replaced, null takes away', async () => {
    write({
      'governance.yaml': `${HEAD}sponsors:
  alice: { user: alice@contoso.com }
  desk: { group: Desk }
catalogs:
  partners: { displayName: Partners, description: For all, isExternallyVisible: true }
  tests: { displayName: Tests }
environments:
  prod:
    tenant: { id: contoso.com }
    sponsors: { alice: { guest: alice@example.org } }
    catalogs: { partners: { description: For some }, tests: null }
`,
    });
    const { configuration, diagnostics } = await load({ environment: 'prod' });
    expect(diagnostics).toEqual([]);
    expect(configuration?.document).toMatchObject({
      tenant: { id: 'contoso.com' },
      sponsors: { alice: { guest: 'alice@example.org' }, desk: { group: 'Desk' } },
      catalogs: { partners: { displayName: 'Partners', description: 'For some', isExternallyVisible: true } },
    });
    expect(configuration?.document.tenant).not.toHaveProperty('embedded');
    expect(configuration?.document.sponsors?.['alice']).toEqual({ guest: 'alice@example.org' });
    expect(Object.keys(configuration?.document.catalogs ?? {})).toEqual(['partners']);
    const { diagnostics: unknown } = await load({ environment: 'prd' });
    expect(unknown).toMatchObject([{ code: 'CONFIG_ENVIRONMENT', hint: 'Did you mean "prod"?' }]);
    const { diagnostics: longer } = await load({ environment: 'production' });
    expect(longer[0]?.hint).toBe('Did you mean "prod"?');
  });

  it('tells once which entry an environment misnames', async () => {
    write({
      'governance.yaml': `${HEAD}catalogs: { partners: { displayName: Partners } }
packages: { tango: { catalog: partners, displayName: Tango } }
environments: { prod: { packages: { tanog: { description: For all } } } }
`,
    });
    const { diagnostics } = await load({ environment: 'prod' });
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'REFERENCE_UNKNOWN',
        summary: 'The environment "prod" changes packages.tanog, which is not declared',
        hint: 'Did you mean "tango"?',
        range: expect.objectContaining({
          start: expect.objectContaining({ line: 5, column: 37 }) as unknown,
        }) as unknown,
      }),
    ]);
  });

  it('changes its digest with every byte, the environment and what was read of the process', async () => {
    write({
      'governance.yaml': `${HEAD}catalogs:\n  a: { displayName: "\${env.NAME}" }\nenvironments: { prod: {} }\n`,
    });
    const digest = async (options: Parameters<typeof load>[0]) => (await load(options)).configuration?.digest;
    const first = await digest({ env: { ENTENTE_VAR_NAME: 'x', OTHER: '1' } });
    expect(await digest({ env: { ENTENTE_VAR_NAME: 'x', OTHER: '2' } })).toBe(first);
    expect(await digest({ env: { ENTENTE_VAR_NAME: 'y' } })).not.toBe(first);
    expect(await digest({ env: { ENTENTE_VAR_NAME: 'x' }, environment: 'prod' })).not.toBe(first);
    write({ 'governance.yaml': `${readFileSync(path.join(folder, 'governance.yaml'), 'utf8')}# more\n` });
    expect(await digest({ env: { ENTENTE_VAR_NAME: 'x' } })).not.toBe(first);
  });

  it('takes none of the files of a folder that an include names', async () => {
    write({ 'governance.yaml': `${HEAD}include: [parts]\n`, 'parts/a.yaml': 'catalogs: {}\n' });
    const { diagnostics } = await load();
    expect(diagnostics).toMatchObject([{ code: 'CONFIG_INCLUDE', summary: 'No file matches "parts"' }]);
    write({ 'governance.yaml': `${HEAD}include: ['[m-z]*']\n`, 'more.yaml': '{}' });
    const { configuration } = await load();
    expect(configuration?.files.map(({ name }) => name)).toEqual(['governance.yaml', 'more.yaml']);
  });

  it('does not follow a link out of the folder of the root file', async () => {
    const outside = temporaryFolder();
    writeFileSync(path.join(outside, 'secret.yaml'), 'catalogs: {}\n');
    write({ 'governance.yaml': `${HEAD}include: ["teams/*.yaml"]\n`, 'teams/a.yaml': '{}' });
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(folder, 'teams/link.yaml'));
    const { diagnostics } = await load();
    expect(diagnostics).toMatchObject([
      { code: 'CONFIG_INCLUDE', summary: '"teams/*.yaml" leaves the folder of the root file' },
    ]);
    rmSync(outside, { recursive: true });
  });

  it('takes __proto__ for the unknown word that it is', async () => {
    write({
      'governance.yaml': `${HEAD}catalogs:\n  a: { displayName: A, __proto__: { state: published } }\n`,
    });
    const { diagnostics } = await load();
    expect(diagnostics).toMatchObject([
      { code: 'SCHEMA_UNKNOWN', summary: 'catalogs.a has no property "__proto__"' },
    ]);
  });

  it('understands a large file, read in pieces, as it does one that is read whole', async () => {
    expect(LARGE.length).toBeGreaterThan(200_000);
    write({ 'governance.yaml': LARGE });
    const inPieces = await load();
    // A document marker is one of the things that make a text be read whole; it moves everything by one line.
    write({ 'governance.yaml': `---\n${LARGE}` });
    const whole = await load();
    expect(inPieces.configuration?.document).toEqual(whole.configuration?.document);
    for (const { path: at } of inPieces.configuration?.declarations ?? []) {
      const [here, there] = [inPieces, whole].map(({ configuration }) => configuration?.rangeOf(at)?.start);
      expect({ line: (there?.line ?? 0) - 1, column: there?.column }).toEqual({
        line: here?.line,
        column: here?.column,
      });
    }
  });

  it('finds the faults of a large file where they are', async () => {
    const lines = LARGE.split('\n');
    const twice = lines.indexOf('  package-7:');
    write({ 'governance.yaml': LARGE.replace('\n  package-9:\n', '\n  package-7:\n') });
    expect((await load()).diagnostics).toMatchObject([
      { code: 'CONFIG_DUPLICATE_KEY', related: [{ range: { start: { line: twice + 1 } } }] },
    ]);
    write({ 'governance.yaml': LARGE.replace('\n  policy-9:\n', '\n  policy-9: "\n') });
    expect((await load()).diagnostics.length).toBeGreaterThan(0);
    write({ 'governance.yaml': `${LARGE}sponsors2: &a {}\n` });
    expect((await load()).diagnostics).toMatchObject([{ code: 'SCHEMA_UNKNOWN' }]);
  });

  it('loses nothing of a large file that does not begin with a plain key', async () => {
    write({ 'governance.yaml': LARGE.replace('version: 1\n', '# Large\n\n"version": 1\n') });
    expect((await load()).diagnostics).toEqual([]);
    write({ 'governance.yaml': LARGE.replace(/^/gm, '- ').replaceAll('- \n', '') });
    expect((await load()).diagnostics).not.toEqual([]);
    write({ 'governance.yaml': Array.from({ length: 20_000 }, (_, index) => `- item ${index}\n`).join('') });
    expect((await load()).diagnostics).toMatchObject([{ summary: 'The file must be a map of sections' }]);
  });

  it('carries anchors from one piece of a large file to another', async () => {
    const text = LARGE.replace(
      '    description: What role 3 needs\n',
      '    description: &words Anchored\n',
    ).replace('    description: Who may have package 240\n', '    description: *words\n');
    write({ 'governance.yaml': text });
    const { configuration, diagnostics } = await load();
    expect(diagnostics).toEqual([]);
    expect(configuration?.document.policies?.['policy-240']?.description).toBe('Anchored');
  });
});
