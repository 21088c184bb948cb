import type { GovernedPolicy } from '../governed.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'single-sponsor',
  title: 'A stage depends on one sponsor',
  severity: 'note',
  rationale:
    'The stage is approved by the sponsors of the organization, and it has a single one on that side: when that person is away, the requests of the organization expire and are denied.',
  remedy: 'Add a second sponsor or a group, or enable escalation in the stage.',
  *check({ organizations }) {
    const known = new Map<readonly GovernedPolicy[], ReadonlySet<string>>();
    for (const organization of organizations) {
      const { policies, commonPolicies, name, address } = organization;
      const common = known.get(commonPolicies) ?? leftToSponsors(commonPolicies);
      known.set(commonPolicies, common);
      const own = leftToSponsors(policies);
      for (const list of ['internalSponsors', 'externalSponsors'] as const) {
        const [only] = organization[list];
        if (only === undefined || organization[list].length > 1 || only.sort === 'group') continue;
        if (!own.has(list) && !common.has(list)) continue;
        const side = list === 'internalSponsors' ? 'internal' : 'external';
        const message = `${only.label} is the only ${side} sponsor of ${name}, and the only approver of a stage`;
        yield { address, path: only.path, message };
      }
    }
  },
});

/** Sponsors who are the only approvers of some stage. */
function leftToSponsors(policies: readonly GovernedPolicy[]): ReadonlySet<string> {
  const stages = policies.flatMap((policy) => policy.stages);
  return new Set(
    stages.flatMap(({ primary, escalation }) =>
      primary.length === 1 && escalation.length === 0 ? [primary[0]?.sort ?? ''] : [],
    ),
  );
}
