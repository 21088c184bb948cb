import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'proposed-organization-in-policy',
  title: 'A policy for a proposed organization',
  severity: 'warning',
  rationale:
    'Organizations in state proposed were made by the service from a request, and nobody has confirmed them. A policy that lists one lets its people ask all the same.',
  remedy: 'Confirm the partner by setting its state to configured, or take it off the policy.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { organization, path } of policy.targets) {
        const target = policy.organizations.find(({ key }) => key === organization);
        if (target?.configured !== false) continue;
        const message = `${policy.name} lets people of ${target.name} in, which is only proposed`;
        yield { address: policy.address, path, message };
      }
    }
  },
});
