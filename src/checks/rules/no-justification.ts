import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'no-justification',
  title: 'External request without a reason',
  severity: 'note',
  rationale:
    'Approvers decide about people whom they do not know, and reviewers look at the request months later. A sentence of why is all that they have.',
  remedy: 'Set isRequestorJustificationRequired to true.',
  *check({ policies }) {
    for (const policy of policies) {
      const { requestApprovalSettings: approval } = policy.spec;
      if (!policy.external || !policy.approvalForAdd || approval?.isRequestorJustificationRequired === true)
        continue;
      const message = `People outside the directory need not say why they ask for ${nameOfPackage(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'requestApprovalSettings'], message };
    }
  },
});
