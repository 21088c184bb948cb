/** The table of codes is complete: what is raised is explained, what is explained is raised. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/registry.ts';
import { CODES, SUBJECTS } from '../../src/diagnostics/codes/table.ts';
import { ruleCode } from '../../src/diagnostics/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { nearNames } from '../../src/diagnostics/did-you-mean.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const SRC = path.resolve(import.meta.dirname, '../../src');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('diagnostics/codes/'))
  .map((file) => [file, readFileSync(path.join(SRC, file), 'utf8')] as const);

/** Quoted words in capitals that belong to others: variables of the environment and codes of other systems. */
const FOREIGN = /^(?:AZURE|ACTIONS|ENTENTE|GITHUB_(?:ACTIONS|OUTPUT|STEP_SUMMARY|WORKSPACE)|INPUT)(?:_|$)/;

describe('the table of codes', () => {
  it('has no entry twice', () => {
    const all = SUBJECTS.flatMap(({ codes }) => Object.keys(codes));
    expect(all.length).toBeGreaterThan(150);
    expect(all.length).toBe(new Set(all).size);
    expect(all).toEqual(Object.keys(CODES));
  });

  it('holds no code that nothing raises', () => {
    const raised = new Set(
      sources.flatMap(([, text]) => [...text.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, code]) => code)),
    );
    expect(Object.keys(CODES).filter((code) => !raised.has(code))).toEqual([]);
  });

  it('holds every code that is raised', () => {
    const families = [...new Set(Object.keys(CODES).map((code) => code.split('_')[0]))].join('|');
    const quoted = new RegExp(`'((?:${families})_[A-Z_]+)'`, 'g');
    const missing = sources.flatMap(([file, text]) =>
      [...text.matchAll(quoted)]
        .map(([, code = '']) => code)
        .filter((code) => !FOREIGN.test(code) && !Object.hasOwn(CODES, code))
        .map((code) => `${file}: ${code}`),
    );
    expect(missing).toEqual([]);
  });

  it('makes the type: another code does not compile', () => {
    const known: Diagnostic['code'] = 'STATE_LOCKED';
    // @ts-expect-error a code that the table does not explain
    const unknown: Diagnostic['code'] = 'STATE_LOKCED';
    // @ts-expect-error a rule's code is made by ruleCode
    const rule: Diagnostic['code'] = 'CHECK_NO_REVIEW';
    const made: Diagnostic['code'] = ruleCode('no-review');
    expect([known, unknown, rule, made]).toEqual([
      'STATE_LOCKED',
      'STATE_LOKCED',
      'CHECK_NO_REVIEW',
      'CHECK_NO_REVIEW',
    ]);
  });

  it('says each thing in sentences', () => {
    for (const [code, { title, meaning, remedy }] of Object.entries(CODES)) {
      expect([code, title]).toEqual([code, expect.stringMatching(/^[A-Z].{8,90}[^.]$/)]);
      expect([code, meaning]).toEqual([code, expect.stringMatching(/^[A-Z`].*\.$/)]);
      expect([code, remedy]).toEqual([code, expect.stringMatching(/^[A-Z`].*\.$/)]);
    }
  });

  it('leaves the codes of rules to the rules', () => {
    for (const { id } of RULES) expect(CODES).not.toHaveProperty(ruleCode(id));
  });
});

describe('entente explain', () => {
  const run = (...args: string[]) => entente(['explain', ...args], { cwd: temporaryFolder() });

  it.each(['STATE_LOCKED', 'state_locked', 'state-locked'])('explains %s', async (code) => {
    const { code: status, stdout } = await run(code);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^STATE_LOCKED: .+\n\n.+\n→ .*state unlock/);
  });

  it.each(['no-review', 'CHECK_NO_REVIEW', 'NO_REVIEW'])('explains the rule as %s', async (code) => {
    const { code: status, stdout } = await run(code);
    expect(status).toBe(0);
    expect(stdout).toBe(
      (await entente(['check', '--explain', 'no-review'], { cwd: temporaryFolder() })).stdout,
    );
  });

  it('explains as JSON, alone and all', async () => {
    const one = JSON.parse((await run('PLAN_STALE', '--json')).stdout) as unknown;
    expect(one).toEqual({ code: 'PLAN_STALE', ...CODES['PLAN_STALE'] });
    const all = JSON.parse((await run('--json')).stdout) as { code: string }[];
    expect(all.map(({ code }) => code)).toEqual(Object.keys(CODES));
    const rule = JSON.parse((await run('no-review', '--json')).stdout) as unknown;
    expect(rule).toMatchObject({ code: 'CHECK_NO_REVIEW', rule: 'no-review' });
  });

  it('lists all without an argument', async () => {
    const { stdout } = await run();
    for (const [code, { title }] of Object.entries(CODES)) {
      expect(stdout).toContain(`  ${code} `);
      expect(stdout).toContain(title);
    }
  });

  it.each([
    ['STATE_LOCKD', 'STATE_LOCKED'],
    ['TWINS', 'TWIN'],
    ['AMBIGUOUS', 'PLAN_AMBIGUOUS'],
    ['no-reviews', 'no-review'],
    ['toString', ''],
    ['', ''],
  ])('names the nearest for %j', async (given, near) => {
    const { code, stdout, stderr } = await run(given);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(`error EXPLAIN_UNKNOWN: There is no code, rule or section "${given}"`);
    expect(stderr).toContain(near === '' ? 'entente explain lists the codes' : near);
    expect(stderr).not.toMatch(/^\s+at |This is a bug/m);
  });
});

describe('near names', () => {
  it('are sorted by distance, then those that hold the text', () => {
    expect(nearNames('lock', ['STATE_LOCK', 'LOKC', 'LOCKS', 'OTHER'], 5)).toEqual([
      'LOKC',
      'LOCKS',
      'STATE_LOCK',
    ]);
    expect(nearNames('', ['A_B'], 5)).toEqual([]);
  });
});
