/** Rules of dynamic groups and automatic assignment, as Microsoft writes them and as people do. */
import { describe, expect, it } from 'vitest';
import { matchesNewGuests } from '../../src/access/facts/membership-rule.ts';
import { coversRule } from '../../src/access/facts/rule-cover.ts';
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

/** Rules, and whether they match guests of whom nothing is filled in. */
it.each([
  ['user.department -ne "Sales"', 'yes'],
  ['user.department -eq "Sales"', 'no'],
  ['-not (user.department -eq "Sales") -and (user.accountEnabled -eq true)', 'yes'],
  ['(user.department -ne "Sales") -and (user.userType -eq "Member")', 'no'],
  ['user.userType -eq "Guest"', 'yes'],
  ['user.userType -ne "Member"', 'yes'],
  ['user.userPrincipalName -notContains "#EXT#"', 'unknown'],
  ['user.mail -ne null', 'unknown'],
  ['user.country -eq null', 'yes'],
  ['user.department -match "S.*"', 'unknown'],
])('%s: guests match it: %s', (rule, answer) => {
  expect(matchesNewGuests(rule)).toBe(answer);
});

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

const SALES = 'user.department -eq "Sales"';
const BERN = 'user.city -eq "Bern"';

/** More than can be tried. */
const MANY = Array.from('abcdefghijklm', (each) => `user.city -contains "${each}"`).join(' or ');

/** A rule, one that may match everyone whom it matches, and whether it does. */
const COVERS = [
  [SALES, `(${SALES})`, 'yes'],
  [SALES, `${SALES} or user.department -eq "Law"`, 'yes'],
  [`${SALES} or user.department -eq "Law"`, SALES, 'no'],
  [SALES, 'user.department -in ["Law", "sales"]', 'yes'],
  [SALES, 'user.department -eq "Finance"', 'no'],
  [SALES, 'user.department -ne "Finance"', 'yes'],
  ['user.department -ne "Finance"', SALES, 'no'],
  [`${SALES} and ${BERN}`, BERN, 'yes'],
  [SALES, BERN, 'no'],
  [SALES, `${SALES} and ${BERN} or ${SALES} and not (${BERN})`, 'yes'],
  [`not (${SALES} or ${BERN})`, `not ${SALES}`, 'yes'],
  [SALES, 'user.department -startsWith "Sa"', 'yes'],
  ['user.department -startsWith "Sales"', 'user.department -contains "ale"', 'yes'],
  ['user.department -startsWith "Sa"', 'user.department -startsWith "Sales"', 'no'],
  ['user.department -startsWith "Sa"', 'user.department -notStartsWith "La"', 'yes'],
  ['user.department -contains "a"', 'user.department -contains "b"', 'no'],
  ['user.department -eq null', `user.department -ne "Sales"`, 'yes'],
  ['user.accountEnabled -ne false', 'user.accountEnabled -eq true', 'yes'],
  [SALES, `${SALES} or user.department -match "S.*"`, 'unknown'],
  [SALES, `${BERN} or ${MANY}`, 'unknown'],
] as const;

it.each(COVERS)('tells of %s whether %s matches all of them: %s', (narrower, wider, answer) => {
  expect(coversRule(wider, narrower)).toBe(answer);
});
