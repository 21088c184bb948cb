import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'single-approver',
  title: 'Only one person can approve',
  severity: 'warning',
  rationale:
    'When that person is on holiday or leaves, requests expire and are denied. Fallback approvers do not help: they are asked only when the primary approver cannot be found.',
  remedy: 'Name a second approver or a group, or enable escalation.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, primary, escalation } of policy.stages) {
        const [only] = primary;
        if (only === undefined || primary.length > 1 || escalation.length > 0) continue;
        if (!['user', 'guest', 'id'].includes(only.sort)) continue;
        const message = `Only ${only.label} can approve stage ${number} of ${policy.name}`;
        yield { address: policy.address, path: only.path, message };
      }
    }
  },
});
