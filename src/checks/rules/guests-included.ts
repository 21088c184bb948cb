import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'guests-included',
  title: 'Internal policy that lets every guest in',
  severity: 'warning',
  rationale:
    'allDirectoryUsers sounds internal, but includes every guest who is in the directory already, of whatever partner.',
  remedy: 'Use allMemberUsers for your own people, and a policy for connected organizations for partners.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.scope !== 'allDirectoryUsers' || !policy.requestable) continue;
      const message = `Every guest in the directory, of any partner, can request ${nameOfPackage(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'allowedTargetScope'], message };
    }
  },
});
