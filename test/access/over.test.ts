/** What is over, or goes on beside what ends: reviews after their last day, and rules that give a package that none can request. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, MEMBERS, pack, policy } from '../support/access-resources.ts';

const directory = factsOf({ users: [{ id: 'ann' }, { id: 'mei' }] });
const NOW = Date.parse('2026-12-01T12:00:00Z');

function compared(before: JsonObject, after: JsonObject, now = NOW): AccessDiff {
  const world = (attributes: JsonObject) => [catalog('c'), pack(), policy({ ...MEMBERS, ...attributes })];
  return compareAccess({ before: world(before), after: world(after), directory, now });
}

describe('a review', () => {
  const reviewed = (endDate: string, startDateTime = '2026-01-01T00:00:00Z'): JsonObject => ({
    reviewSettings: {
      isEnabled: true,
      expirationBehavior: 'removeAccess',
      primaryReviewers: [{ '@odata.type': 'singleUser', userId: 'mei' }],
      schedule: {
        startDateTime,
        recurrence: {
          pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday'] },
          range: { type: 'endDate', startDate: '2026-01-01', endDate },
        },
      },
    },
  });
  const told = ({ lost, changed }: AccessDiff) => [
    ...lost.map(({ summary }) => summary),
    ...changed.flatMap(({ details }) => details.map((line) => line.slice(line.lastIndexOf(' -> ')))),
  ];
  const NONE = ['mei can no longer review who keeps access to P', ' -> none'];

  it('is none from the day after its last', () => {
    expect(told(compared(reviewed('2027-12-31'), reviewed('2026-11-30')))).toEqual(NONE);
    expect(told(compared(reviewed('2027-12-31'), reviewed('2026-12-01')))).not.toEqual(NONE);
  });

  it('is none where its last day is before its first', () => {
    expect(
      told(
        compared(
          reviewed('2027-12-31', '2027-06-01T00:00:00Z'),
          reviewed('2027-01-01', '2027-06-01T00:00:00Z'),
        ),
      ),
    ).toEqual(NONE);
  });
});

it('whom a rule goes on to give a package is told where their class can no longer request it', () => {
  const rule = {
    address: 'policy.rule',
    kind: 'policy',
    attributes: {
      accessPackage: 'accessPackage.p',
      displayName: 'Rule',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [
        { '@odata.type': 'attributeRuleMembers', membershipRule: '(user.department -eq "Law")' },
      ],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    },
  };
  const world = [catalog('c'), pack(), rule];
  const { lost } = compareAccess({ before: [...world, policy(MEMBERS)], after: world, directory, now: NOW });
  expect(lost.map(({ details }) => details).flat()).toContain(
    'those matching (user.department -eq "Law") are assigned it all the same',
  );
});
