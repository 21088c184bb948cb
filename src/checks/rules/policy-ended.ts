import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'policy-ended',
  title: 'Policies whose end has passed',
  severity: 'warning',
  rationale:
    'The service refuses requests through a policy whose endDateTime has passed, so people whom it admits get nothing, and nothing else says so.',
  remedy: 'Set a later endDateTime, a duration instead, or remove the policy.',
  *check({ policies, today }) {
    for (const policy of policies) {
      const end = policy.spec.expiration?.endDateTime?.slice(0, 10);
      if (policy.expires !== 'afterDateTime' || end === undefined || end >= today) continue;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} ended on ${end}`;
      yield { address: policy.address, path: [...policy.path, 'expiration'], message };
    }
  },
});
