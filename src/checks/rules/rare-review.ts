import { daysOf } from '../dates.ts';
import { roundedCount } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'rare-review',
  title: 'Reviews that are too rare',
  severity: 'note',
  rationale: 'Between two reviews access is not checked. People of partners come and go faster than that.',
  remedy: 'Shorten the interval of schedule.recurrence.pattern.',
  options: {
    maximumDays: {
      type: 'integer',
      description: 'Days between two reviews, a month counted as 30.',
      default: 184,
      minimum: 1,
    },
  },
  *check({ policies }, { maximumDays }) {
    for (const policy of policies) {
      const pattern = policy.review?.schedule?.recurrence?.pattern;
      if (!policy.external || pattern === undefined) continue;
      const days = daysOf(pattern);
      if (days <= maximumDays) continue;
      const message = `Access through ${policy.name} is reviewed every ${roundedCount(days, 'day')} only`;
      const path = [...policy.path, 'reviewSettings', 'schedule', 'recurrence', 'pattern'];
      yield { address: policy.address, path, message };
    }
  },
});
