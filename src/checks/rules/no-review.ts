import { counted } from '../../model/counted.ts';
import { dayAfter, daysBetween, daysLeft, daysOf, endOf } from '../dates.ts';
import type { GovernedPolicy } from '../governed.ts';
import { nameOfPackage } from '../wording.ts';
import type { RuleFinding } from '../rule.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'no-review',
  title: 'External access without a review',
  severity: 'warning',
  rationale: 'Nobody is ever asked whether the people who got in should still be there.',
  remedy:
    'Enable reviewSettings, let the reviews go on (range noEnd), or shorten the access below the limit of this rule and do not offer extension.',
  options: {
    unreviewedDays: {
      type: 'integer',
      description: 'Days that external access may last without a review.',
      default: 60,
      minimum: 0,
    },
  },
  *check({ policies, today }, { unreviewedDays }) {
    for (const policy of policies) {
      if (!policy.external) continue;
      // A fixed date is the end for everyone: extension does not lead beyond it.
      const endless = policy.expires === 'never' || (policy.expires === 'afterDuration' && policy.extensible);
      const lasts = endless ? Infinity : (policy.days ?? daysLeft(policy, today) ?? Infinity);
      if (lasts > unreviewedDays) yield* unreviewed(policy, unreviewedDays);
    }
  },
});

function* unreviewed(policy: GovernedPolicy, limit: number): Iterable<RuleFinding> {
  const access = `Access of external users to ${nameOfPackage(policy)} through ${policy.name}`;
  const path = [...policy.path, 'reviewSettings'];
  if (policy.review === undefined) {
    yield { address: policy.address, path: [...path, 'isEnabled'], message: `${access} is never reviewed` };
    return;
  }
  const series = seriesOf(policy);
  if (series === undefined) return;
  const end = endOf(policy);
  if (end !== undefined && series.last !== undefined && daysBetween(series.last, end) <= limit) return;
  const message = `${access} is reviewed ${series.until} only, and goes on after that`;
  yield { address: policy.address, path: [...path, 'schedule', 'recurrence', 'range'], message };
}

/** A series of reviews that ends: until when in words, and the day of the last one where it is known. */
function seriesOf({ review }: GovernedPolicy): { until: string; last: string | undefined } | undefined {
  const { startDateTime, recurrence } = review?.schedule ?? {};
  const { pattern, range } = recurrence ?? {};
  if (range?.type === 'endDate') return { until: `until ${range.endDate ?? 'its end'}`, last: range.endDate };
  if (range?.type !== 'numbered') return undefined;
  const count = range.numberOfOccurrences ?? 0;
  const start = (range.startDate ?? startDateTime)?.slice(0, 10);
  const days = Math.max(0, count - 1) * (pattern === undefined ? 0 : daysOf(pattern));
  return { until: counted(count, 'time'), last: start === undefined ? undefined : dayAfter(start, days) };
}
