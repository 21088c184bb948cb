import { matchesRule } from '../../access/index.ts';
import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'automatic-access-for-guests',
  title: 'A rule that gives guests access by itself',
  severity: 'warning',
  rationale:
    'The rule of automatic assignment can match guests. Attributes of guests come from invitations and self-service, so a guest may get the package without a request or an approval.',
  remedy: 'Add to the rule: and (user.userType -eq "Member").',
  *check({ policies, access }) {
    for (const policy of policies) {
      if (!policy.automatic) continue;
      const rules = access.policies.get(policy.address)?.rules ?? [];
      for (const rule of rules) {
        if (matchesRule(rule, GUEST) === 'no') continue;
        const message = `The rule of ${policy.name} can match guests, who then get ${nameOfPackage(policy)} without a request`;
        yield { address: policy.address, path: [...policy.path, 'specificAllowedTargets'], message };
      }
    }
  },
});

/** A guest of whom nothing else is known. */
const GUEST = { userType: 'Guest' };
