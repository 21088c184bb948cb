import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-approval-stages',
  title: 'Approval stages that are never used',
  severity: 'warning',
  rationale:
    'No approval is required, so the stages and their approvers have no effect. A reader may believe that requests are approved.',
  remedy: 'Set isApprovalRequiredForAdd to true, or remove the stages.',
  *check({ policies }) {
    for (const { address, path, name, spec } of policies) {
      const {
        stages = [],
        isApprovalRequiredForAdd,
        isApprovalRequiredForUpdate,
      } = spec.requestApprovalSettings ?? {};
      if (stages.length === 0 || isApprovalRequiredForAdd === true || isApprovalRequiredForUpdate === true)
        continue;
      const message = `${name} has approval stages, but requires no approval`;
      yield { address, path: [...path, 'requestApprovalSettings', 'stages'], message };
    }
  },
});
