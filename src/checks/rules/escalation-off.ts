import { defineRule } from '../rule.ts';

const NAMED = ['escalationApprovers', 'fallbackEscalationApprovers'] as const;

export default defineRule({
  id: 'escalation-off',
  title: 'Escalation approvers who are never asked',
  severity: 'warning',
  rationale:
    'Approvers are named for escalation, but escalation is off: an unanswered request never reaches them, and is denied in the end.',
  remedy:
    'Set isEscalationEnabled to true with durationBeforeEscalation, or remove the escalation approvers.',
  *check({ policies }) {
    for (const policy of policies)
      for (const { number, path } of policy.stages) {
        const stage = policy.spec.requestApprovalSettings?.stages?.[number - 1];
        const named = NAMED.find((name) => (stage?.[name] ?? []).length > 0);
        if (named === undefined || stage?.isEscalationEnabled === true) continue;
        const message = `Stage ${number} of ${policy.name} names approvers for escalation, which is off`;
        yield { address: policy.address, path: [...path, named], message };
      }
  },
});
