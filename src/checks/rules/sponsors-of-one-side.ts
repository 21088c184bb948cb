import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'sponsors-of-one-side',
  title: 'Two stages, one side',
  severity: 'warning',
  rationale:
    'Two stages are meant to involve both sides. Here all of them are approved by the sponsors of one side, who may be the same people.',
  remedy: 'Let externalSponsors approve one stage and internalSponsors the other.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.stages.length < 2) continue;
      const sorts = new Set(policy.stages.flatMap(({ primary }) => primary.map(({ sort }) => sort)));
      const [side] = sorts;
      if (sorts.size !== 1 || (side !== 'internalSponsors' && side !== 'externalSponsors')) continue;
      const message = `All ${policy.stages.length} stages of ${policy.name} are approved by ${side}`;
      yield { address: policy.address, path: [...policy.path, 'requestApprovalSettings'], message };
    }
  },
});
