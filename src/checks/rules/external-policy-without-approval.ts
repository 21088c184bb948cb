import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-policy-without-approval',
  title: 'External access without approval',
  severity: 'error',
  rationale:
    'Everyone who belongs to the partner gets access by requesting it: nobody on either side has reviewed the request.',
  remedy: 'Require approval for add, with a sponsor or a named group in at least one stage.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || !policy.requestable || policy.approvalForAdd) continue;
      const message = `External users get ${nameOfPackage(policy)} through ${policy.name} without approval`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestApprovalSettings', 'isApprovalRequiredForAdd'],
        message,
      };
    }
  },
});
