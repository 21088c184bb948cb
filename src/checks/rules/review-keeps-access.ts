import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'review-keeps-access',
  title: 'A review that changes nothing by itself',
  severity: 'warning',
  rationale:
    'When nobody answers the review, everyone keeps their access. That is the default, and reviews often stay unanswered.',
  remedy: 'Set expirationBehavior to removeAccess.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || policy.review === undefined) continue;
      if ((policy.review.expirationBehavior ?? 'keepAccess') !== 'keepAccess') continue;
      const message = `When nobody answers the review of ${policy.name}, everyone keeps access to ${nameOfPackage(policy)}`;
      yield {
        address: policy.address,
        path: [...policy.path, 'reviewSettings', 'expirationBehavior'],
        message,
      };
    }
  },
});
