import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'extension-without-approval',
  title: 'Extension without approval',
  severity: 'warning',
  rationale:
    'The first request is approved, but every extension is granted on request: in effect the access never expires.',
  remedy: 'Set isApprovalRequiredForUpdate to true, or do not offer extension.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || !policy.extensible || policy.approvalForUpdate || policy.expires === 'never')
        continue;
      const message = `External users can extend ${nameOfPackage(policy)} again and again without approval`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestorSettings', 'enableTargetsToSelfUpdateAccess'],
        message,
      };
    }
  },
});
