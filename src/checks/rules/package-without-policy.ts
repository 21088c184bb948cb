import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'package-without-policy',
  title: 'A package that nobody can get',
  severity: 'warning',
  rationale: 'Without a policy the package cannot be requested, and administrators cannot assign it either.',
  remedy: 'Add a policy, or remove the package.',
  needsEveryPolicy: true,
  *check({ packages }) {
    for (const { address, path, name, policies } of packages) {
      if (policies.length === 0)
        yield { address, path, message: `${name} has no policy, so nobody can get it` };
    }
  },
});
