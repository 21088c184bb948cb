import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-organization',
  title: 'Organization without a policy',
  severity: 'warning',
  rationale:
    'Its people cannot request anything. It may have been forgotten when the project ended, and the next policy for all configured organizations admits them again.',
  remedy: 'Remove it, or name it in a policy.',
  needsEveryPolicy: true,
  *check({ organizations }) {
    for (const { address, path, name, policies, commonPolicies } of organizations) {
      if (policies.length + commonPolicies.length === 0)
        yield { address, path, message: `No policy admits people of ${name}` };
    }
  },
});
