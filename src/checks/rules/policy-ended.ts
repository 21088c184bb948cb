import { endOf } from '../dates.ts';
import { hasEnded } from '../ended.ts';
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
      if (!hasEnded(policy.spec.expiration, today)) continue;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} ended on ${endOf(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'expiration'], message };
    }
  },
});
