import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'social-identity',
  title: 'An organization of social accounts',
  severity: 'error',
  rationale:
    'Everybody who has an account with the provider belongs to the organization: that is no partner, it is the internet.',
  remedy: 'Connect the partner by its domain or Entra tenant.',
  *check({ organizations }) {
    for (const { address, path, name, spec } of organizations) {
      for (const [index, { social }] of spec.identitySources.entries()) {
        if (social === undefined) continue;
        const message = `Everybody with an account of ${social} belongs to ${name}`;
        yield { address, path: [...path, 'identitySources', index, 'social'], message };
      }
    }
  },
});
