import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'stage-without-fallback',
  title: 'A stage without a fallback',
  severity: 'warning',
  rationale:
    'Sponsors and managers are looked up at the time of the request. If there are none, because the sponsor has left or the organization has none, nobody can approve and the request is denied.',
  remedy: 'Name fallbackPrimaryApprovers, preferably a group.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, primary, fallback } of policy.stages) {
        if (fallback.length > 0 || primary.length === 0 || primary.some(({ lookup }) => lookup !== undefined))
          continue;
        const approvers = listed(primary.map(({ label }) => label));
        const message = `Stage ${number} of ${policy.name} is approved by ${approvers}, without fallback approvers`;
        yield { address: policy.address, path: [...path, 'primaryApprovers'], message };
      }
    }
  },
});
