import { nameOfPackage } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'notifications-off',
  title: 'External users are not told',
  severity: 'warning',
  rationale:
    'Guests are invited without an invitation e-mail; the message that access was given is the only one they get, and here it is turned off.',
  remedy: 'Set isAssignmentNotificationDisabled to false in policies for partners.',
  *check({ policies }) {
    for (const policy of policies) {
      if (!policy.external || policy.spec.notificationSettings?.isAssignmentNotificationDisabled !== true)
        continue;
      const message = `External users are not told that they got ${nameOfPackage(policy)}`;
      yield {
        address: policy.address,
        path: [...policy.path, 'notificationSettings', 'isAssignmentNotificationDisabled'],
        message,
      };
    }
  },
});
