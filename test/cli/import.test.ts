import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entente, ententeProcess, temporaryFolder } from '../support/cli.ts';

let root: string;
let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const text = (...names: string[]) => readFileSync(path.join(folder, ...names), 'utf8');

const template = temporaryFolder();

/** The example, applied once; every test has a copy of all that. */
beforeAll(async () => {
  const cwd = path.join(template, 'examples', 'contoso');
  cpSync(path.resolve(import.meta.dirname, '../../examples/contoso'), cwd, { recursive: true });
  expect(await entente(['apply', '--auto-approve'], { cwd })).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  root = temporaryFolder();
  cpSync(template, root, { recursive: true });
  folder = path.join(root, 'examples', 'contoso');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('import of a whole tenant', () => {
  it('writes files by catalog, with ids as comments, and a state, and then there is nothing to do', async () => {
    const { code, stdout } = await run('import', '--out', 'gov');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'Imported 20 objects into gov/governance.yaml, gov/catalogs/general.yaml, gov/catalogs/partner-projects.yaml.\n',
    });
    expect(text('gov', 'catalogs', 'partner-projects.yaml')).toMatch(
      /^ {2}# id [0-9a-f-]{36}\n {2}partner-projects:\n {4}displayName: Partner projects$/m,
    );
    expect(text('gov', 'governance.yaml')).toContain('include: [catalogs/*.yaml]');
    const plan = await run('plan', '--detailed-exitcode', '-f', 'gov/governance.yaml');
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes.') as string });
    expect((await run('drift', '-f', 'gov/governance.yaml')).code).toBe(0);
  });

  it('of many packages prints nothing that Node has to say of it', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `p${index}`);
    const lines = [
      'version: 1',
      'tenant: { embedded: many, seed: directory.yaml }',
      'catalogs: { main: { displayName: Main } }',
      'packages:',
      ...keys.map((key) => `  ${key}: { catalog: main, displayName: ${key} }`),
      'policies:',
      ...keys.map(
        (key) => `  ${key}: { accessPackage: ${key}, displayName: All, allowedTargetScope: allMemberUsers }`,
      ),
    ];
    writeFileSync(path.join(folder, 'many.yaml'), `${lines.join('\n')}\n`);
    expect((await run('apply', '--auto-approve', '-f', 'many.yaml')).code).toBe(0);
    const args = ['import', '--out', 'gov', '-f', 'many.yaml', '--force'];
    const { code, stderr } = await ententeProcess(args, { cwd: folder });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Warning')]);
  });

  it('overwrites neither files nor a state unless told', async () => {
    expect((await run('import', '--out', 'gov')).code).toBe(0);
    const before = text('gov', 'governance.yaml');
    expect(await run('import', '--out', 'gov')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('IMPORT_EXISTS') as string,
    });
    rmSync(path.join(folder, 'gov', 'governance.yaml'));
    rmSync(path.join(folder, 'gov', 'catalogs'), { recursive: true });
    const refused = await run('import', '--out', 'gov');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('The state gov/governance.state.json tracks 20 resources already');
    expect(readdirSync(path.join(folder, 'gov')).filter((name) => name.includes('yaml'))).toEqual([]);
    expect((await run('import', '--out', 'gov', '--force')).code).toBe(0);
    expect(text('gov', 'governance.yaml')).toBe(before);
  });

  it('adds to a file that declares nothing yet, and keeps what stands there', async () => {
    const least =
      '# ours\nversion: 1\ntenant: { embedded: ../../.entente/contoso } # local\nstate: { file: own.json }\n';
    writeFileSync(path.join(folder, 'own.yaml'), least);
    expect((await run('import', '-f', 'own.yaml')).code).toBe(0);
    expect(text('own.yaml').startsWith(least)).toBe(true);
    expect((await run('plan', '--detailed-exitcode', '-f', 'own.yaml')).code).toBe(0);
    expect(await run('import', '-f', 'own.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('own.yaml declares 20 resources already') as string,
    });
  });

  it('asks for the tenant where nothing says it', async () => {
    expect(await run('import', '-f', 'none.yaml')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('--tenant contoso.onmicrosoft.com') as string,
    });
    expect(existsSync(path.join(folder, 'none.yaml'))).toBe(false);
  });
});

describe('import of one object', () => {
  const idOf = async (address: string) => {
    const { stdout } = await run('state', 'show', address);
    return (
      /id\s+= "?([0-9a-f-]{36})/.exec(stdout)?.[1] ?? /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(stdout)?.[0] ?? ''
    );
  };

  it('records it under a declared address; the plan shows no change', async () => {
    const id = await idOf('policy.tango-auditors');
    expect((await run('state', 'rm', 'policy.tango-auditors')).code).toBe(0);
    expect((await run('plan')).stderr).toContain('PLAN_EXISTS');
    const { code, stdout } = await run('import', 'policy.tango-auditors', id);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `policy.tango-auditors is now "Internal auditors", id ${id}.\n`,
    });
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  });

  it('prints the lines that would declare it when it is not declared, and records nothing', async () => {
    const id = await idOf('policy.tango-auditors');
    await run('state', 'rm', 'policy.tango-auditors');
    const { code, stdout, stderr } = await run('import', 'policy.auditors', id);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('policies:\n  auditors:\n    accessPackage: tango-audit\n') as string,
    });
    expect(stderr).toContain('policy.auditors is not declared');
    expect((await run('state', 'list')).stdout).not.toContain('auditors');
  });

  it('refuses an object that has an address, an address that has an object, and what is not there', async () => {
    const id = await idOf('policy.tango-auditors');
    const other = '99999999-9999-4999-8999-999999999999';
    for (const [args, said] of [
      [['policy.tango-partners', id], `The object ${id} is policy.tango-auditors already`],
      [['policy.tango-auditors', other], `policy.tango-auditors is the object ${id} already`],
      [['catalog.new', other], `There is no catalog with the id ${other}`],
      [['nothing.new', other], '"nothing.new" is not a resource address'],
      [['settings', other], 'recognized without an id'],
      [['catalog.new'], 'Its Graph id is missing'],
    ] as const) {
      const { code, stderr } = await run('import', ...args);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(said) as string });
    }
  });
});

describe('adoption', () => {
  it('takes over what exists under the declared names, and shows what it will change', async () => {
    rmSync(path.join(root, '.entente', 'contoso.state.json'));
    const yaml = text('teams', 'tango', 'governance.yaml');
    writeFileSync(
      path.join(folder, 'teams', 'tango', 'governance.yaml'),
      yaml.replace('All that a partner engineer needs', 'Another description'),
    );
    expect((await run('plan')).stderr).toContain('PLAN_EXISTS');
    const { code, stdout } = await run('plan', '--adopt');
    expect(code).toBe(0);
    expect(stdout).toContain('accessPackage.project-tango will be updated in place (it exists already)');
    expect(stdout).toMatch(/description = "All that a partner engineer needs" -> "Another description"/);
    expect(stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy, 16 to take over.');
    expect((await run('apply', '--adopt', '--auto-approve')).code).toBe(0);
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  });
});

describe('import --dry-run', () => {
  const everything = () =>
    Object.fromEntries(
      readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => path.join(parentPath, name))
        .map((file) => [file, readFileSync(file, 'utf8')]),
    );

  it('says what a whole import would write, and writes nothing', async () => {
    const before = everything();
    const { code, stdout, stderr } = await run('import', '--out', 'gov', '--dry-run');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        'Would import 20 objects and leave out 0 objects:',
        '  accessPackage          2',
        '  catalog                2',
        '  catalogResource        3',
        '  catalogRole            2',
        '  connectedOrganization  2',
        '  endUserSettings        1',
        '  packageResourceRole    5',
        '  policy                 2',
        '  settings               1',
        'Would write:',
        '  gov/governance.yaml',
        '  gov/catalogs/general.yaml',
        '  gov/catalogs/partner-projects.yaml',
        '  gov/governance.schema.json',
        '  gov/included.schema.json',
        '',
      ].join('\n'),
    });
    expect(stderr).toContain('Nothing was written.');
    expect(everything()).toEqual(before);
  });

  it('refuses what the import itself would refuse', async () => {
    expect((await run('import', '--out', 'gov')).code).toBe(0);
    rmSync(path.join(folder, 'gov', 'governance.yaml'));
    rmSync(path.join(folder, 'gov', 'catalogs'), { recursive: true });
    const { code, stderr } = await run('import', '--out', 'gov', '--dry-run');
    expect([code, stderr]).toEqual([1, expect.stringContaining('tracks 20 resources already') as string]);
    expect((await run('import', '--out', 'gov', '--dry-run', '--force')).code).toBe(0);
  });

  it('says for programs where each object comes to stand, as the import does', async () => {
    const preview = await run('import', '--out', 'gov', '--dry-run', '--json');
    const real = await run('import', '--out', 'gov', '--json');
    const [said, done] = [preview, real].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect(said).toEqual({ ...done, dryRun: true });
    expect(done).toMatchObject({
      formatVersion: 1,
      dryRun: false,
      imported: 20,
      leftOut: 0,
      counts: { policy: 2, accessPackage: 2 },
      remarks: [],
    });
    const listed = done?.['resources'] as {
      address: string;
      id: string;
      source: { file: string; line: number };
    }[];
    expect(listed).toHaveLength(20);
    for (const { address, id, source } of listed.filter(({ address: at }) =>
      /^(policy|accessPackage)/.test(at),
    )) {
      const lines = text(...source.file.split('/')).split('\n');
      expect(lines[source.line - 1]?.trim()).toBe(`${address.split('.')[1]}:`);
      expect(lines[source.line - 2]?.trim()).toBe(`# id ${id}`);
    }
  });

  it('of one object leaves the state alone', async () => {
    const { stdout } = await run('state', 'show', 'policy.tango-auditors');
    const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(stdout)?.[0] ?? '';
    expect((await run('state', 'rm', 'policy.tango-auditors')).code).toBe(0);
    const before = everything();
    const { code, stdout: told } = await run('import', 'policy.tango-auditors', id, '--dry-run');
    expect({ code, told }).toEqual({
      code: 0,
      told: `policy.tango-auditors would be "Internal auditors", id ${id}.\n`,
    });
    const json = async (...args: string[]) => {
      const { code: exit, stdout: body } = await run('import', ...args, id, '--json');
      return { exit, body: JSON.parse(body) as Record<string, unknown> };
    };
    expect(await json('policy.tango-auditors', '--dry-run')).toMatchObject({
      exit: 0,
      body: { dryRun: true, recorded: false, address: 'policy.tango-auditors', id, declaration: null },
    });
    expect(await json('policy.auditors')).toMatchObject({
      exit: 1,
      body: {
        recorded: false,
        declaration: expect.stringContaining('policies:\n  auditors:\n') as string,
        remarks: [{ code: 'IMPORT_UNDECLARED' }],
      },
    });
    expect(everything()).toEqual(before);
    expect(await json('policy.tango-auditors')).toMatchObject({
      exit: 0,
      body: { dryRun: false, recorded: true },
    });
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  });
});

describe('an import that people keep', () => {
  const write = (name: string, lines: readonly string[], end = '\n') =>
    writeFileSync(path.join(folder, name), lines.map((line) => `${line}${end}`).join(''));
  const TENANT = 'tenant: { embedded: ../../.entente/contoso }';

  it('writes a sponsor once, and refers to it by key wherever it stands', async () => {
    rmSync(path.join(root, '.entente', 'contoso.state.json'));
    expect((await run('import', '--out', 'gov')).code).toBe(0);
    expect(text('gov', 'governance.yaml')).toContain(
      [
        'sponsors:',
        '  alice: { user: alice@contoso.com }',
        '  bob: { guest: bob@fabrikam.com }',
        '  desk: { group: Partner Desk }',
        '  wendy: { guest: wendy@woodgrove.example }',
        '',
      ].join('\n'),
    );
    const lines = text('gov', 'governance.yaml');
    expect([...lines.matchAll(/alice@contoso\.com/g)]).toHaveLength(1);
    expect(lines).toContain('internalSponsors: [alice, desk]');
    expect(text('gov', 'catalogs', 'partner-projects.yaml')).toContain('fallbackPrimaryApprovers: [alice]');
  });

  it('keeps the addresses of the state, and the keys of sponsors', async () => {
    expect((await run('import', '--out', 'gov')).code).toBe(0);
    const { stdout } = await run('state', 'list', '-f', 'gov/governance.yaml');
    const own = (listed: string) =>
      listed.split('\n').filter((line) => /^(policy|accessPackage|connected)/.test(line));
    expect(own(stdout)).toEqual(own((await run('state', 'list')).stdout));
    expect(text('gov', 'governance.yaml')).toContain('desk: { group: Partner Desk }');
    // A name that changes changes no key.
    const file = path.join(folder, 'gov', 'catalogs', 'partner-projects.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('displayName: Internal auditors', 'displayName: Others'),
    );
    expect((await run('apply', '--auto-approve', '-f', 'gov/governance.yaml')).code).toBe(0);
    expect((await run('import', '--force', '--out', 'gov')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^ {2}tango-auditors:\n.*\n {4}displayName: Others$/m);
  });

  it('refers to the sponsors that the file has, and ends its lines as the file does', async () => {
    write(
      'own.yaml',
      ['version: 1', TENANT, 'state: { file: own.json }', 'sponsors:', '  ali: { user: ALICE@contoso.com }'],
      '\r\n',
    );
    expect((await run('import', '-f', 'own.yaml')).code).toBe(0);
    const said = text('own.yaml');
    expect(said).toContain('internalSponsors: [ali]\r\n');
    expect(said.split('\n').filter((line) => !line.endsWith('\r'))).toEqual(['']);
    expect((await run('plan', '--detailed-exitcode', '-f', 'own.yaml')).code).toBe(0);
  });

  it('says which section without entries is in the way', async () => {
    write('own.yaml', ['version: 1', TENANT, 'policies: {}', 'state: { file: own.json }']);
    const { code, stderr } = await run('import', '-f', 'own.yaml');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /own\.yaml:3:\d+: error IMPORT_DECLARED: The section policies stands in own\.yaml already/,
      ),
    ]);
  });
});
