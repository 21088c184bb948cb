import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-policy-without-approval',
  title: 'External access without approval',
  severity: 'error',
  rationale:
    'Whoever belongs to the partner gets in by asking, whoever they are: nobody on either side has looked at the request.',
  remedy: 'Require approval for add, with a sponsor or a named group in at least one stage.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || !policy.requestable || policy.approvalForAdd) continue;
      const message = `People outside the directory get ${nameOfPackage(policy)} through ${policy.name} without anybody's approval`;
      yield { address: policy.address, path: [...policy.path, 'requestApprovalSettings'], message };
    }
  },
});
