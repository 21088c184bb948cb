import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'approver-justification-off',
  title: 'Approvers need no reason',
  severity: 'note',
  rationale:
    'The stage does not ask approvers why. An audit later finds who approved, and nothing about why.',
  remedy: 'Remove isApproverJustificationRequired: false.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, wantsJustification } of policy.stages) {
        if (wantsJustification) continue;
        const message = `Approvers of stage ${number} of ${policy.name} do not have to say why`;
        yield { address: policy.address, path: [...path, 'isApproverJustificationRequired'], message };
      }
    }
  },
});
