/** Rules that more than their own file knows by name: findings of these are told where no other is. */

/** A guarantee does not hold, as declared or in the tenant. */
export const GUARANTEE_RULE = 'guarantee';

/** What is live at ignored attributes is not as it was applied or declared. */
export const IGNORED_LIVE_RULE = 'ignored-live';

/** What others own is not as it was at the last apply. */
export const REFERRED_CHANGED = 'existing-changed';
/** What it was like at the last apply is not known. */
export const REFERRED_UNKNOWN = 'existing-not-compared';
