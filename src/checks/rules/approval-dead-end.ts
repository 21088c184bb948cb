import { isRelative, principalsFor } from '../governed.ts';
import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'approval-dead-end',
  title: 'Requests that nobody can approve',
  severity: 'error',
  rationale:
    'The stage is approved by sponsors whom the requesting organization does not have, and there is no fallback: every such request waits and is then denied.',
  remedy: 'Give the organization sponsors on that side, or the stage fallbackPrimaryApprovers.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || !policy.approvalForAdd) continue;
      for (const { number, path, primary, fallback } of policy.stages) {
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
