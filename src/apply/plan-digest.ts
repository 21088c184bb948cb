import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/value.ts';
import type { AgreedPlan } from '../plan/agreed.ts';
import { agreedContent } from '../plan/agreed.ts';

/**
 * SHA-256 (hex) of what a reviewer agrees to. Two plans that would do the same to the same tenant have one digest,
 * whenever and by whichever build they were made.
 */
export function planDigest(plan: AgreedPlan): string {
  return createHash('sha256')
    .update(canonicalJson(agreedContent(plan)))
    .digest('hex');
}
