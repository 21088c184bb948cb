import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'self-review',
  title: 'External users review themselves',
  severity: 'warning',
  rationale: 'People who are asked whether they still need their access say yes.',
  remedy: 'Name reviewers of your own side, and set isSelfReview to false.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || policy.review?.isSelfReview !== true) continue;
      const message = `External users review their own access to ${nameOfPackage(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'reviewSettings', 'isSelfReview'], message };
    }
  },
});
