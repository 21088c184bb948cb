import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'manager-of-external',
  title: 'External users have no manager here',
  severity: 'warning',
  rationale:
    "The requestor's manager is looked up in your directory, where people of partners usually have none: every request goes to the fallback approvers, or to no one.",
  remedy: 'Use externalSponsors or internalSponsors in policies for partners.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external) continue;
      for (const { number, primary } of policy.stages) {
        const manager = primary.find(({ sort }) => sort === 'requestorManager' || sort === 'targetManager');
        if (manager === undefined) continue;
        const message = `Stage ${number} of ${policy.name} is approved by the requestor's manager, and external users have none in this directory`;
        yield { address: policy.address, path: manager.path, message };
      }
    }
  },
});
