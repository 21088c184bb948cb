/** `entente test --coverage`: what no test touches, with its line, for readers, for machines, and as LCOV. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder('examples/contoso');
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(['test', ...args], { cwd: folder });
const file = (name: string) => path.join(folder, name);
const UNTOUCHED = 'holders of Tango audit are kept out of Project Tango';

describe('entente test --coverage', () => {
  it('counts by kind and lists what is untouched with its line', async () => {
    const { code, stdout } = await run('--coverage');
    expect(code).toBe(0);
    expect(stdout).toContain(`
Coverage: 90.9 %, 10 of 11
  policies                 2 of 2    100 %
  stages of approval       3 of 3    100 %
  refusals                 3 of 4     75 %
  connected organizations  2 of 2    100 %

Untouched refusals:
  - ${UNTOUCHED}  teams/tango/governance.yaml:26
`);
    expect((await run()).stdout).not.toContain('Coverage');
    appendFileSync(
      file('partners.access.yaml'),
      `
  - requestor: { guest: bob@fabrikam.com, holds: [tango-audit] }
    cannot: { project-tango: incompatible }
`,
    );
    const { stdout: all } = await run('--coverage');
    expect(all).toContain('Coverage: 100 %, 11 of 11');
    expect(all).not.toContain('Untouched');
  });

  it('fails below the least share', async () => {
    expect((await run('--coverage-min', '90.9')).code).toBe(0);
    const below = await run('--coverage-min', '91');
    expect(below.code).toBe(2);
    expect(below.stdout).toContain(UNTOUCHED);
    expect(below.stderr).toContain('The tests touch less than 91 % of the configuration.');
    const wrong = await run('--coverage-min', '101');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('It must be a number from 0 to 100.');
  });

  it('stands in the JSON', async () => {
    const data = JSON.parse((await run('--coverage', '--json')).stdout) as { coverage: unknown };
    expect(data.coverage).toMatchObject({
      touched: 10,
      total: 11,
      kinds: {
        policies: { touched: 2, total: 2, percent: 100 },
        refusals: { touched: 3, total: 4, percent: 75 },
      },
      untouched: [
        {
          kind: 'refusals',
          address: 'accessPackage.project-tango',
          label: UNTOUCHED,
          source: { file: 'teams/tango/governance.yaml', line: 26 },
        },
      ],
    });
    expect(JSON.parse((await run('--json')).stdout)).not.toHaveProperty('coverage');
  });

  it('is written as LCOV, over its own file only', async () => {
    const { code } = await run('--coverage-lcov', 'access.lcov');
    expect(code).toBe(0);
    const written = readFileSync(file('access.lcov'), 'utf8');
    const records = written.split('end_of_record\n');
    expect(records.map((record) => /^SF:(.*)$/m.exec(record)?.[1])).toEqual([
      'teams/partners/governance.yaml',
      'teams/tango/governance.yaml',
      undefined,
    ]);
    expect(records[1]).toMatch(/^DA:26,0$/m);
    expect(records[1]?.match(/^DA:\d+,[1-9]/gm)).toHaveLength(8);
    expect(records[1]).toContain('LF:9\nLH:8\n');
    expect((await run('--coverage-lcov', 'access.lcov')).code).toBe(0);
    writeFileSync(file('access.lcov'), 'TN:\nSF:other\n');
    const other = await run('--coverage-lcov', 'access.lcov');
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('TEST_WRITE');
    expect((await run('--coverage-lcov', 'partners.access.yaml')).stderr).toContain('partners.access.yaml');
    expect((await run('--coverage-lcov', 'governance.yaml')).stderr).toContain('OUTPUT_FILE');
  });
});

describe('entente test --suggest', () => {
  it('prints tests that pass and touch every policy', async () => {
    rmSync(file('partners.access.yaml'));
    // As a shell does before the command runs.
    writeFileSync(file('suggested.access.yaml'), '');
    const { code, stdout, stderr } = await run('--suggest');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  - requestor: { organization: fabrikam }\n');
    expect(stdout).toContain('cannot: { tango-audit: noPolicy }');
    writeFileSync(file('suggested.access.yaml'), stdout);
    const tested = await run('--coverage');
    expect(tested.code).toBe(0);
    expect(tested.stdout).toContain('Passed. 4 checks, 4 passed.');
    expect(tested.stdout).toMatch(/^ {2}policies +2 of 2 +100 %$/m);
    expect(tested.stdout).toMatch(/^ {2}stages of approval +3 of 3 +100 %$/m);
    expect(await run('--suggest')).toMatchObject({ code: 0, stdout: '# There is nothing to suggest\n' });
  });
});
