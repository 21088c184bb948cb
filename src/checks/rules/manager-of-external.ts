import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'manager-of-external',
  title: 'External people have no manager here',
  severity: 'warning',
  rationale:
    "The requestor's manager is looked up in your directory, where people of partners usually have none: the stage goes to its fallback each time, or to nobody.",
  remedy: 'Use externalSponsors or internalSponsors in policies for partners.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external) continue;
      for (const { number, primary } of policy.stages) {
        const manager = primary.find(({ sort }) => sort === 'requestorManager' || sort === 'targetManager');
        if (manager === undefined) continue;
        const message = `Stage ${number} of ${policy.name} is left to the manager of people who have none in this directory`;
        yield { address: policy.address, path: manager.path, message };
      }
    }
  },
});
