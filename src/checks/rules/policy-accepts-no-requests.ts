import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'policy-accepts-no-requests',
  title: 'A policy that accepts no requests',
  severity: 'note',
  rationale:
    'It names people who may ask and then does not let them. Administrators can still assign the package through it.',
  remedy: 'Set enableTargetsToSelfAddAccess to true, or allowedTargetScope to notSpecified.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.requestable || policy.automatic || policy.scope === 'notSpecified') continue;
      if (policy.spec.requestorSettings?.enableOnBehalfRequestorsToAddAccess === true) continue;
      const message = `${policy.name} says who may ask for ${nameOfPackage(policy)}, but accepts no requests`;
      yield {
        address: policy.address,
        path: [...policy.path, 'requestorSettings', 'enableTargetsToSelfAddAccess'],
        message,
      };
    }
  },
});
