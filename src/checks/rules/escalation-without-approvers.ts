import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'escalation-without-approvers',
  title: 'Escalation without approvers',
  severity: 'warning',
  rationale:
    'Escalation is enabled, but no approver is named for it: an unanswered request keeps waiting until it is denied.',
  remedy: 'Name escalationApprovers, or set isEscalationEnabled to false.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, escalatesAfterDays, escalation } of policy.stages) {
        if (escalatesAfterDays === undefined || escalation.length > 0) continue;
        const message = `Stage ${number} of ${policy.name} has escalation without approvers`;
        yield { address: policy.address, path: [...path, 'isEscalationEnabled'], message };
      }
    }
  },
});
