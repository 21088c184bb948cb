import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unused-organization',
  title: 'An organization that no policy is for',
  severity: 'warning',
  rationale:
    'Its people can ask for nothing. It was forgotten when the project ended, and the next policy for all configured organizations lets them in again.',
  remedy: 'Remove it, or name it in a policy.',
  needsEveryPolicy: true,
  *check({ organizations }) {
    for (const { address, path, name, policies, commonPolicies } of organizations) {
      if (policies.length + commonPolicies.length === 0)
        yield { address, path, message: `No policy is for people of ${name}` };
    }
  },
});
