/**
 * Every rule of the registry against its two fixtures. `fail.yaml` marks each line that the rule must point to with
 * `# finding` (at the line's end, or alone before the item); `pass.yaml` is much the same and has none.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/registry.ts';
import type { Rule } from '../../src/checks/rule.ts';
import { readFixture } from '../support/checked.ts';

const here = path.join(import.meta.dirname, 'rules');

function run(rule: Rule, fixture: string) {
  return readFixture(path.join(here, rule.id, fixture), [rule]);
}

/** Suffixes of the pairs of fixtures that a rule has. */
function casesOf({ id }: Rule): readonly string[] {
  return readdirSync(path.join(here, id)).flatMap((file) => /^fail(.*)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Lines without the marks. */
function textOf({ id }: Rule, fixture: string): readonly string[] {
  const text = readFileSync(path.join(here, id, fixture), 'utf8');
  return text.split('\n').map((line) => line.replace(/ # finding$/, ''));
}

/** Rules whose first pair of fixtures differs in one line too. */
const ONE_THING = [
  'administrative-role-to-external',
  'approver-justification-off',
  'automatic-access-for-guests',
  'deleted-principal',
  'external-sponsor-of-another',
  'grants-deciding-group',
  'grants-role-assignable-group',
  'grants-target-group',
  'guarantee',
  'guest-requests-for-others',
  'guests-approve-for-staff',
  'members-without-approval',
  'one-person-decides',
  'overlapping-reviews',
  'own-domain-as-partner',
  'requestors-are-approvers',
  'separation-walked-around',
  'stale-application-role',
];

/** One-based lines that a fixture marks. */
function marked(rule: Rule, fixture: string): number[] {
  const lines = readFileSync(path.join(here, rule.id, fixture), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (!line.endsWith('# finding')) return [];
    return [/^\s*- # finding$/.test(line) ? index + 2 : index + 1];
  });
}

describe('governance rules', () => {
  it('are many, and each says what it is about', () => {
    expect(RULES.length).toBeGreaterThanOrEqual(25);
    for (const { id, title, rationale, remedy } of RULES) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect([
        id,
        existsSync(path.join(here, id, 'fail.yaml')),
        existsSync(path.join(here, id, 'pass.yaml')),
      ]).toEqual([id, true, true]);
      expect([title, rationale, remedy].every((text) => text.length > 10)).toBe(true);
    }
  });

  it.each(RULES.flatMap((rule) => casesOf(rule).map((name) => [rule.id, name, rule] as const)))(
    '%s, %s',
    async (_id, name, rule) => {
      const failing = await run(rule, `fail${name}.yaml`);
      const lines = failing.result.findings.map(({ range }) => range?.start.line);
      const wanted = marked(rule, `fail${name}.yaml`);
      expect(wanted.length).toBeGreaterThan(0);
      expect(lines.sort((a, b) => Number(a) - Number(b))).toEqual(wanted);
      expect(failing.result.undecided).toEqual([]);
      for (const { message, address, rule: id, severity } of failing.result.findings) {
        expect({ id, severity }).toEqual({ id: rule.id, severity: rule.severity });
        expect(message).not.toMatch(/undefined|NaN|\[object|\.$/);
        // What a suppression names must exist.
        const addresses = failing.configuration.declarations.map((declaration) => declaration.address);
        expect([...addresses, 'settings', 'sponsor.carol']).toContain(address);
      }
      const passing = await run(rule, `pass${name}.yaml`);
      expect(passing.result).toMatchObject({ findings: [], undecided: [], diagnostics: [] });
      expect(passing.configuration.declarations.length).toBeGreaterThan(0);
    },
  );

  const narrow = RULES.flatMap((rule) => casesOf(rule).map((name) => [rule.id, name, rule] as const)).filter(
    ([id, name]) => name !== '' || ONE_THING.includes(id),
  );
  it.each(narrow)('%s, %s: the two fixtures differ in one thing', (_id, name, rule) => {
    const [fail, pass] = (['fail', 'pass'] as const).map((kind) => textOf(rule, `${kind}${name}.yaml`));
    const differing = (fail ?? []).filter((line, index) => line !== pass?.[index]);
    expect([fail?.length, differing.length]).toEqual([pass?.length, 1]);
  });
});
