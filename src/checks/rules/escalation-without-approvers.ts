import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'escalation-without-approvers',
  title: 'Escalation to nobody',
  severity: 'warning',
  rationale:
    'Escalation is enabled, but no approver is named for it: a request that nobody answers goes on waiting.',
  remedy: 'Name escalationApprovers, or set isEscalationEnabled to false.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, escalatesAfterDays, escalation } of policy.stages) {
        if (escalatesAfterDays === undefined || escalation.length > 0) continue;
        const message = `Stage ${number} of ${policy.name} escalates to nobody`;
        yield { address: policy.address, path: [...path, 'isEscalationEnabled'], message };
      }
    }
  },
});
