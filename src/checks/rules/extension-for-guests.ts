import { defineRule } from '../rule.ts';
import type { Governed, GovernedPolicy, NamedPrincipal } from '../governed.ts';

export default defineRule({
  id: 'extension-for-guests',
  title: 'Custom extension in a policy that guests can use',
  severity: 'note',
  rationale:
    'The service refuses custom extensions in a policy that can include guests unless the tenant is linked to an Azure subscription for ID Governance, which pays for them.',
  remedy:
    'Link the tenant to a subscription before this is applied, or call the extension from a policy for members only.',
  *check({ policies, people }) {
    for (const policy of policies) {
      const called = policy.spec.customExtensionStageSettings ?? [];
      if (called.length === 0 || !admitsGuests(policy, people)) continue;
      const message = `${policy.name} can include guests and calls a custom extension, which needs a subscription linked to the tenant`;
      yield { address: policy.address, path: [...policy.path, 'customExtensionStageSettings'], message };
    }
  },
});

/** Whether guests are in the scope or may be: members of groups change after the policy was written. */
function admitsGuests({ external, scope, targets }: GovernedPolicy, people: Governed['people']): boolean {
  if (external || scope === 'allDirectoryUsers' || scope === 'notSpecified') return true;
  return scope === 'specificDirectoryUsers' && targets.some((target) => mayBeGuest(target, people));
}

function mayBeGuest({ sort, lookup }: NamedPrincipal, people: Governed['people']): boolean {
  if (sort === 'guest' || sort === 'group' || sort === 'attributeRule') return true;
  const facts = sort === 'id' && lookup !== undefined ? people.facts(lookup) : undefined;
  return facts?.guest === true || facts?.type === 'group';
}
