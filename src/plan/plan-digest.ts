import { sha256 } from '../model/sha256.ts';
import { canonicalJson } from '../model/value.ts';
import type { AgreedPlan } from './agreed.ts';
import { agreedContent } from './agreed.ts';

/**
 * SHA-256 (hex) of what a reviewer agrees to. Two plans that would do the same to the same tenant have one digest,
 * whenever and by whichever build they were made.
 */
export function planDigest(plan: AgreedPlan): string {
  return sha256(canonicalJson(agreedContent(plan)));
}
