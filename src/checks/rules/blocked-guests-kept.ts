import { durationSeconds } from '../../model/duration.ts';
import { roundedCount } from '../wording.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'blocked-guests-kept',
  title: 'Blocked guests are kept',
  severity: 'note',
  rationale:
    'Guests who can no longer sign in stay in the directory, in groups and in search results, and nothing removes them.',
  remedy:
    'Set externalUserLifecycleAction to blockSignInAndDelete, with a durationUntilExternalUserDeletedAfterBlocked of some weeks.',
  options: {
    maximumDays: {
      type: 'integer',
      description: 'Days after which blocked guests should be gone.',
      default: 90,
      minimum: 0,
    },
  },
  *check({ document }, { maximumDays }) {
    const { settings } = document;
    if (settings === undefined || settings.externalUserLifecycleAction === 'none') return;
    if (settings.externalUserLifecycleAction === 'blockSignIn') {
      const message = 'Guests whose last access has ended are blocked and never removed';
      yield { address: 'settings', path: ['settings', 'externalUserLifecycleAction'], message };
      return;
    }
    const days =
      (durationSeconds(settings.durationUntilExternalUserDeletedAfterBlocked ?? 'P30D') ?? 0) / 86_400;
    if (days > maximumDays)
      yield {
        address: 'settings',
        path: ['settings', 'durationUntilExternalUserDeletedAfterBlocked'],
        message: `Guests whose last access has ended are removed only after ${roundedCount(days, 'day')}`,
      };
  },
});
