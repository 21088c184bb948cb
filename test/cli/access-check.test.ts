/** `entente access check`: what opens is stopped with a person for whom it is so, what tightens passes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
let original: string;
const run = (...args: string[]) => entente(['access', 'check', ...args], { cwd: folder });
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@contoso.com', ...args], { cwd: folder });
const file = () => path.join(folder, 'governance.yaml');

/** Puts text in the place of other text, which has to be there. */
function edit(...changes: readonly (readonly [string, string])[]): void {
  let text = readFileSync(file(), 'utf8');
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(file(), text);
}

interface Document {
  readonly passed: boolean;
  readonly checks: readonly {
    readonly check: string;
    readonly verdict: string;
    readonly violations: readonly {
      readonly capability: string;
      readonly requestor: { readonly type: string; readonly id?: string };
      readonly package: { readonly address: string };
      readonly certain: boolean;
      readonly causes: readonly { readonly address: string; readonly source?: { readonly line: number } }[];
      readonly counterexample: {
        readonly person: { readonly mail?: string; readonly holds?: readonly string[] } | null;
        readonly before?: { readonly verdict: string; readonly steps: readonly object[] };
        readonly after: { readonly verdict: string; readonly steps: readonly { readonly text: string }[] };
      } | null;
    }[];
    readonly accepted: readonly object[];
    readonly expired: readonly object[];
  }[];
}

async function judged(...args: string[]): Promise<Document & { readonly code: number | null }> {
  const { code, stdout, stderr } = await run('--json', '--quiet', ...args);
  expect({ code, stderr }).toMatchObject({ stderr: '' });
  return { ...(JSON.parse(stdout) as Document), code };
}

const AGAINST = ['--no-new-access', '--against', 'main'];

beforeAll(async () => {
  folder = temporaryFolder();
  execFileSync('cp', ['-r', path.resolve('governance.yaml'), path.resolve('examples'), folder]);
  original = readFileSync(file(), 'utf8');
  writeFileSync(path.join(folder, '.gitignore'), '.entente\n*.json\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'as it was');
  await entente(['apply', '--auto-approve', '--quiet'], { cwd: folder });
});
afterEach(() => writeFileSync(file(), original));
afterAll(() => rmSync(folder, { recursive: true }));

describe('no new access', () => {
  it.each<readonly [string, readonly [string, string]]>([
    ['nothing', ['displayName: Partner engineers', 'displayName: Engineers of partners']],
    ['one partner less', ['      - { connectedOrganization: woodgrove }\n', '']],
    ['a shorter time', ['duration: P90D', 'duration: P60D']],
    [
      'a stage more, whose approvers approve nothing alone',
      [
        '      stages:\n',
        '      stages:\n        - primaryApprovers: [desk]\n          durationBeforeAutomaticDenial: P7D\n',
      ],
    ],
  ])('passes where the change is %s', async (_what, change) => {
    edit(change);
    expect(await judged(...AGAINST)).toMatchObject({ code: 0, passed: true });
  });

  it.each<readonly [string, string, readonly [string, string]]>([
    ['request', 'a longer time', ['duration: P90D', 'duration: P120D']],
    [
      'request',
      'an approver more',
      ['primaryApprovers: [externalSponsors]', 'primaryApprovers: [externalSponsors, desk]'],
    ],
    ['request', 'another domain', ['domain: woodgrove.example', 'domain: litware.example']],
    ['administer', 'an owner of the catalog', ['owner: [desk]', 'owner: [desk, alice]']],
  ])('fails for %s of %s', async (capability, _what, change) => {
    edit(change);
    const { code, checks } = await judged(...AGAINST);
    expect(code).toBe(2);
    expect(checks[0]?.verdict).toBe('fail');
    expect(checks[0]?.violations.map((violation) => violation.capability)).toContain(capability);
    expect(
      checks[0]?.violations.flatMap(({ causes }) => causes).some(({ source }) => source !== undefined),
    ).toBe(true);
  });

  it('names a person who could not before and can after, with both reasonings', async () => {
    edit(['      - { connectedOrganization: woodgrove }\n', '']);
    git('commit', '--quiet', '--all', '--message', 'without Woodgrove');
    git('branch', '--quiet', 'without');
    edit([
      '      - { connectedOrganization: fabrikam }\n',
      '      - { connectedOrganization: fabrikam }\n      - { connectedOrganization: woodgrove }\n',
    ]);
    const { checks } = await judged('--no-new-access', '--against', 'without');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    const [violation, ...more] = (checks[0]?.violations ?? []).filter(
      ({ capability }) => capability === 'request',
    );
    expect(more).toEqual([]);
    expect(violation).toMatchObject({
      capability: 'request',
      requestor: { type: 'connectedOrganization', id: 'connectedOrganization.woodgrove' },
      certain: true,
      counterexample: {
        person: { mail: 'someone@woodgrove.example' },
        before: { verdict: 'no' },
        after: { verdict: 'yes' },
      },
    });
  });

  it('finds who holds an excluded package once that is excluded no more', async () => {
    edit(['    incompatibleAccessPackages: [tango-audit]\n', '']);
    const { checks } = await judged(...AGAINST);
    expect(checks[0]?.violations[0]?.counterexample).toMatchObject({
      person: { holds: ['accessPackage.tango-audit'] },
      before: { verdict: 'no' },
      after: { verdict: 'yes' },
    });
  });

  it('holds the configuration against a file, the state, the tenant and a plan as well', async () => {
    writeFileSync(path.join(folder, 'before.yaml'), original);
    edit(['duration: P90D', 'duration: P120D']);
    await entente(['plan', '--quiet', '-o', 'plan.json'], { cwd: folder });
    for (const against of ['before.yaml', 'state', 'live', 'plan.json'])
      expect({ against, ...(await judged('--against', against)) }).toMatchObject({ against, code: 2 });
    writeFileSync(file(), original);
    for (const against of ['before.yaml', 'state', 'live'])
      expect({ against, ...(await judged('--against', against)) }).toMatchObject({ against, code: 0 });
    rmSync(path.join(folder, 'before.yaml'));
  });

  it('looks at what a branch changed, not at what its base went on to change', async () => {
    git('checkout', '--quiet', '-b', 'topic');
    edit(['displayName: Partner engineers', 'displayName: Engineers of partners']);
    git('commit', '--quiet', '--all', '--message', 'words');
    git('checkout', '--quiet', 'main');
    edit(['duration: P90D', 'duration: P60D']);
    git('commit', '--quiet', '--all', '--message', 'shorter');
    git('checkout', '--quiet', 'topic');
    const found = await judged(...AGAINST);
    git('checkout', '--quiet', 'main');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(found).toMatchObject({ code: 0 });
  });

  it('says what to fetch where a revision is missing, and that something has to be named', async () => {
    const missing = await run('--no-new-access', '--against', 'origin/main');
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toContain('ACCESS_REVISION');
    expect(missing.stderr).toContain('fetch-depth: 0');
    expect((await run('--no-new-access')).stderr).toContain('ACCESS_AGAINST');
    expect((await run()).stderr).toContain('ACCESS_CHECK');
    expect((await run('--to', 'members', '--no-public')).stderr).toContain('ACCESS_CHECK');
  });
});

describe('a group that administers a catalog', () => {
  it('is known with its members: who was named by themselves and is one of them loses nothing', async () => {
    const managedBy = (name: string, who: string) => {
      const owners = '      owner: [desk]\n';
      expect(original).toContain(owners);
      writeFileSync(
        path.join(folder, name),
        original.replace(owners, `      accessPackageAssignmentManager: [${who}]\n`),
      );
    };
    managedBy('alice.yaml', '{ user: alice@contoso.com }');
    managedBy('desk.yaml', '{ group: Partner Desk }');
    managedBy('audit.yaml', '{ group: Internal Audit }');
    const lostBy = async (after: string) => {
      const { stdout } = await entente(['access', 'diff', 'alice.yaml', after, '--json', '--quiet'], {
        cwd: folder,
      });
      const { lost } = JSON.parse(stdout) as {
        readonly lost: readonly {
          readonly capability: string;
          readonly requestor: { readonly label: string };
        }[];
      };
      return lost.map(({ capability, requestor }) => `${requestor.label}: ${capability}`);
    };
    expect(await lostBy('desk.yaml')).toEqual([]);
    expect(await lostBy('audit.yaml')).toEqual(['alice@contoso.com: administer']);
  });
});

describe('exceptions', () => {
  const exception = (expires: string, to = '') =>
    `checks:\n  exceptions:\n    - { check: no-new-access, address: accessPackage.project-tango, ${to}reason: The pilot, expires: ${expires} }\n`;

  it('accept for a while, for everyone or for some', async () => {
    edit(['duration: P90D', 'duration: P120D']);
    const changed = readFileSync(file(), 'utf8');
    writeFileSync(file(), changed + exception('2199-12-31'));
    const all = await judged(...AGAINST);
    expect(all).toMatchObject({ code: 0, checks: [{ verdict: 'pass', accepted: [{}, {}] }] });
    writeFileSync(file(), changed + exception('2199-12-31', 'to: connectedOrganization.fabrikam, '));
    const one = await judged(...AGAINST);
    expect(one).toMatchObject({ code: 2, checks: [{ accepted: [{}] }] });
    expect(one.checks[0]?.violations.map(({ requestor }) => requestor.id)).toEqual([
      'connectedOrganization.woodgrove',
    ]);
    writeFileSync(file(), changed + exception('2020-01-31'));
    const over = await judged(...AGAINST);
    expect(over).toMatchObject({ code: 2, checks: [{ accepted: [], expired: [{}] }] });
    expect((await run(...AGAINST)).stdout).toContain('ended on 2020-01-31');
  });
});

describe('what must stay closed', () => {
  it('is not granted to people from outside: not a package, and no role on a resource', async () => {
    const audit = await judged('--not-granted', 'tango-audit', '--to', 'anyExternalUser');
    expect(audit).toMatchObject({ code: 0 });
    const tango = await judged('--not-granted', 'Project Tango', '--to', 'anyExternalUser');
    expect(tango.code).toBe(2);
    expect(tango.checks[0]?.violations.map(({ requestor }) => requestor.id).sort()).toEqual([
      'connectedOrganization.fabrikam',
      'connectedOrganization.woodgrove',
    ]);
    const tracker = await judged('--not-granted', 'catalogResource.partner-projects/tango-tracker');
    expect(new Set(tracker.checks[0]?.violations.map((violation) => violation.package.address))).toEqual(
      new Set(['accessPackage.project-tango', 'accessPackage.tango-audit']),
    );
    const one = await judged('--not-granted', 'project-tango', '--to', 'someone@woodgrove.example');
    expect(one.checks[0]?.violations).toHaveLength(1);
    // A host of a network of one's own has no dot.
    for (const to of ['members', 'root@mailhost'])
      expect(await judged('--not-granted', 'project-tango', '--to', to)).toMatchObject({ code: 0 });
  });

  it('is not open to the public: by no organization, or by one of a public mail provider', async () => {
    expect(await judged('--no-public')).toMatchObject({ code: 0 });
    edit(['domain: woodgrove.example', 'domain: gmail.com']);
    expect(await judged('--no-public')).toMatchObject({ code: 2 });
    writeFileSync(file(), original);
    edit([
      `allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets:
      - { connectedOrganization: fabrikam }
      - { connectedOrganization: woodgrove }
`,
      'allowedTargetScope: allExternalUsers\n',
    ]);
    const open = await judged('--no-public');
    expect(open.checks[0]?.violations[0]).toMatchObject({
      requestor: { type: 'anyExternalUser' },
      counterexample: { after: { verdict: 'yes' } },
    });
  });

  it('is open to the public by a policy for every organization, where one of them is of a public mail provider', async () => {
    const everyOrganization = [
      `allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets:
      - { connectedOrganization: fabrikam }
      - { connectedOrganization: woodgrove }
`,
      'allowedTargetScope: allConfiguredConnectedOrganizationUsers\n',
    ] as const;
    edit(everyOrganization);
    expect(await judged('--no-public')).toMatchObject({ code: 0 });
    edit(['domain: woodgrove.example', 'domain: gmail.com']);
    const open = await judged('--no-public');
    expect(open.code).toBe(2);
    expect(
      open.checks[0]?.violations.map(({ requestor, package: { address } }) => [requestor.id, address]),
    ).toEqual([['connectedOrganization.woodgrove', 'accessPackage.project-tango']]);
    expect(open.checks[0]?.violations[0]?.counterexample).toMatchObject({
      person: { mail: 'someone@gmail.com' },
      after: { verdict: 'yes' },
    });
  });

  it('names each check that was made', async () => {
    const { checks } = await judged(...AGAINST, '--no-public', '--not-granted', 'tango-audit');
    expect(checks.map(({ check }) => check)).toEqual(['no-new-access', 'no-public', 'not-granted']);
  });

  it('tells a warning of the configuration once, however many checks are made', async () => {
    edit(['variables:\n', 'variables:\n  neverUsed: 1\n']);
    const { code, stderr } = await run(
      '--no-public',
      '--against',
      'state',
      '--not-granted',
      'tango-audit',
      '--to',
      'members',
    );
    expect([code, stderr.match(/^governance\.yaml.*neverUsed/gm)?.length]).toEqual([2, 1]);
  });

  it('names two organizations of one name apart', async () => {
    edit(['    displayName: Woodgrove\n', '    displayName: Fabrikam\n']);
    const { code, stderr } = await run('--not-granted', 'project-tango', '--to', 'Fabrikam');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('connectedOrganization.fabrikam, connectedOrganization.woodgrove'),
    ]);
  });

  it('names what is misspelled', async () => {
    expect((await run('--not-granted', 'project-tanga')).stderr).toContain('Did you mean "project-tango"');
    expect((await run('--not-granted', 'catalogResource.partner-projects/tango-tracke')).stderr).toContain(
      'Did you mean catalogResource.partner-projects/tango-tracker',
    );
    expect((await run('--not-granted', 'project-tango', '--to', 'membrs')).stderr).toContain(
      'Did you mean "members"',
    );
  });
});

describe('reports', () => {
  it('are text that shows both reasonings with their lines, SARIF, and annotations', async () => {
    edit(['duration: P90D', 'duration: P120D']);
    const { code, stdout } = await run(...AGAINST, '--sarif', 'access.sarif', '--annotations');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^FAIL: no new access against main \(merge base [0-9a-f]{12}\): 2 violations/);
    expect(stdout).toMatch(/policy\.tango-partners expiration\.duration {2}governance\.yaml:\d+/);
    expect(stdout).toContain('before: can get it');
    expect(stdout).toContain('after: can get it');
    expect(stdout).toMatch(/^::error file=governance\.yaml,line=\d+,col=\d+,title=no-new-access::/m);
    const sarif = JSON.parse(readFileSync(path.join(folder, 'access.sarif'), 'utf8')) as {
      readonly runs: readonly { readonly results: readonly object[]; readonly automationDetails: object }[];
    };
    expect(sarif.runs[0]?.automationDetails).toEqual({ id: 'entente/access-check/' });
    expect(sarif.runs[0]?.results[0]).toMatchObject({
      ruleId: 'no-new-access',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'governance.yaml' } } }],
    });
  });
});

describe('members of groups', () => {
  it('are known to the plan and the gate: a person instead of their group is tighter', async () => {
    edit(['fallbackPrimaryApprovers: [alice]', 'fallbackPrimaryApprovers: [desk]']);
    git('commit', '--quiet', '--all', '--message', 'Desk as fallback');
    git('branch', '--quiet', 'by-desk');
    edit(['fallbackPrimaryApprovers: [desk]', 'fallbackPrimaryApprovers: [carol]']);
    const text = readFileSync(file(), 'utf8');
    writeFileSync(file(), text.replace(/^sponsors:\n/m, '$&  carol: { user: carol@contoso.com }\n'));
    expect(await judged('--no-new-access', '--against', 'by-desk')).toMatchObject({ code: 0, passed: true });
  });
});
