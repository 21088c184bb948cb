import { sha256OfParts } from '../model/sha256.ts';
import type { Steps } from '../model/turns.ts';
import { atOnce } from '../model/turns.ts';
import { canonicalParts } from '../model/value.ts';
import type { AgreedPlan } from './agreed.ts';
import { agreedContent } from './agreed.ts';

/**
 * SHA-256 (hex) of what a reviewer agrees to. Two plans that would do the same to the same tenant have one digest,
 * whenever and by whichever build they were made.
 */
export function planDigest(plan: AgreedPlan): string {
  return atOnce(planDigestSteps(plan));
}

/** The same in steps, for a plan that is made while a lock is held. */
export function planDigestSteps(plan: AgreedPlan): Steps<string> {
  return sha256OfParts(canonicalParts(agreedContent(plan)));
}
