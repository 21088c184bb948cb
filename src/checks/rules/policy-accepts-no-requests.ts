import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'policy-accepts-no-requests',
  title: 'A policy that accepts no requests',
  severity: 'note',
  rationale:
    'It names requestors but does not let them request. Administrators can still assign the package through it.',
  remedy: 'Set enableTargetsToSelfAddAccess to true, or allowedTargetScope to notSpecified.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.spec.requestorSettings?.enableTargetsToSelfAddAccess !== false) continue;
      if (policy.automatic || policy.scope === 'notSpecified') continue;
      if (policy.spec.requestorSettings.enableOnBehalfRequestorsToAddAccess === true) continue;
      const message = `${policy.name} names requestors of ${nameOfPackage(policy)}, but accepts no requests`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestorSettings', 'enableTargetsToSelfAddAccess'],
        message,
      };
    }
  },
});
