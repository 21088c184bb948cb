import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'open-to-anyone',
  title: 'Open to anyone on the internet',
  severity: 'warning',
  rationale:
    'allExternalUsers lets everyone with an e-mail address request access, including people of no connected organization; on delivery, their organization is added in state proposed.',
  remedy:
    'Choose specificConnectedOrganizationUsers or allConfiguredConnectedOrganizationUsers, or suppress this with the reason why the package is public.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.scope !== 'allExternalUsers' || !policy.requestable) continue;
      const message = `Anyone on the internet can request ${nameOfPackage(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'allowedTargetScope'], message };
    }
  },
});
