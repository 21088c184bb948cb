import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'social-identity',
  title: 'An organization of social accounts',
  severity: 'error',
  rationale:
    'Everyone with an account of the provider belongs to the organization: it is not a partner but the internet.',
  remedy: 'Connect the partner by its domain or Entra tenant.',
  *check({ organizations }) {
    for (const { address, path, name, spec } of organizations) {
      for (const [index, { social }] of spec.identitySources.entries()) {
        if (social === undefined) continue;
        const message = `Everyone with an account of ${social} belongs to ${name}`;
        yield { address, path: [...path, 'identitySources', index, 'social'], message };
      }
    }
  },
});
