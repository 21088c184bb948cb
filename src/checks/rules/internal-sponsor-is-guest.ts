import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'internal-sponsor-is-guest',
  title: 'Internal sponsor who is a guest',
  severity: 'error',
  rationale:
    'Internal sponsors represent your own side. With a guest in their place, the partner approves for both.',
  remedy: 'Move a guest to externalSponsors, and name one of your own people.',
  *check({ organizations, people }) {
    for (const organization of organizations) {
      for (const { lookup, path } of organization.internalSponsors) {
        const facts = lookup === undefined ? undefined : people.facts(lookup);
        if (facts?.type !== 'user' || !facts.guest) continue;
        const message = `Internal sponsor ${facts.label} of ${organization.name} is a guest of this directory`;
        yield { address: organization.address, path, message };
      }
    }
  },
});
