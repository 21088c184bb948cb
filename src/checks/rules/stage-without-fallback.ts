import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'stage-without-fallback',
  title: 'A stage without a fallback',
  severity: 'warning',
  rationale:
    'Sponsors and managers are looked up when somebody asks. When there is none at that moment, because the sponsor has left or the organization has none, nobody can approve and the request is denied.',
  remedy: 'Name fallbackPrimaryApprovers, best a group.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, primary, fallback } of policy.stages) {
        if (fallback.length > 0 || primary.length === 0 || primary.some(({ lookup }) => lookup !== undefined))
          continue;
        const whom = listed(primary.map(({ label }) => label));
        const message = `Stage ${number} of ${policy.name} is left to ${whom}, with no fallback for when there is nobody`;
        yield { address: policy.address, path: [...path, 'primaryApprovers'], message };
      }
    }
  },
});
