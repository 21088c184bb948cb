import { resolveReviewers } from '../../access/index.ts';
import { isRead } from '../approvals.ts';
import type { Governed, GovernedPolicy } from '../governed.ts';
import { defineRule } from '../rule.ts';
import { listed } from '../wording.ts';

export default defineRule({
  id: 'review-without-reviewers',
  title: 'A review without reviewers',
  severity: 'warning',
  rationale:
    'No one is asked, because no reviewers are named or their groups have no member who can sign in, so the review ends as its expirationBehavior says without a decision.',
  remedy:
    'Name primaryReviewers, and fallbackReviewers where those are sponsors or managers, or put people into the group.',
  *check(governed) {
    for (const policy of governed.policies) {
      const { review, reviewers } = policy;
      if (review === undefined || review.isSelfReview === true) continue;
      const reasons = reviewers.length > 0 ? emptied(governed, policy) : undefined;
      if (reviewers.length > 0 && reasons === undefined) continue;
      const left = (review.primaryReviewers ?? []).length > 0;
      const message =
        reasons === undefined
          ? `The review of ${policy.name} has no primary reviewers${left ? ' who are still in the directory' : ''}`
          : `Nobody can review ${policy.name}: ${listed(reasons)}`;
      yield {
        address: policy.address,
        path: [...policy.path, 'reviewSettings', 'primaryReviewers'],
        message,
      };
    }
  },
});

/** Why groups that are named, and nobody else is, have nobody who can review; undefined where someone can, or may. */
function emptied(governed: Governed, policy: GovernedPolicy): readonly string[] | undefined {
  // Sponsors and managers differ by holder; that a named account is disabled is a finding of its own.
  if (policy.allReviewers.some(({ sort }) => sort !== 'group')) return undefined;
  const view = governed.access.policies.get(policy.address);
  const found = view && resolveReviewers(governed.access, view, { type: 'members' });
  if (found === undefined) return undefined;
  const lists = [found.primary, found.fallback];
  if (lists.some((list) => list.people.length > 0 || !isRead(governed, list))) return undefined;
  return [...new Set(lists.flatMap(({ leftOut }) => leftOut))];
}
