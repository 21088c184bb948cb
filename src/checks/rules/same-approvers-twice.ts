import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'same-approvers-twice',
  title: 'The same approvers in two stages',
  severity: 'warning',
  rationale: 'The second stage adds a click, not a second pair of eyes.',
  remedy: 'Name other people in one of the stages, or remove it.',
  *check({ policies }) {
    for (const policy of policies) {
      const seen = new Map<string, number>();
      for (const { number, path, primary } of policy.stages) {
        if (primary.length === 0 || primary.some(({ lookup }) => lookup === undefined)) continue;
        const who = JSON.stringify(primary.map(({ lookup }) => lookup).sort());
        const before = seen.get(who);
        seen.set(who, before ?? number);
        if (before === undefined) continue;
        const message = `Stage ${number} of ${policy.name} has the same approvers as stage ${before}`;
        yield { address: policy.address, path: [...path, 'primaryApprovers'], message };
      }
    }
  },
});
