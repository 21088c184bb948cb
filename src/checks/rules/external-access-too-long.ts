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
      description: 'Days that external access may last.',
      default: 365,
      minimum: 1,
    },
  },
  *check({ policies }, { maximumDays }) {
    for (const policy of policies) {
      if (!policy.external || policy.days === undefined || policy.days <= maximumDays) continue;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} lasts ${roundedCount(policy.days, 'day')}, more than ${maximumDays}`;
      yield { address: policy.address, path: [...policy.path, 'expiration', 'duration'], message };
    }
  },
});
