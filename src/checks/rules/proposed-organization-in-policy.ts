import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'proposed-organization-in-policy',
  title: 'A policy for a proposed organization',
  severity: 'warning',
  rationale:
    'Organizations in state proposed were created by the service from a request, and nobody has confirmed them. A policy that lists one admits its people anyway.',
  remedy: 'Confirm the partner by setting its state to configured, or remove it from the policy.',
  *check({ policies }) {
    for (const policy of policies) {
      for (const { organization, path } of policy.targets) {
        const target = policy.organizations.find(({ key }) => key === organization);
        if (target?.configured !== false) continue;
        const message = `${policy.name} admits people of ${target.name}, which is only proposed`;
        yield { address: policy.address, path, message };
      }
    }
  },
});
