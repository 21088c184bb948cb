import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-access-never-expires',
  title: 'External access that never expires',
  severity: 'error',
  rationale:
    'Projects end and people change employers without notice. Access of external users has to expire by itself.',
  remedy: 'Set expiration to afterDuration or afterDateTime.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.expires !== 'never' || (!policy.external && policy.scope !== 'allDirectoryUsers')) continue;
      const message = `Access to ${nameOfPackage(policy)} through ${policy.name} never expires`;
      yield { address: policy.address, path: [...policy.path, 'expiration'], message };
    }
  },
});
