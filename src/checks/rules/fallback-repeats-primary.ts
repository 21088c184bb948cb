import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'fallback-repeats-primary',
  title: 'Fallback approvers are the primary approvers',
  severity: 'note',
  rationale: 'Fallback approvers are asked when the primary ones cannot be found. These are the same people.',
  remedy: 'Name other people as fallback approvers, or none.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { number, path, primary, fallback } of policy.stages) {
        const first = new Set(primary.map(({ sort, lookup }) => lookup ?? sort));
        if (fallback.length === 0 || !fallback.every(({ sort, lookup }) => first.has(lookup ?? sort)))
          continue;
        if (first.size > fallback.length) continue;
        const message = `The fallback approvers of stage ${number} of ${policy.name} are its primary approvers`;
        yield { address: policy.address, path: [...path, 'fallbackPrimaryApprovers'], message };
      }
    }
  },
});
