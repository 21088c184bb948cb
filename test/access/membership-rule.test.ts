/** Rules of dynamic groups and automatic assignment, as Microsoft writes them and as people do. */
import { describe, expect, it } from 'vitest';
import { matchesRule } from '../../src/access/index.ts';

const ALICE = { department: 'Sales', city: 'Bern', jobTitle: 'sales-and-support', accountEnabled: true };

/** Rules with their answers for Alice; every operator occurs. */
const RULES = [
  ['user.department -eq "Sales"', 'yes'],
  ['user.department -ne "Sales"', 'no'],
  ['user.department -startsWith "Sa"', 'yes'],
  ['user.department -notStartsWith "Sa"', 'no'],
  ['user.department -contains "ale"', 'yes'],
  ['user.department -notContains "ale"', 'no'],
  ['user.department -in ["Finance", "Sales"]', 'yes'],
  ['user.department -notIn ["Finance", "Sales"]', 'no'],
  ['user.accountEnabled -eq true', 'yes'],
  ['(user.department -eq "Sales") -and (user.city -ne "Bern")', 'no'],
  ['(user.department -eq "Finance") -or (user.city -eq "Bern")', 'yes'],
  ['-not (user.department -eq "Sales")', 'no'],
  ['user.department -eq "Sales" -and -not user.city -eq "Basel"', 'yes'],
  ['user.country -eq "CH"', 'unknown'],
  ['user.department -match "S.*"', 'unknown'],
] as const;

describe.each(RULES)('%s', (rule, answer) => {
  it('is answered with hyphens, without, and with some', () => {
    const bare = rule.replace(/(^|\s)-(?=[a-z])/gi, '$1');
    const mixed = rule.replace(/(^|\s)-(?=(?:and|or|not)\b)/gi, '$1');
    expect([rule, bare, mixed].map((each) => matchesRule(each, ALICE))).toEqual([answer, answer, answer]);
  });
});

it('leaves what stands in quotes as it is', () => {
  expect(matchesRule('user.jobTitle eq "sales-and-support"', ALICE)).toBe('yes');
  expect(matchesRule('user.jobTitle eq "sales and support"', ALICE)).toBe('no');
});

it('takes an operator only where one can stand', () => {
  expect(matchesRule('user.department eq', ALICE)).toBe('unknown');
  expect(matchesRule('eq user.department "Sales"', ALICE)).toBe('unknown');
  expect(matchesRule('user.department -eq "Sales" and', ALICE)).toBe('unknown');
});
