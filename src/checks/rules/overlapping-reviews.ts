import { durationSeconds } from '../../model/duration.ts';
import { daysOf } from '../dates.ts';
import { defineRule } from '../rule.ts';
import { counted } from '../../model/counted.ts';

const DAY = 86_400;
/** A month has 28 days at least, of the 30 that the days between two reviews count. */
const SHORTEST_MONTH = 28 / 30;

export default defineRule({
  id: 'overlapping-reviews',
  title: 'A review that is open when the next one begins',
  severity: 'warning',
  rationale:
    'Reviewers are asked for the same people twice. In the portal a monthly review is open for 27 days at most, so that reviews do not overlap.',
  remedy: 'Shorten schedule.expiration, or let reviews take place less often.',
  *check({ policies }) {
    for (const policy of policies) {
      const { expiration, recurrence } = policy.review?.schedule ?? {};
      if (expiration?.type !== 'afterDuration' || recurrence?.pattern === undefined) continue;
      const length = (durationSeconds(expiration.duration ?? '') ?? 0) / DAY;
      const between = daysOf(recurrence.pattern);
      const shortest = recurrence.pattern.type.endsWith('Monthly') ? between * SHORTEST_MONTH : between;
      if (length < shortest) continue;
      const message = `Reviews of ${policy.name} are open for ${counted(Math.ceil(length), 'day')}, and begin every ${counted(between, 'day')}`;
      const path = [...policy.path, 'reviewSettings', 'schedule', 'expiration'];
      yield { address: policy.address, path, message };
    }
  },
});
