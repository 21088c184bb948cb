/** Deletions that the tenant is known to refuse: told in the plan, and not begun. */
import type { GraphReader } from '../../graph/port.ts';
import { KINDS } from '../../kinds/registry.ts';
import { isGoing } from '../../plan/going.ts';
import type { Change, PlanDraft, PlanFinding } from '../../plan/plan.ts';

/** What `Plan.findings` calls it; nothing allows it. */
export const OBSTACLE = 'delete-obstacle';

/** Why a deletion would be refused, and what to do. */
interface Obstacle {
  readonly summary: string;
  readonly hint?: string | undefined;
}

/** Findings of a plan; asks the tenant only where something with obstacles is deleted. Rejects with GraphError. */
export async function obstacleFindings(
  { changes, unmanaged }: PlanDraft,
  graph: GraphReader,
): Promise<readonly PlanFinding[]> {
  const going = changes.filter(isGoing);
  const found = going.map(async (change): Promise<PlanFinding[]> => {
    const { address, kind, id, source } = change;
    const told = id === undefined ? undefined : await KINDS.get(kind)?.graph.obstacle?.(graph, id);
    return [...(told === undefined ? [] : [told]), ...undeclaredWithin(change, unmanaged)].map(
      ({ summary: message, hint }): PlanFinding => ({
        ...{ rule: OBSTACLE, severity: 'error', address, message },
        ...(hint !== undefined && { hint }),
        ...(source !== undefined && { source }),
      }),
    );
  });
  return (await Promise.all(found)).flat();
}

/**
 * What nothing declares and people may hold something by, in an object that goes. The service refuses the deletion, or
 * deletes what is in it too (CONTRACT 6 has neither for certain): what nothing declares is not deleted on the way.
 */
function undeclaredWithin({ address, kind }: Change, unmanaged: PlanDraft['unmanaged']): readonly Obstacle[] {
  const within = unmanaged.filter(
    (each) => each.within === address && KINDS.get(each.kind)?.access?.drain !== undefined,
  );
  const noun = KINDS.get(kind)?.words.noun ?? 'object';
  return within.map(({ kind: inner, displayName, id }) => ({
    summary: `The ${KINDS.get(inner)?.words.noun ?? 'object'} "${displayName}" (${id}) in this ${noun} is not managed here, so it stays, and the ${noun} cannot be deleted before it is gone`,
    hint: `Declare it (entente import writes it), and it goes with the ${noun}; or delete it in the tenant, if nobody needs it`,
  }));
}
