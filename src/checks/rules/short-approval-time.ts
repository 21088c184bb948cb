import { roundedCount } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'short-approval-time',
  title: 'Little time to approve',
  severity: 'note',
  rationale: 'A request that arrives on a Friday evening is denied before anyone has seen it.',
  remedy: 'Set durationBeforeAutomaticDenial to a few working days.',
  options: {
    minimumDays: { type: 'integer', description: 'Days that approvers should have.', default: 3, minimum: 1 },
  },
  *check({ policies }, { minimumDays }) {
    for (const policy of policies) {
      for (const { number, path, days } of policy.stages) {
        if (days >= minimumDays) continue;
        const message = `Stage ${number} of ${policy.name} denies a request after ${roundedCount(days, 'day')}`;
        yield { address: policy.address, path: [...path, 'durationBeforeAutomaticDenial'], message };
      }
    }
  },
});
