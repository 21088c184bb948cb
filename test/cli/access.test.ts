/** `entente access` and the access diff of a plan, as people see them. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

/** Standard output of a command that succeeds. */
async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** The configuration with something changed, saved as another file. */
function changed(name: string, ...changes: readonly [string, string][]): string {
  let text = read('governance.yaml');
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(path.join(folder, name), text);
  return name;
}

const LISTED = `allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets:
      - { connectedOrganization: fabrikam }
      - { connectedOrganization: woodgrove }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true`;
const OPEN =
  'allowedTargetScope: allExternalUsers\n    requestApprovalSettings:\n      isApprovalRequiredForUpdate: true';

beforeAll(async () => {
  folder = temporaryFolder();
  execFileSync('cp', ['-r', path.resolve('governance.yaml'), path.resolve('examples'), folder]);
  await output('apply', '--auto-approve', '--quiet');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('access who', () => {
  it('names whom the policies let in, with approvers of each organization, terms and link', async () => {
    const text = await output('access', 'who', 'Project Tango');
    expect(text.replace(/[0-9a-f-]{36}/, 'ID')).toBe(`Project Tango (accessPackage.project-tango)
  gives Tango Members of https://contoso.sharepoint.com/sites/tango, Member of Project Tango, Contributor of Tango Tracker
  https://myaccess.microsoft.com/@contoso.com#/access-packages/ID

+ Fabrikam (fabrikam.com)  governance.yaml:77
    through: Partner engineers
    approval: bob@fabrikam.com; then alice@contoso.com, members of Partner Desk
    justification: required
    questions: Which contract do you work under? (required)
    lasts: 90 days
    review: every 3 months by alice@contoso.com; without an answer access is removed
    after the last access: guests who came by a package are blocked, and deleted after 30 days
    not for holders of Tango audit

+ Woodgrove (woodgrove.example)  governance.yaml:77
    through: Partner engineers
    approval: wendy@woodgrove.example; then alice@contoso.com
    justification: required
    questions: Which contract do you work under? (required)
    lasts: 90 days
    review: every 3 months by alice@contoso.com; without an answer access is removed
    after the last access: guests who came by a package are blocked, and deleted after 30 days
    not for holders of Tango audit
`);
  });

  it('answers as well as it can when the directory lacks somebody', async () => {
    const file = changed('misspelt.yaml', ['desk: { group: Partner Desk }', 'desk: { group: Partner Dusk }']);
    const text = await output('-f', file, 'access', 'who', 'project-tango');
    expect(text).toContain('then alice@contoso.com, members of Partner Dusk');
    expect(text).toContain('Not in the directory: Partner Dusk');
  });

  it('refuses a package that nobody knows, with the nearest one', async () => {
    const { code, stderr } = await run('access', 'who', 'project-tang');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no access package "project-tang"');
    expect(stderr).toContain('Did you mean "project-tango"?');
  });
});

describe('access for', () => {
  it('lists what a newcomer of any verified domain of a partner can request', async () => {
    const text = await output('access', 'for', 'new@dev.fabrikam.com');
    expect(text.split('\n').slice(0, 5)).toEqual([
      'new@dev.fabrikam.com: not in the directory yet, of Fabrikam, signs in by Microsoft Entra ID',
      '',
      '+ Project Tango  governance.yaml:77',
      '    through: Partner engineers',
      '    approval: bob@fabrikam.com; then alice@contoso.com, members of Partner Desk',
    ]);
    expect(text).toMatch(
      /\n {4}https:\/\/myaccess\.microsoft\.com\/@contoso\.com#\/access-packages\/[0-9a-f-]{36}\n$/,
    );
  });

  it('knows members by their groups and managers, and says what strangers may not', async () => {
    const dave = await output('access', 'for', 'dave@contoso.com');
    expect(dave).toContain(
      '+ Tango audit  governance.yaml:109\n    through: Internal auditors\n    approval: carol@contoso.com',
    );
    expect(await output('access', 'for', 'litware.example')).toBe(
      'anyone from litware.example: not in the directory yet, signs in by one-time passcode\n\nThere is nothing to request.\n',
    );
    expect(await output('access', 'for', 'contoso.com')).toBe(
      'anyone from contoso.com: a member in the directory\n\nThere is nothing to request.\n',
    );
    expect((await run('access', 'for', 'dav@contoso.com')).stderr).toContain(
      'Did you mean "dave@contoso.com"?',
    );
  });

  it('tells machines the same', async () => {
    const { source, answers } = JSON.parse(await output('access', 'for', 'dave@contoso.com', '--json')) as {
      source: string;
      answers: { verdict: string; link: string; steps: { source: unknown }[] }[];
    };
    expect([source, answers.length, answers[0]?.verdict]).toEqual(['configuration', 1, 'yes']);
    expect(answers[0]?.link).toContain('/access-packages/');
    expect(answers[0]?.steps[0]?.source).toEqual({ file: 'governance.yaml', line: 67, column: 3 });
  });
});

describe('access explain', () => {
  it('goes step by step, each with its place, and leaves out an approver who asks', async () => {
    const text = await output('access', 'explain', 'bob@fabrikam.com', 'project-tango');
    expect(text.split('\n\nTerms:')[0]).toBe(`Can bob@fabrikam.com request Project Tango? Yes.

  yes  The package Project Tango exists                                                          governance.yaml:58
  yes  Its catalog Partner projects is published                                                 governance.yaml:48
       bob@fabrikam.com is a guest in the directory
       bob@fabrikam.com signs in through the Entra tenant Fabrikam Inc., so belongs to Fabrikam  governance.yaml:33
  yes  Policy "Partner engineers" lists Fabrikam                                                 governance.yaml:83
       Stage 1: alice@contoso.com (fallback)                                                     governance.yaml:91
       Stage 1: not counted: bob@fabrikam.com is the requestor                                   governance.yaml:89
       Stage 2: alice@contoso.com, members of Partner Desk                                       governance.yaml:93
  yes  bob@fabrikam.com can request Project Tango`);
  });

  it('says why not', async () => {
    const text = await output('access', 'explain', 'alice@contoso.com', 'tango-audit');
    expect(text).toContain('Can alice@contoso.com request Tango audit? No.');
    expect(text).toMatch(/no {3}Policy "Internal auditors" is for Internal Audit only +governance\.yaml:115/);
  });

  it('answers from the tenant with --live, whatever is declared', async () => {
    const file = changed('closed.yaml', ['state: published', 'state: unpublished']);
    const ask = (...more: string[]) =>
      output('-f', file, 'access', 'explain', 'new@woodgrove.example', 'project-tango', ...more);
    expect(await ask()).toContain('no   Its catalog Partner projects is not published');
    expect(await ask('--live')).toContain('Can new@woodgrove.example request Project Tango? Yes.');
  });
});

describe('without a network', () => {
  const offline = () =>
    changed(
      'real.yaml',
      [
        /tenant:\n[^]*?state:\n/.exec(read('governance.yaml'))?.[0] ?? '',
        'tenant:\n  id: contoso.onmicrosoft.com\nstate:\n',
      ],
      ['.entente/governance.state.json', 'none.json'],
    );

  it('a real tenant is not asked: names stand for themselves, and what is not known is said', async () => {
    const file = offline();
    const who = await output('-f', file, 'access', 'who', 'project-tango');
    expect(who).toContain('approval: bob@fabrikam.com; then alice@contoso.com, members of Partner Desk');
    expect(who).toContain('Not looked up, taken as named: ');
    expect(who).toContain('Tango Members of https://contoso.sharepoint.com/sites/tango');
    const explained = await output('-f', file, 'access', 'explain', 'new@dev.fabrikam.com', 'project-tango');
    expect(explained).toContain('request Project Tango? Unknown.');
    expect(explained).toContain('Unknown: whether an Entra tenant has verified dev.fabrikam.com');
    expect(explained).toContain('Taken to be not in the directory yet: new@dev.fabrikam.com');
  });
});

describe('access diff', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder });

  it('compares two files', async () => {
    const file = changed(
      'longer.yaml',
      ['duration: P90D', 'duration: P180D'],
      ['displayName: Partner engineers', 'displayName: Partners'],
    );
    expect(await output('access', 'diff', 'governance.yaml', file)).toBe(`Who can get in:

  ~ Fabrikam (fabrikam.com), Woodgrove (woodgrove.example) can get Project Tango on other terms  medium
      duration: 90 days -> 180 days
      # policy.tango-partners expiration.duration  longer.yaml:95
`);
  });

  it('compares revisions, and leaves repository and folder as they are', async () => {
    git('init', '-q');
    git('add', 'governance.yaml', 'examples');
    git('commit', '-qm', 'one');
    const original = read('governance.yaml');
    try {
      changed('governance.yaml', ['      - { connectedOrganization: woodgrove }\n', '']);
      git('commit', '-qam', 'two');
      const expected = [
        '  - Woodgrove (woodgrove.example) can no longer get Project Tango  low',
        '      No policy lets them request it, and none has them in its scope, so it cannot be assigned directly either',
        '      # policy.tango-partners specificAllowedTargets  removed from governance.yaml:84',
      ].join('\n');
      expect(await output('access', 'diff', '--from', 'HEAD~1')).toContain(expected);
      expect(await output('access', 'diff', '--from', 'HEAD~1', '--to', 'HEAD')).toContain(expected);
      expect((await run('access', 'diff', '--from', 'HEAD~1', '--detailed-exitcode')).code).toBe(2);
      expect(git('status', '--porcelain', '--untracked-files=no').toString()).toBe('');
    } finally {
      writeFileSync(path.join(folder, 'governance.yaml'), original);
    }
    for (const revision of ['nowhere', '--output=pwned', 'HEAD; true']) {
      const { code, stderr } = await run('access', 'diff', `--from=${revision}`);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`git knows no revision "${revision}"`)]);
    }
    expect((await run('access', 'diff')).stderr).toContain('There is nothing to compare with');
  });
});

describe('plan', () => {
  it('cannot be read without seeing that the whole internet is let in', async () => {
    const file = changed('open.yaml', [LISTED, OPEN]);
    const { stdout } = await run('-f', file, 'plan');
    const [banner, list] = stdout.split('\n\n');
    expect(banner).toBe(`!!! OPEN TO THE WHOLE INTERNET, WITHOUT APPROVAL !!!
!!! Project Tango (accessPackage.project-tango): policy.tango-partners allowedTargetScope  open.yaml:81; policy.tango-partners requestApprovalSettings.isApprovalRequiredForAdd  removed from open.yaml:82`);
    expect(list).toBe('Who can get in:');
    expect(stdout).toContain('+ anyone on the internet can now get Project Tango  CRITICAL');
    expect(stdout).toContain(
      'Access: 1 gained, 2 changed. CRITICAL: anyone on the internet gets Project Tango without approval!',
    );
    expect(await output('-f', file, 'plan', '--no-refresh')).toContain(banner);
    expect(await output('plan')).not.toContain('Who can get in');
  });
});
