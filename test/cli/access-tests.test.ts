/** `entente test`: what it runs, what it finds, and how it says so. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder('examples/contoso');
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(args, { cwd: folder });
const file = (name: string) => path.join(folder, name);

function edit(name: string, change: (text: string) => string): void {
  const before = readFileSync(file(name), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file(name), after);
}

describe('entente test', () => {
  it('passes on the example, and touches neither state nor tenant', async () => {
    const { code, stdout, stderr } = await run('test');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ new@fabrikam\.com +can +Project Tango +Engineers of Fabrikam/);
    expect(stdout).toContain(
      'Passed. 12 checks, 12 passed.\nNo network was used: people, groups and domains are as the seed directory.yaml says.\n',
    );
  });

  it('explains a failure with the lines of test and configuration', async () => {
    edit('teams/tango/governance.yaml', (text) =>
      text
        .replace('fallbackPrimaryApprovers: [desk]', 'fallbackPrimaryApprovers: []')
        .replace('primaryApprovers: [internalSponsors]', 'primaryApprovers: [desk]')
        .replace('duration: P90D', 'duration: P30D'),
    );
    const { code, stdout } = await run('test');
    expect(code).toBe(2);
    expect(stdout).toContain('Failed. 12 checks, 10 passed, 2 failed.');
    const [shown = ''] = /✗ Engineers of Fabrikam[^]*?\n\n/.exec(stdout) ?? [];
    expect(shown).toMatch(/can request Project Tango {2}partners\.access\.yaml:8\n/);
    expect(shown).toMatch(/duration: expected P90D, but P30D {2}partners\.access\.yaml:13\n/);
    expect(shown).toMatch(
      /yes +The catalog is visible to external users {2}teams\/tango\/governance\.yaml:\d+\n/,
    );
    expect(shown).toContain('members of Partner Desk');
    expect(stdout).toContain('approvers of stage 2: expected alice, but members of Partner Desk');
  });

  it('writes JSON and JUnit XML, in which nothing of a name has power', async () => {
    writeFileSync(
      file('bad.access.yaml'),
      `tests:\n  - { name: 'a <b> & "c" \u202e]]>', requestor: new@fabrikam.com, can: [tango-audit] }\n`,
    );
    const { code, stdout } = await run('test', 'bad.access.yaml', '--json', '--junit', 'out.xml');
    expect(code).toBe(2);
    const data = JSON.parse(stdout) as { summary: unknown; checks: unknown[] };
    expect(data.summary).toEqual({ checks: 1, passed: 0, failed: 1 });
    expect(data.checks).toMatchObject([
      {
        requestor: 'new@fabrikam.com',
        package: { address: 'accessPackage.tango-audit' },
        passed: false,
        source: { file: 'bad.access.yaml', line: 2, column: 68 },
        mismatches: [{ what: 'request', expected: 'can', actual: 'cannot (noPolicy)' }],
      },
    ]);
    const xml = readFileSync(file('out.xml'), 'utf8');
    expect(xml).toContain('<testsuites name="entente test" tests="1" failures="1" errors="0">');
    expect(xml).toContain(
      'name="a &lt;b&gt; &amp; &quot;c&quot; \\u202e]]&gt;: new@fabrikam.com can request Tango audit"',
    );
    expect(xml).toMatch(/<failure type="access" message="request: expected can, but cannot \(noPolicy\)">/);
  });

  it('reads tests of the configuration and of included files, and says where one is wrong', async () => {
    rmSync(file('partners.access.yaml'));
    edit(
      'teams/partners/governance.yaml',
      (text) => `${text}tests: [{ requestor: new@fabrikam.com, can: [project-tango] }]\n`,
    );
    edit(
      'governance.yaml',
      (text) => `${text}tests: [{ requestor: x@nowhere.example, cannot: [project-tango] }]\n`,
    );
    expect((await run('test')).stdout).toContain('Passed. 2 checks, 2 passed.');
    writeFileSync(
      file('bad.access.yaml'),
      `tests:
  - requestor: { mail: a@b.example, group: Audit }
    can: { project-tnago: { policy: tango-partner } }
    cannot: [project-tango]
  - requestor: { organization: fabrikam, holds: [tango-audit] }
  - { requestor: x@b.example, can: [tango-audit], cannot: { tango-audit: incompatibel } }
`,
    );
    const schema = await run('test', 'bad.access.yaml');
    expect(schema.code).toBe(1);
    expect(schema.stderr).toContain('bad.access.yaml:6:74: error SCHEMA_ENUM');
    expect(schema.stderr).toContain('Did you mean "incompatible"?');
    edit('bad.access.yaml', (text) => text.replace('incompatibel', 'incompatible'));
    const { code, stdout, stderr } = await run('test', 'bad.access.yaml');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const message of [
      'bad.access.yaml:2:5: error CONFIG_ACCESS_TEST: The requestor is mail and group',
      'bad.access.yaml:3:12: error REFERENCE_UNKNOWN: There is no package "project-tnago"',
      'bad.access.yaml:3:37: error REFERENCE_UNKNOWN: There is no policy "tango-partner"',
      'error CONFIG_ACCESS_TEST: The test expects nothing',
      'error CONFIG_ACCESS_TEST: holds is said of one person, but the requestor is of a whole organization',
      'bad.access.yaml:6:61: error CONFIG_ACCESS_TEST: "tango-audit" is in can and in cannot',
    ])
      expect(stderr).toContain(message);
    expect(stderr).toContain('errors in the access tests; nothing was tested.');
    expect((await run('test', 'missing.access.yaml')).stderr).toContain('missing.access.yaml');
  });

  it('needs no network for a real tenant, and says what it took for granted', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9', AZURE_CLIENT_ID: 'x' };
    const { code, stdout } = await entente(['test', '--env', 'prod'], { cwd: folder, env });
    expect(stdout).toContain(
      'No network was used: people, groups and domains are as the last apply recorded.',
    );
    expect(stdout).toContain('Not known there, taken as named: ');
    expect(stdout).toMatch(/✓ new@fabrikam\.com +can +Project Tango/);
    // Of whom nothing is known offline, nothing is guessed.
    expect(code).toBe(2);
    expect(stdout).toContain('it is unknown whether new@dev.fabrikam.com belongs to it');
  });
});
