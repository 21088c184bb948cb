import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'disabled-approver',
  title: 'An approver or reviewer cannot sign in',
  severity: 'error',
  rationale:
    'A disabled account approves and reviews nothing. If it is the only one, every request expires and is denied, and every review ends without a decision.',
  remedy: 'Name another person, or enable the account.',
  *check({ policies, people }) {
    for (const policy of policies) {
      for (const { number, primary, fallback, escalation } of policy.stages) {
        for (const { lookup, path } of [...primary, ...fallback, ...escalation]) {
          const facts = lookup === undefined ? undefined : people.facts(lookup);
          if (facts?.enabled !== false) continue;
          const message = `${facts.label} is an approver of stage ${number} of ${policy.name}, but the account is disabled`;
          yield { address: policy.address, path, message };
        }
      }
      for (const { lookup, path } of policy.review === undefined ? [] : policy.allReviewers) {
        const facts = lookup === undefined ? undefined : people.facts(lookup);
        if (facts?.enabled !== false) continue;
        const message = `${facts.label} is a reviewer of ${policy.name}, but the account is disabled`;
        yield { address: policy.address, path, message };
      }
    }
  },
});
