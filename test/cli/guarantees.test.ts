/** `guarantees`: held by access check, check, test, plan and drift alike, each with a person for whom it is broken. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
let original: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const file = () => path.join(folder, 'governance.yaml');

const GUARANTEES = `
guarantees:
  - name: Partners stay for 90 days
    nobody: { class: anyExternalUser }
    gets: { resource: partner-projects/tango-tracker }
    unless: { atMost: P90D, reviewed: true }
  - name: Nobody builds and audits
    nobody: anyone
    gets: { allOf: [{ package: project-tango }, { package: tango-audit }] }
  - name: Nobody decides about their own access
    nobody: anyone
    approvesOwn: true
`;

/** The configuration with its guarantees, and text in the place of other text, which has to be there. */
function edit(...changes: readonly (readonly [string, string])[]): void {
  let text = original + GUARANTEES;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(file(), text);
}

const LONGER = ['duration: P90D', 'duration: P120D'] as const;

beforeAll(async () => {
  folder = temporaryFolder();
  execFileSync('cp', ['-r', path.resolve('governance.yaml'), path.resolve('examples'), folder]);
  original = readFileSync(file(), 'utf8');
  edit();
  expect(await run('apply', '--auto-approve', '--quiet')).toMatchObject({ code: 0 });
});
afterEach(() => edit());
afterAll(() => rmSync(folder, { recursive: true }));

interface Judged {
  readonly checks: readonly {
    readonly title: string;
    readonly verdict: string;
    readonly violations: readonly {
      readonly guarantee: string;
      readonly causes: readonly { readonly path?: string; readonly source?: { readonly line: number } }[];
      readonly counterexample: { readonly person: { readonly mail?: string } | null } | null;
    }[];
  }[];
}

describe('access check', () => {
  it('holds all of them, alone', async () => {
    const { code, stdout } = await run('access', 'check', '--json');
    const { checks } = JSON.parse(stdout) as Judged;
    expect([code, checks.map(({ title, verdict }) => [title, verdict])]).toEqual([
      0,
      [
        ['Partners stay for 90 days', 'pass'],
        ['Nobody builds and audits', 'pass'],
        ['Nobody decides about their own access', 'pass'],
      ],
    ]);
  });

  it('names the person, the clause and the line', async () => {
    edit(LONGER);
    const { code, stdout } = await run('access', 'check', '--json');
    const [broken] = (JSON.parse(stdout) as Judged).checks;
    expect([code, broken?.verdict]).toEqual([2, 'fail']);
    expect(broken?.violations[0]?.causes[0]).toMatchObject({ path: 'expiration' });
    expect(broken?.violations.map(({ counterexample }) => counterexample?.person?.mail)).toContain(
      'someone@woodgrove.example',
    );
    const { stdout: text } = await run('access', 'check');
    expect(text).toContain('FAIL: Partners stay for 90 days');
    expect(text).toContain('it lasts P120D');
  });

  it('accepts an exception, and no guarantee but that', async () => {
    edit(LONGER);
    writeFileSync(
      file(),
      `${readFileSync(file(), 'utf8')}checks:\n  exceptions:\n    - { check: guarantee, guarantee: Partners stay for 90 days, address: accessPackage.project-tango, reason: The pilot, expires: 2199-12-31 }\n`,
    );
    expect(await run('access', 'check')).toMatchObject({ code: 0 });
    expect(await run('test')).toMatchObject({ code: 0 });
  });
});

describe('what is not known', () => {
  const MANAGED =
    '  - { name: A colleague approves, nobody: anyone, gets: { package: tango-audit }, unless: { approvalsBy: internal }';
  it('fails and says which fact is missing, unless the guarantee allows it', async () => {
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}${MANAGED} }\n`);
    const { code, stdout } = await run('access', 'check');
    expect([code, stdout]).toEqual([2, expect.stringContaining('UNKNOWN: A colleague approves')]);
    expect(stdout).toContain("unknown: who the requestor's manager is");
    expect(await run('test')).toMatchObject({ code: 2 });
    edit();
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}${MANAGED}, unknown: allow }\n`);
    expect(await run('access', 'check')).toMatchObject({ code: 0 });
    expect(await run('test')).toMatchObject({ code: 0 });
  });
});

describe('check, test, plan and drift', () => {
  it('say the same', async () => {
    edit(LONGER);
    const checked = await run('check', '--json', '--sarif', 'check.sarif');
    expect(checked.code).toBe(2);
    const { findings } = JSON.parse(checked.stdout) as {
      findings: { rule: string; address: string; message: string }[];
    };
    const found = findings.filter(({ rule }) => rule === 'guarantee');
    expect(found[0]).toMatchObject({ address: 'policy.tango-partners' });
    expect(found[0]?.message).toContain('"Partners stay for 90 days" is broken');
    expect(readFileSync(path.join(folder, 'check.sarif'), 'utf8')).toContain('"guarantee"');
    const tested = await run('test');
    expect(tested).toMatchObject({ code: 2 });
    expect(tested.stdout).toContain('✗ Partners stay for 90 days');
    const planned = await run('plan');
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.stdout).toMatch(/Finding \(error\): policy\.tango-partners: "Partners stay for 90 days"/);
  });

  it('a plan tells one that is new and does not hold, though nothing else changes', async () => {
    const fresh = `
  - name: Nobody gets the audit
    nobody: { class: members }
    gets: { package: tango-audit }
`;
    writeFileSync(file(), original + GUARANTEES + fresh.slice(1));
    const { code, stdout } = await run('plan');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Finding \(error\): policy\.\S+: "Nobody gets the audit" is broken/);
    expect(stdout).toContain('No changes. The tenant matches the configuration, but guarantees do not hold.');
    // What changes elsewhere does not hide it.
    writeFileSync(file(), (original + GUARANTEES + fresh.slice(1)).replace('Project Tango', 'Project Mango'));
    expect((await run('plan')).stdout).toContain('"Nobody gets the audit" is broken');
  });

  it('with enforce a plan that breaks one is refused, and one that mends it is not', async () => {
    const enforce = () => writeFileSync(file(), `${readFileSync(file(), 'utf8')}checks: { enforce: true }\n`);
    edit(LONGER);
    enforce();
    const refused = await run('plan');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('error CHECK_GUARANTEE');
    edit(LONGER);
    expect(await run('apply', '--auto-approve', '--quiet')).toMatchObject({ code: 0 });
    edit(['duration: P90D', 'duration: P100D']);
    enforce();
    const standing = await run('plan');
    expect(standing).toMatchObject({ code: 0 });
    expect(standing.stdout).toContain('it was so before');
    edit();
    enforce();
    expect(await run('apply', '--auto-approve', '--quiet')).toMatchObject({ code: 0 });
  });

  it('drift holds them against what is live', async () => {
    expect(await run('drift')).toMatchObject({ code: 0 });
    edit(LONGER);
    expect(await run('apply', '--auto-approve', '--quiet')).toMatchObject({ code: 0 });
    edit();
    const { code, stdout } = await run('drift');
    expect([code, stdout]).toEqual([2, expect.stringContaining('is broken in the tenant')]);
    expect(await run('apply', '--auto-approve', '--quiet')).toMatchObject({ code: 0 });
  });
});

describe('the section', () => {
  it.each<readonly [string, readonly [string, string], string]>([
    ['a package', ['{ package: tango-audit }', '{ package: tango-audti }'], 'Did you mean "tango-audit"'],
    [
      'a resource',
      ['partner-projects/tango-tracker }', 'partner-projects/tango-trackr }'],
      'Did you mean "partner-projects/tango-tracker"',
    ],
    ['a name twice', ['Nobody builds and audits', 'Partners stay for 90 days'], 'CONFIG_GUARANTEE'],
    ['neither of gets and approvesOwn', ['    approvesOwn: true\n', ''], 'neither gets nor approvesOwn'],
    [
      'two things at once',
      ['{ package: tango-audit }', '{ package: tango-audit, resource: partner-projects/tango-tracker }'],
      'package and resource are said at once',
    ],
    ['a class', ['anyExternalUser }', 'anyExternalUsr }'], 'anyExternalUser'],
    ['everyone', ['nobody: anyone', 'nobody: anyon'], 'anyone'],
  ])('refuses %s at its line', async (_what, change, text) => {
    edit(change);
    const { code, stderr } = await run('validate');
    expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
    expect(stderr).toMatch(/governance\.yaml:\d+:\d+/);
  });
});
