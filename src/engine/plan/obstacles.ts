/** Deletions that the tenant is known to refuse: told in the plan, and not begun. */
import type { GraphReader } from '../../graph/port.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { PlanDraft, PlanFinding } from '../../plan/plan.ts';

/** What `Plan.findings` calls it; nothing allows it. */
export const OBSTACLE = 'delete-obstacle';

/** Findings of a plan; asks the tenant only where something with obstacles is deleted. Rejects with GraphError. */
export async function obstacleFindings(
  { changes }: PlanDraft,
  graph: GraphReader,
): Promise<readonly PlanFinding[]> {
  const found = changes.map(async (change): Promise<PlanFinding[]> => {
    const { address, kind, action, id, source } = change;
    if (id === undefined || (action !== 'delete' && action !== 'replace')) return [];
    const obstacle = await KINDS.get(kind)?.graph.obstacle?.(graph, id);
    if (obstacle === undefined) return [];
    const { summary: message, hint } = obstacle;
    return [
      {
        ...{ rule: OBSTACLE, severity: 'error', address, message },
        ...(hint !== undefined && { hint }),
        ...(source !== undefined && { source }),
      },
    ];
  });
  return (await Promise.all(found)).flat();
}
