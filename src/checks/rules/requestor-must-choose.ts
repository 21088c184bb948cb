import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'requestor-must-choose',
  title: 'Several policies for the same people',
  severity: 'note',
  rationale:
    'People of the organization have to choose a policy without knowing what it means, and choose the one that approves most easily.',
  remedy: 'Keep the organization in one of the policies of the package.',
  *check({ packages }) {
    for (const { policies, name } of packages) {
      const offered = policies.filter(
        ({ scope, requestable }) => requestable && scope === 'specificConnectedOrganizationUsers',
      );
      const seen = new Map<string, string>();
      for (const policy of offered) {
        for (const { organization, path } of policy.targets) {
          if (organization === undefined) continue;
          const before = seen.get(organization);
          seen.set(organization, before ?? policy.name);
          if (before === undefined) continue;
          const message = `People of "${organization}" must choose between ${before} and ${policy.name} when they request ${name}`;
          yield { address: policy.address, path, message };
        }
      }
    }
  },
});
