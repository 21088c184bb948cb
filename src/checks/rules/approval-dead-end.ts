import { isRelative, principalsFor } from '../governed.ts';
import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'approval-dead-end',
  title: 'Requests that nobody can approve',
  severity: 'error',
  rationale:
    'The stage names no approvers, or only sponsors that the requesting organization does not have, and no fallback approvers: every such request waits and is then denied.',
  remedy:
    'Name primaryApprovers or fallbackPrimaryApprovers, or give the organization sponsors on that side.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, primary, fallback } of policy.stages) {
        if (primary.length + fallback.length === 0) {
          yield {
            address: policy.address,
            path,
            message: `Nobody can approve stage ${number} of ${policy.name}`,
          };
          continue;
        }
        if (!policy.external || !policy.approvalForAdd) continue;
        if ([...primary, ...fallback].some(isRelative)) continue;
        const asked = [...primary, ...fallback];
        const stuck = policy.organizations
          .filter((organization) => principalsFor(asked, organization).length === 0)
          .map(({ name }) => `people of ${name}`);
        if (policy.scope === 'allExternalUsers' && principalsFor(asked, undefined).length === 0)
          stuck.push('people of no organization');
        if (stuck.length === 0) continue;
        const message = `Nobody can approve stage ${number} of ${policy.name} for ${listed(stuck)}`;
        yield { address: policy.address, path: [...path, 'primaryApprovers'], message };
      }
    }
  },
});
