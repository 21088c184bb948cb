import { listed } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'shadowed-policy',
  title: 'A policy that never applies',
  severity: 'warning',
  rationale:
    'When several policies admit a requestor, only those with the most specific scope are offered. Here a policy for listed organizations covers every configured organization, so the policy for all of them is never offered.',
  remedy: 'Remove one of the two, or move organizations between them.',
  *check({ packages }) {
    for (const { policies } of packages) {
      const listedIn = policies.filter(
        ({ scope, requestable }) => requestable && scope === 'specificConnectedOrganizationUsers',
      );
      const covered = new Set(listedIn.flatMap((policy) => policy.organizations.map(({ key }) => key)));
      for (const policy of policies) {
        if (policy.scope !== 'allConfiguredConnectedOrganizationUsers' || !policy.requestable) continue;
        if (policy.organizations.length === 0 || !policy.organizations.every(({ key }) => covered.has(key)))
          continue;
        const others = listed(listedIn.map(({ name }) => name));
        const message = `${policy.name} is never offered: every configured organization is listed in ${others}`;
        yield { address: policy.address, path: [...policy.path, 'allowedTargetScope'], message };
      }
    }
  },
});
