import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'automatic-access-stays',
  title: 'Automatic access that stays',
  severity: 'warning',
  rationale:
    'The rule gives access to everyone who matches it and does not remove it when they no longer match: after a change of department people keep what they had.',
  remedy: 'Set removeAccessWhenTargetLeavesAllowedTargets to true.',
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.spec.automaticRequestSettings?.removeAccessWhenTargetLeavesAllowedTargets !== false)
        continue;
      const message = `People who no longer match the rule of ${policy.name} keep ${nameOfPackage(policy)}`;
      yield {
        address: policy.address,
        path: [...policy.path, 'automaticRequestSettings', 'removeAccessWhenTargetLeavesAllowedTargets'],
        message,
      };
    }
  },
});
