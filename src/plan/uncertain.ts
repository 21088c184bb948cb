/** Creations that would be sent again although an earlier one, of unknown outcome, may still be carried out. Pure. */
import type { ResourceAddress } from '../model/address.ts';
import type { StateDocument, UncertainCreation } from '../state/document.ts';
import type { Change, PlanFinding } from './plan.ts';

/** What `Plan.findings` calls it when what is created may exist already, unseen. */
const MAY_EXIST_TWICE = 'may-exist-twice';

/** For so long after a creation of unknown outcome, the next one needs approval. */
const WANTS_CONSENT_MS = 3_600_000;

/** How long a creation of unknown outcome is remembered. */
const REMEMBERED_MS = 30 * 86_400_000;

/** Those whose twins are looked for at a time (milliseconds since the epoch). */
export function openUncertain(
  document: StateDocument | undefined,
  now: number,
): readonly UncertainCreation[] {
  return (document?.uncertain ?? []).filter(({ startedAt }) => now - Date.parse(startedAt) < REMEMBERED_MS);
}

/** When the last creation of unknown outcome of each address began: milliseconds since the epoch. */
export function uncertainSince(
  prior: StateDocument | undefined,
  now: number,
): ReadonlyMap<ResourceAddress, number> {
  const since = new Map<ResourceAddress, number>();
  for (const { address, startedAt } of openUncertain(prior, now))
    since.set(address, Math.max(since.get(address) ?? 0, Date.parse(startedAt)));
  return since;
}

/** Findings about what `changes` create although it may be there. */
export function mayExistTwice(
  changes: readonly Pick<Change, 'address' | 'action' | 'source'>[],
  since: ReadonlyMap<ResourceAddress, number>,
): PlanFinding[] {
  return changes.flatMap(({ address, action, source }): PlanFinding[] => {
    const began = action === 'create' ? since.get(address) : undefined;
    if (began === undefined) return [];
    const at = new Date(began).toISOString();
    const message = `It may exist twice: the answer to its creation at ${at} was lost, and nothing of it is seen in the tenant yet`;
    const hint = 'The service may still carry that out; every plan looks for a twin, and names it';
    return [
      {
        rule: MAY_EXIST_TWICE,
        severity: 'warning',
        address,
        message,
        ...(source !== undefined && { source }),
        hint,
      },
    ];
  });
}

/** True while sending a creation again wants consent. */
export function wantsConsent(began: number, now: number): boolean {
  return now - began < WANTS_CONSENT_MS;
}
