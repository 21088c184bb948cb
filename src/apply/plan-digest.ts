import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/value.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * SHA-256 (hex) of what a reviewer agrees to: the tenant, the mode, the targets and every change. Two plans that would
 * do the same to the same tenant have one digest, whenever and by whichever build they were made.
 */
export function planDigest({ tenant, mode, targets, changes }: Plan): string {
  const agreed = {
    tenant: tenant.id,
    mode,
    targets: [...targets].sort(),
    changes: changes
      .filter(({ action }) => action !== 'noop')
      .map(({ address, action, id, before, after, changedPaths }) => ({
        address,
        action,
        id,
        before,
        after,
        changedPaths,
      }))
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
  return createHash('sha256').update(canonicalJson(agreed)).digest('hex');
}
