/** The last stage of a plan: what was found out since the draft, who gains or loses access, and the digest. */
import type { ResourceAddress } from '../model/address.ts';
import { inTurns } from '../model/turns.ts';
import { compareAccessSteps, NO_ACCESS_CHANGE } from '../access/index.ts';
import type { AccessComparison, DirectoryFacts, HeldNow } from '../access/index.ts';
import type { Holders } from '../access/compare/access-change.ts';
import { accessSides, editedIn } from './access.ts';
import type { AccessBasis } from './access.ts';
import { withHoldersOfRoles } from './holders.ts';
import { ignoredLive, withIgnoredAccess } from './ignored-live.ts';
import { planDigestSteps } from './plan-digest.ts';
import type { Change, Plan, PlanDraft, PlanFinding } from './plan.ts';

export interface Completion {
  /** Of the same `createPlan` as the draft. */
  readonly accessBasis: AccessBasis;
  /** What the governance rules say of it. */
  readonly findings: readonly PlanFinding[];
  /** Names of ids that the draft shows without one. */
  readonly names: Readonly<Record<string, string>>;
  readonly directory: DirectoryFacts;
  /** Who holds the packages that the draft changes, by address; empty when that was not asked. */
  readonly holders?: ReadonlyMap<ResourceAddress, Holders>;
  /** The same one by one. */
  readonly held?: HeldNow;
}

/** Completes a draft, or what is left of it without some twins. */
export async function completePlan(draft: PlanDraft, completion: Completion): Promise<Plan> {
  const { accessBasis, directory, held } = completion;
  const digest = await inTurns(planDigestSteps(draft));
  const compared = hasWork(draft.changes)
    ? await inTurns(compareAccessSteps(accessComparison(accessBasis, draft.changes, directory, held)))
    : NO_ACCESS_CHANGE;
  const own = withHoldersOfRoles(compared, completion.holders ?? new Map(), draft.changes);
  const ignored = await inTurns(ignoredLive(accessBasis, directory));
  const access = withIgnoredAccess(own, ignored.access);
  // In the order in which people read a plan file: who gets in before what follows from it.
  const { findings, summary, names, lookups, ...done } = draft;
  return {
    ...done,
    access,
    findings: [...findings, ...ignored.findings, ...completion.findings],
    summary,
    names: { ...names, ...completion.names },
    lookups,
    digest,
  };
}

/** Whether a plan does anything in the tenant. */
export function hasWork(changes: readonly Change[]): boolean {
  return changes.some(({ action }) => action !== 'noop' && action !== 'forget');
}

/** The tenant before and after a plan, to be compared. */
export function accessComparison(
  basis: AccessBasis,
  changes: readonly Change[],
  directory: DirectoryFacts,
  held?: HeldNow,
): AccessComparison {
  return {
    ...accessSides(basis, changes),
    identified: true,
    directory,
    ...(held !== undefined && { held }),
    ...basis.surroundings,
    placeOf: editedIn(basis),
  };
}
