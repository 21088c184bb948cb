import { daysLeft, endOf } from '../dates.ts';
import { roundedCount, nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-access-too-long',
  title: 'External access for too long',
  severity: 'warning',
  rationale:
    'The longer access lasts, the likelier it is that the person no longer needs it or no longer works for the partner.',
  remedy: 'Shorten the duration, and let people extend with approval instead.',
  options: {
    maximumDays: {
      type: 'integer',
      description: 'Days that external access may last, of a fixed date from today on.',
      default: 365,
      minimum: 1,
    },
  },
  *check({ policies, today }, { maximumDays }) {
    for (const policy of policies) {
      const days = policy.days ?? daysLeft(policy, today);
      if (!policy.external || days === undefined || days <= maximumDays) continue;
      const lasts =
        policy.days === undefined
          ? `ends on ${endOf(policy)}, in ${roundedCount(days, 'day')}`
          : `lasts ${roundedCount(days, 'day')}`;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} ${lasts}, more than ${maximumDays}`;
      const member = policy.days === undefined ? 'endDateTime' : 'duration';
      yield { address: policy.address, path: [...policy.path, 'expiration', member], message };
    }
  },
});
