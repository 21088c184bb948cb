import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-sponsor-not-guest',
  title: 'External sponsor who is not a guest',
  severity: 'error',
  rationale:
    'External sponsors represent the partner. With a member in their place, one side approves for both.',
  remedy: 'Move a member to internalSponsors; invite the person of the partner as a guest first.',
  *check({ organizations, people }) {
    for (const organization of organizations) {
      for (const { lookup, path } of organization.externalSponsors) {
        const facts = lookup === undefined ? undefined : people.facts(lookup);
        if (facts?.type !== 'user' || facts.guest) continue;
        const message = `External sponsor ${facts.label} of ${organization.name} is a member of this directory, not a guest`;
        yield { address: organization.address, path, message };
      }
    }
  },
});
