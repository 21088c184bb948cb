import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'single-sponsor',
  title: 'A stage hangs on one sponsor',
  severity: 'note',
  rationale:
    'The stage is approved by the sponsors of the organization, and it has a single one on that side: when that person is away, the requests of the organization are denied by time-out.',
  remedy: 'Add a second sponsor or a group, or enable escalation in the stage.',
  *check({ organizations }) {
    for (const organization of organizations) {
      for (const list of ['internalSponsors', 'externalSponsors'] as const) {
        const [only] = organization[list];
        if (only === undefined || organization[list].length > 1 || only.sort === 'group') continue;
        const stages = organization.policies.flatMap((policy) => policy.stages);
        const relies = stages.some(
          ({ primary, escalation }) =>
            primary.length === 1 && primary[0]?.sort === list && escalation.length === 0,
        );
        if (!relies) continue;
        const side = list === 'internalSponsors' ? 'internal' : 'external';
        const message = `${only.label} is the only ${side} sponsor of ${organization.name}, and a stage is approved by nobody else`;
        yield { address: organization.address, path: only.path, message };
      }
    }
  },
});
