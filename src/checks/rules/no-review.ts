import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'no-review',
  title: 'External access without a review',
  severity: 'warning',
  rationale: 'Nobody is ever asked whether the people who got in should still be there.',
  remedy:
    'Enable reviewSettings, or shorten the access below the limit of this rule and do not offer extension.',
  options: {
    unreviewedDays: {
      type: 'integer',
      description: 'Days that external access may last without a review.',
      default: 60,
      minimum: 0,
    },
  },
  *check({ policies }, { unreviewedDays }) {
    for (const policy of policies) {
      if (!policy.external || policy.review !== undefined) continue;
      if (policy.days !== undefined && policy.days <= unreviewedDays && !policy.extensible) continue;
      const message = `Access of external users to ${nameOfPackage(policy)} through ${policy.name} is never reviewed`;
      yield { address: policy.address, path: [...policy.path, 'reviewSettings'], message };
    }
  },
});
