import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'members-without-approval',
  title: 'Every member gets it without approval',
  severity: 'warning',
  rationale:
    'All members of the directory can request the package and nobody approves. One stolen account of any of them is enough.',
  remedy: 'Require approval, or name the groups whose members need it in specificAllowedTargets.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.scope !== 'allMemberUsers' && policy.scope !== 'allDirectoryUsers') continue;
      if (!policy.requestable || policy.approvalForAdd) continue;
      const message = `Every member of the directory gets ${nameOfPackage(policy)} through ${policy.name} without approval`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestApprovalSettings', 'isApprovalRequiredForAdd'],
        message,
      };
    }
  },
});
