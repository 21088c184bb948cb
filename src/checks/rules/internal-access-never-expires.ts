import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'internal-access-never-expires',
  title: 'Internal access that never expires',
  severity: 'note',
  rationale:
    'Your own people change teams and keep what they had. Without an expiration or a review the access is never checked again.',
  remedy: 'Set expiration, or enable reviews.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.expires !== 'never' || policy.external || policy.automatic || policy.review !== undefined)
        continue;
      if (policy.scope === 'allDirectoryUsers') continue;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} never expires and is never reviewed`;
      yield { address: policy.address, path: [...policy.path, 'expiration'], message };
    }
  },
});
