/** Catalogs of a tenant that is grown already, taken in one by one beside what a configuration declares. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const GROWN = `version: 1
tenant: { embedded: tenant, seed: directory.yaml }
state: { file: grown.state.json }
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.example }] }
  litware: { displayName: Litware, identitySources: [{ domain: litware.example }] }
catalogs:
  sales: { displayName: Sales }
  research: { displayName: Research }
packages:
  leads: { catalog: sales, displayName: Leads, incompatibleAccessPackages: [lab] }
  lab: { catalog: research, displayName: Lab }
policies:
  partners:
    accessPackage: leads
    displayName: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fabrikam }, { connectedOrganization: litware }]
  staff: { accessPackage: lab, displayName: Staff, allowedTargetScope: allMemberUsers }
`;
const OURS = `version: 1
tenant: { embedded: tenant, seed: directory.yaml }
connectedOrganizations:
  fab: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.example }] } # ours
packages:
  lab: { catalog: own, displayName: Own lab }
catalogs: { own: { displayName: Own } }
`;

const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
users: [{ userPrincipalName: alice@contoso.com, displayName: Alice }]
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.example] }
  - { displayName: Litware, domains: [litware.example] }
`;

const template = temporaryFolder();
let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const write = (name: string, content: string) => writeFileSync(path.join(folder, name), content);

beforeAll(async () => {
  folder = template;
  write('directory.yaml', SEED);
  write('grown.yaml', GROWN);
  expect(await run('apply', '--auto-approve', '-f', 'grown.yaml')).toMatchObject({ code: 0 });
  write('governance.yaml', OURS);
  const adopted = await run('apply', '--auto-approve', '--adopt');
  expect(adopted).toMatchObject({ code: 0 });
});

async function expectNothingToDo(): Promise<void> {
  expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(await run('drift')).toMatchObject({ code: 0 });
}

afterAll(() => rmSync(template, { recursive: true }));
beforeEach(() => {
  folder = temporaryFolder();
  cpSync(template, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('import --catalog beside what is declared', () => {
  it('writes a file, includes it, leaves nothing out, and the next plan is empty', async () => {
    const imported = await run('import', '--catalog', 'Sales');
    expect(imported).toMatchObject({
      code: 0,
      stdout: 'Imported 4 objects into catalogs/sales.yaml, governance.yaml.\n',
      stderr: expect.not.stringContaining('not imported') as string,
    });
    expect(text('governance.yaml')).toBe(`${OURS}include: [catalogs/sales.yaml]\n`);
    const sales = text('catalogs/sales.yaml');
    // Ours by its key; those that nothing here manages under existing, by names that no other has.
    expect(sales).toContain('{ connectedOrganization: fab }');
    expect(sales).toMatch(
      /^existing:\n {2}connectedOrganizations:\n {4}litware: \{ displayName: Litware \}\n {2}packages:\n {4}lab-2: \{ displayName: Lab \}$/m,
    );
    expect(sales).not.toContain('no longer has');
    expect(await run('fmt', '--check')).toMatchObject({ code: 0 });
    await expectNothingToDo();
  });

  it('takes in what it referred to before under the same key, which is no longer named as existing', async () => {
    await run('import', '--catalog', 'Sales');
    const imported = await run('import', '--catalog', 'Research');
    expect(imported).toMatchObject({
      code: 0,
      stdout: 'Imported 4 objects into catalogs/research.yaml, governance.yaml, catalogs/sales.yaml.\n',
    });
    expect(text('catalogs/research.yaml')).toContain('lab-2: { catalog: research, displayName: Lab }');
    expect(text('catalogs/sales.yaml')).toContain('incompatibleAccessPackages: [lab-2]');
    // The map that held it goes with its last entry.
    expect(text('catalogs/sales.yaml')).toMatch(
      /^existing:\n {2}connectedOrganizations:\n {4}litware: \{ displayName: Litware \}$/m,
    );
    expect(text('governance.yaml')).toContain('include: [catalogs/sales.yaml, catalogs/research.yaml]');
    await expectNothingToDo();
  });

  it('takes several at once, under patterns that match already', async () => {
    mkdirSync(path.join(folder, 'catalogs'));
    write('catalogs/own.yaml', 'catalogs: { more: { displayName: More } }\n');
    write('governance.yaml', `${OURS}include:\n  - catalogs/*.yaml # one a catalog\n`);
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const before = text('governance.yaml');
    expect(await run('import', '--catalog', 'Sales', '--catalog', 'Research')).toMatchObject({
      code: 0,
      stdout: 'Imported 8 objects into catalogs/research.yaml, catalogs/sales.yaml.\n',
    });
    expect(text('governance.yaml')).toBe(before);
    expect(text('catalogs/sales.yaml')).toContain('incompatibleAccessPackages: [lab-2]');
    await expectNothingToDo();
  });

  it('changes nothing with --dry-run, and names what it would write', async () => {
    const dry = await run('import', '--catalog', 'Sales', '--dry-run');
    expect(dry.stdout).toContain('Would write:\n  catalogs/sales.yaml\n  governance.yaml\n');
    expect(text('governance.yaml')).toBe(OURS);
    expect(existsSync(path.join(folder, 'catalogs'))).toBe(false);
  });

  it.each([
    [
      'a catalog that is managed already',
      OURS,
      'Own',
      /^governance\.yaml:7:13: error IMPORT_DECLARED: catalog\.own is managed already$/m,
    ],
    [
      'a catalog that others own by the configuration',
      `${OURS}existing: { catalogs: { theirs: { displayName: Sales } } }\n`,
      'Sales',
      /^governance\.yaml:8:25: error IMPORT_DECLARED: catalog\.theirs is named under existing, as what others own$/m,
    ],
  ])('refuses %s in one message', async (_what, configuration, name, message) => {
    write('governance.yaml', configuration);
    const { code, stderr } = await run('import', '--catalog', name);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.match(/error IMPORT/g)).toHaveLength(1);
    expect(existsSync(path.join(folder, 'catalogs'))).toBe(false);
  });

  it('refuses what the defaults of the configuration would change', async () => {
    write('governance.yaml', `${OURS}defaults: { packages: { isHidden: true } }\n`);
    const { code, stderr } = await run('import', '--catalog', 'Sales');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        'error IMPORT_DECLARED: The defaults in governance.yaml would change what is imported',
      ),
    ]);
    expect(existsSync(path.join(folder, 'catalogs'))).toBe(false);
  });

  it('refuses the whole tenant, and says how to take one more catalog in', async () => {
    const { code, stderr } = await run('import');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('Take one more catalog in with --catalog NAME'),
    ]);
  });

  it('keeps a file that is there', async () => {
    mkdirSync(path.join(folder, 'catalogs'));
    write('catalogs/sales.yaml', '# notes\n');
    const { code, stderr } = await run('import', '--catalog', 'Sales');
    expect([code, stderr]).toEqual([1, expect.stringContaining('catalogs/sales.yaml is there already')]);
    expect(text('catalogs/sales.yaml')).toBe('# notes\n');
  });
});

describe('import --catalog into a folder of its own', () => {
  it('names what it refers to under existing', async () => {
    const imported = await run('import', '--catalog', 'Sales', '--out', 'sales');
    expect(imported.stderr).not.toContain('not imported');
    expect(text('sales/governance.yaml')).toContain('fabrikam: { displayName: Fabrikam }');
    expect(await run('plan', '--detailed-exitcode', '-f', 'sales/governance.yaml')).toMatchObject({
      code: 0,
    });
  });
});
