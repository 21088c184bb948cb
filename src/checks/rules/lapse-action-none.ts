import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'lapse-action-none',
  title: 'Guests stay when their access ends',
  severity: 'warning',
  rationale:
    'A guest whose last access package has lapsed can still sign in, and keeps all access that was granted in other ways.',
  remedy: 'Set externalUserLifecycleAction to blockSignInAndDelete, the default.',
  *check({ document }) {
    if (document.settings?.externalUserLifecycleAction === 'none')
      yield {
        address: 'settings',
        path: ['settings', 'externalUserLifecycleAction'],
        message: 'Guests whose last access has ended keep their account and can sign in',
      };
  },
});
