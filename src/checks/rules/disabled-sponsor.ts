import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'disabled-sponsor',
  title: 'A sponsor cannot sign in',
  severity: 'warning',
  rationale:
    'Sponsors answer for a partner and approve where a policy says so; a disabled account does neither.',
  remedy: 'Name another person, or enable the account.',
  *check({ organizations, people }) {
    for (const organization of organizations) {
      for (const { lookup, path } of [...organization.internalSponsors, ...organization.externalSponsors]) {
        const facts = lookup === undefined ? undefined : people.facts(lookup);
        if (facts?.enabled !== false) continue;
        const message = `The account of ${facts.label}, a sponsor of ${organization.name}, is disabled`;
        yield { address: organization.address, path, message };
      }
    }
  },
});
