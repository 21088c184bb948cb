import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'no-justification',
  title: 'External request without a reason',
  severity: 'note',
  rationale:
    'Approvers do not know these people, and reviewers read the request months later. The justification is all that they have.',
  remedy: 'Set isRequestorJustificationRequired to true.',
  *check({ policies }) {
    for (const policy of policies) {
      const { requestApprovalSettings: approval } = policy.spec;
      if (!policy.external || !policy.approvalForAdd || approval?.isRequestorJustificationRequired === true)
        continue;
      const message = `External users can request ${nameOfPackage(policy)} without a justification`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestApprovalSettings', 'isRequestorJustificationRequired'],
        message,
      };
    }
  },
});
