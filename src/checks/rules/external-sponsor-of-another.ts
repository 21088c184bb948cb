import { nameOf, organizationsOf } from '../../access/index.ts';
import { peopleIn } from '../approvals.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'external-sponsor-of-another',
  title: "External sponsor who is another partner's guest",
  severity: 'error',
  rationale:
    'External sponsors approve for their organization. A guest of another partner sees and approves requests of people that are not theirs.',
  remedy: "Name a guest of the organization itself, or add the sponsor's domain to its identitySources.",
  *check(governed) {
    const { access } = governed;
    for (const organization of governed.organizations) {
      const sponsors = access.organizations.get(organization.address)?.externalSponsors ?? [];
      for (const [index, sponsor] of sponsors.entries()) {
        for (const id of peopleIn(governed, sponsor)) {
          const person = access.directory.users.get(id);
          if (person?.userType !== 'Guest') continue;
          const { certain, possible } = organizationsOf(access, { type: 'person', person });
          const [other] = certain;
          if (
            other === undefined ||
            [...certain, ...possible].some(({ address }) => address === organization.address)
          )
            continue;
          const path = [...organization.path, 'externalSponsors', index];
          const message = `External sponsor ${nameOf(access.directory, id)} of ${organization.name} is a guest of "${other.displayName}"`;
          yield { address: organization.address, path, message };
        }
      }
    }
  },
});
