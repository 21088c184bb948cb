import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'open-to-anyone',
  title: 'Open to anyone on the internet',
  severity: 'warning',
  rationale:
    'allExternalUsers lets everybody with an e-mail address ask, also people of no connected organization; each of them becomes a connected organization in state proposed on delivery.',
  remedy:
    'Choose specificConnectedOrganizationUsers or allConfiguredConnectedOrganizationUsers, or suppress this with the reason why the package is public.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.scope !== 'allExternalUsers' || !policy.requestable) continue;
      const message = `Anyone on the internet may ask for ${nameOfPackage(policy)}`;
      yield { address: policy.address, path: [...policy.path, 'allowedTargetScope'], message };
    }
  },
});
