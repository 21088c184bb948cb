import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'review-without-reviewers',
  title: 'A review without reviewers',
  severity: 'warning',
  rationale: 'No one is asked, so the review ends as its expirationBehavior says without a decision.',
  remedy: 'Name primaryReviewers, and fallbackReviewers where those are sponsors or managers.',
  *check({ policies }) {
    for (const policy of policies) {
      const { review, reviewers } = policy;
      if (review === undefined || review.isSelfReview === true || reviewers.length > 0) continue;
      const left = (review.primaryReviewers ?? []).length > 0;
      const message = `The review of ${policy.name} has no primary reviewers${left ? ' who are still in the directory' : ''}`;
      yield {
        address: policy.address,
        path: [...policy.path, 'reviewSettings', 'primaryReviewers'],
        message,
      };
    }
  },
});
