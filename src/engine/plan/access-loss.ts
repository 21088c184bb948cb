import type { GraphReader } from '../../graph/port.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { mapReferences } from '../../model/walk.ts';
import { mayLoseAccess, withAccessLoss } from '../../plan/access-loss.ts';
import type { Change, PlanDraft } from '../../plan/plan.ts';
import type { StateDocument } from '../../state/document.ts';
import { readable } from '../connection/connect.ts';

/** The plan with who would lose access by what it deletes; `allowed`: that is meant, and only a warning. */
export async function accessLoss(
  plan: PlanDraft,
  graph: GraphReader,
  prior: StateDocument | undefined,
  allowed: boolean,
): Promise<PlanDraft> {
  const asked = mayLoseAccess(plan);
  if (asked.length === 0) return plan;
  const ids = new Map<ResourceAddress, string>(
    (prior?.resources ?? []).map(({ address, id }) => [address, id]),
  );
  for (const { address, id } of plan.changes) if (id !== undefined) ids.set(address, id);
  const holdersOf = async (change: Change) => {
    const kind = KINDS.get(change.kind);
    const live = mapReferences(
      kind?.attributes ?? {},
      change.before ?? {},
      (_to, value) => ids.get(value) ?? value,
    );
    return { change, holders: (await kind?.access?.holders?.(graph, change.id ?? '', live)) ?? [] };
  };
  return withAccessLoss(plan, await readable(() => Promise.all(asked.map(holdersOf))), allowed);
}
