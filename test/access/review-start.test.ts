/** When reviews begin: of the two members that say it the service fills in one, and the other may be what changed. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessResource } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';

const FILLED_IN = '2026-11-29T10:00:00Z';

const reviewed = (startDateTime: string | null, range: JsonObject): readonly AccessResource[] => [
  { address: 'accessPackage.y', kind: 'accessPackage', attributes: { displayName: 'Y', catalog: 'c' } },
  {
    address: 'policy.y',
    kind: 'policy',
    attributes: {
      displayName: 'Y',
      accessPackage: 'accessPackage.y',
      allowedTargetScope: 'allMemberUsers',
      reviewSettings: {
        isEnabled: true,
        schedule: { startDateTime, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range } },
      },
    },
  },
];

const reviewsOf = (before: readonly AccessResource[], after: readonly AccessResource[]) =>
  compareAccess({ before, after }).changed.map(({ details }) => details.join(' '));

it('a start far away is said, whether the service has filled in the other one or not', () => {
  const later = { type: 'noEnd', startDate: '2099-01-01' };
  for (const filled of [FILLED_IN, null]) {
    const [told] = reviewsOf(reviewed(filled, { type: 'noEnd' }), reviewed(filled, later));
    expect(told).toContain('from 2099-01-01');
  }
  expect(reviewsOf(reviewed(FILLED_IN, later), reviewed(null, later))).toEqual([]);
});

it('that reviews have begun is all that their start says', () => {
  const now = Date.parse('2026-12-01T00:00:00Z');
  const reviews = (was: string, is: string) =>
    compareAccess({
      before: reviewed(was, { type: 'noEnd' }),
      after: reviewed(is, { type: 'noEnd' }),
      now,
    }).changed.map(({ direction }) => direction);
  expect(reviews('2026-11-29T10:00:00.001Z', '2026-11-29T10:00:00.002Z')).toEqual([]);
  expect(reviews('2026-11-29T10:00:00Z', '2026-11-30T10:00:00Z')).toEqual([]);
  expect(reviews('2026-11-29T10:00:00Z', '2027-11-30T10:00:00Z')).toEqual(['looser']);
  expect(reviews('2027-11-30T10:00:00Z', '2026-11-29T10:00:00Z')).toEqual(['tighter']);
});
