import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'organization-without-sponsor',
  title: 'Organization without a sponsor',
  severity: 'warning',
  rationale:
    'Nobody answers for the partner: nobody to ask whether its people should still have access, and nobody to approve where a policy leaves that to sponsors.',
  remedy: 'Name at least one internal and one external sponsor.',
  *check({ organizations }) {
    for (const { address, path, name, internalSponsors, externalSponsors } of organizations) {
      if (internalSponsors.length + externalSponsors.length > 0) continue;
      yield { address, path, message: `${name} has no sponsor` };
    }
  },
});
