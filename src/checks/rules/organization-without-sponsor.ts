import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'organization-without-sponsor',
  title: 'Organization without a sponsor',
  severity: 'warning',
  rationale:
    'Nobody is responsible for the partner: nobody can say whether its people should keep their access, and nobody approves where a policy names sponsors.',
  remedy: 'Name at least one internal and one external sponsor.',
  *check({ organizations }) {
    for (const { address, path, name, internalSponsors, externalSponsors } of organizations) {
      if (internalSponsors.length + externalSponsors.length > 0) continue;
      yield { address, path, message: `${name} has no sponsor` };
    }
  },
});
