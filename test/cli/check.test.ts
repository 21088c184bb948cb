import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanFinding } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
let folder = '';

/** Contoso, whose partners get in without approval. */
beforeEach(() => {
  folder = temporaryFolder('examples/contoso');
  const text = readFileSync(path.join(ROOT, 'governance.yaml'), 'utf8');
  const open = text
    .replace('examples/contoso/directory.yaml', 'directory.yaml')
    .replace(
      /isApprovalRequiredForAdd: true\n +isRequestorJustificationRequired: true\n[^]*?expiration:/,
      'stages: []\n    expiration:',
    );
  expect(open).not.toBe(text);
  writeFileSync(path.join(folder, 'governance.yaml'), open);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(args, { cwd: folder });

/** Adds a section, and sees to it that it is read. */
function add(section: string): void {
  const file = path.join(folder, 'governance.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}${section}\n`);
}

describe('check', () => {
  it('finds nothing that counts in the examples', async () => {
    for (const file of ['governance.yaml', 'contoso/governance.yaml']) {
      const copy = temporaryFolder('examples');
      const text = readFileSync(path.join(ROOT, 'governance.yaml'), 'utf8');
      writeFileSync(path.join(copy, 'governance.yaml'), text.replaceAll('examples/contoso', 'contoso'));
      const { code, stdout, stderr } = await entente(['check', '-f', file], { cwd: copy });
      rmSync(copy, { recursive: true });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^3 notes\. \d+ rules checked\.$/m);
    }
  });

  it('says where, what and what to do, and exits with 2 for an error', async () => {
    const { code, stdout, stderr } = await run('check', '--sarif', 'check.sarif');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toMatch(
      /^governance\.yaml:\d+:5: error external-policy-without-approval: External users get "Project Tango" through "Partner engineers" without approval\n +\d+ \| +requestApprovalSettings:\n +\| +\^+\n {2}in policy\.tango-partners\n {2}→ Require approval/m,
    );
    expect(stdout).toMatch(/^1 error\. \d+ rules checked\.$/m);
    const sarif = JSON.parse(readFileSync(path.join(folder, 'check.sarif'), 'utf8')) as { version: string };
    expect(sarif.version).toBe('2.1.0');
    const json = await run('check', '--json');
    const { findings } = JSON.parse(json.stdout) as {
      findings: { rule: string; source: { line: number } }[];
    };
    expect(findings[0]).toMatchObject({ rule: 'external-policy-without-approval', source: { column: 5 } });
  });

  it('accepts what the configuration suppresses, and complains when that has expired', async () => {
    const entry = (expires: string) =>
      `checks:\n  suppressions:\n    - { rule: external-policy-without-approval, address: policy.tango-partners, reason: Agreed, expires: ${expires} }`;
    const file = path.join(folder, 'governance.yaml');
    const before = readFileSync(file, 'utf8');
    add(entry('2099-12-31'));
    const accepted = await run('check');
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(accepted.stdout).toContain('1 suppressed.');
    writeFileSync(file, before);
    add(entry('2020-01-01'));
    const expired = await run('check');
    expect(expired.code).toBe(2);
    expect(expired.stderr).toContain(
      'warning CHECK_SUPPRESSION_EXPIRED: The suppression of external-policy-without-approval',
    );
  });

  it('knows no other rules', async () => {
    add(
      'checks:\n  rules:\n    no-revew: { severity: off }\n  suppressions: [{ rule: no-review, address: a, reason: b }]',
    );
    const { code, stderr } = await run('check');
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "no-review"?');
    expect(stderr).toContain('checks.suppressions[0] has no expires');
    const explained = await run('check', '--explain', 'no-review');
    expect(explained.stdout).toContain('no-review (warning): External access without a review');
    expect((await run('check', '--explain', 'no-revew')).stderr).toContain('Did you mean "no-review"?');
  });

  it('says of a real tenant what it could not judge without asking it', async () => {
    const file = path.join(folder, 'governance.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/ {2}embedded: .*\n {2}seed: .*/, '  id: contoso.example'));
    const { code, stdout } = await run('check');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^Not judged to the end: .*disabled-approver/m);
    expect(stdout).toContain('entente check --refresh');
  });
});

describe('check against a tenant elsewhere', () => {
  it('asks it about people only with --refresh', async () => {
    const directory = path.join(folder, 'directory.yaml');
    const seed = readFileSync(directory, 'utf8').replace(
      'displayName: Alice,',
      'displayName: Alice, accountEnabled: false,',
    );
    writeFileSync(directory, seed);
    const served = await serveTenantHere(folder, ['--data', 'served', '--seed', 'directory.yaml']);
    const check = (...args: string[]) => entente(['check', ...args], { cwd: folder, env: served.env });
    try {
      const offline = await check();
      expect(offline.stdout).toContain('Not looked up: ');
      expect(offline.stdout).not.toContain('disabled-sponsor:');
      const online = await check('--refresh');
      expect(online.stdout).toContain(
        'warning disabled-sponsor: The account of alice@contoso.com, a sponsor of "Fabrikam", is disabled',
      );
      expect(online.stdout).not.toContain('Not judged');
    } finally {
      await served.stop();
    }
  });
});

describe('plan', () => {
  it('shows the findings of what it changes, and is refused when they are enforced', async () => {
    const shown = await run('plan');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(
      /^Finding \(error\): policy\.tango-partners: External users get .* \(external-policy-without-approval\) {2}governance\.yaml:\d+:\d+$/m,
    );
    add('checks: { enforce: true }');
    const refused = await run('plan');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('error CHECK_EXTERNAL_POLICY_WITHOUT_APPROVAL');
    expect(refused.stderr).toContain('Nothing was planned.');
  });

  it('has nothing to mend in what a destroy deletes, enforced or not', async () => {
    const file = path.join(folder, 'governance.yaml');
    const alone =
      '$1isApprovalRequiredForAdd: true$1stages: [{ primaryApprovers: [{ user: alice@contoso.com }] }]';
    const text = readFileSync(file, 'utf8').replace(/(\n +)stages: \[\]/, alone);
    writeFileSync(file, text.replace('preventDestroy: true', 'preventDestroy: false'));
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    add('checks: { enforce: true, rules: { single-approver: { severity: error } } }');
    const { code, stdout } = await run('plan', '--destroy', '--json');
    const { findings } = JSON.parse(stdout) as { findings: PlanFinding[] };
    expect([code, findings.filter(({ rule }) => !rule.endsWith('-takes-access'))]).toEqual([0, []]);
  });

  it('is silent about what it leaves as it is', async () => {
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    const { stdout } = await run('plan', '--json');
    expect((JSON.parse(stdout) as { findings: unknown[] }).findings).toEqual([]);
  });

  describe('answers for what its changes bring about elsewhere', () => {
    const ENFORCE = 'checks: { enforce: true, rules: { package-without-policy: { severity: error } } }';
    const replaceIn = (from: RegExp | string, to: string) => {
      const file = path.join(folder, 'governance.yaml');
      const text = readFileSync(file, 'utf8');
      expect(text.replace(from, to)).not.toBe(text);
      writeFileSync(file, text.replace(from, to));
    };

    beforeEach(async () => {
      expect((await run('apply', '--auto-approve')).code).toBe(0);
      add(ENFORCE);
    });

    it('a role that makes a guest owner of a catalog which stays as it is', async () => {
      replaceIn('owner: [desk]', 'owner: [desk, bob]');
      const { code, stderr } = await run('plan');
      expect([code, stderr]).toEqual([1, expect.stringContaining('error CHECK_GUEST_IN_CATALOG_ROLE')]);
      expect(stderr).toContain('Nothing was planned.');
    });

    it('and names the change that does it, not the others of the plan', async () => {
      replaceIn(`\n${ENFORCE}`, '');
      replaceIn('owner: [desk]', 'owner: [desk, bob]');
      replaceIn('displayName: Fabrikam', 'displayName: Fabrikam Ltd');
      const { findings } = JSON.parse((await run('plan', '--json')).stdout) as { findings: PlanFinding[] };
      expect(findings.filter(({ causes }) => causes !== undefined)).toEqual([
        expect.objectContaining({
          rule: 'guest-in-catalog-role',
          address: 'catalog.partner-projects',
          causes: ['catalogRole.partner-projects/owner/bob'],
        }),
      ]);
      const { stdout } = await run('plan');
      expect(stdout).toContain('\n  because of catalogRole.partner-projects/owner/bob\n');
    });

    it('one guest in the place of another', async () => {
      replaceIn(`\n${ENFORCE}`, '');
      replaceIn('owner: [desk]', 'owner: [desk, bob]');
      expect((await run('apply', '--auto-approve')).code).toBe(0);
      add(ENFORCE);
      replaceIn('owner: [desk, bob]', 'owner: [desk, wendy]');
      expect((await run('plan')).stderr).toContain('The guest wendy@woodgrove.example is owner of catalog');
    });

    it('a deletion that leaves a package without a policy', async () => {
      replaceIn(/ {2}tango-auditors:\n[^]*?(?=\n\S|$)/, '');
      const { code, stderr } = await run('plan');
      expect([code, stderr]).toEqual([1, expect.stringContaining('error CHECK_PACKAGE_WITHOUT_POLICY')]);
    });

    it('and not for an old finding of the catalog whose other role it changes', async () => {
      replaceIn(`\n${ENFORCE}`, '');
      replaceIn('owner: [desk]', 'owner: [desk, bob]');
      expect((await run('apply', '--auto-approve')).code).toBe(0);
      add(ENFORCE);
      replaceIn('owner: [desk, bob]', 'owner: [desk, bob]\n      reader: [alice]');
      const { code, stdout } = await run('plan');
      expect([code, stdout]).toEqual([0, expect.stringContaining('1 to add')]);
    });
  });
});
