import { KINDS } from '../../kinds/registry.ts';
import type { GraphReader } from '../../graph/port.ts';
import type { Change, PlanDraft } from '../../plan/plan.ts';
import { inTheWay, TWIN } from '../../plan/twins.ts';
import { readable } from '../connection/connect.ts';

/** The plan without the removal of twins that are in use: those are named with what uses them. */
export async function withoutUsedTwins(plan: PlanDraft, graph: GraphReader): Promise<PlanDraft> {
  const twins = plan.changes.filter(({ action }) => action === 'removeTwin');
  if (twins.length === 0) return plan;
  const usesOf = async ({ kind, id = '', before }: Change) =>
    (await KINDS.get(kind)?.access?.uses?.(graph, id, before ?? {})) ?? [
      'Entente does not know what may use it',
    ];
  const uses = await readable(() => Promise.all(twins.map(usesOf)));
  const used = new Map(
    twins.flatMap((twin, at) => (uses[at]?.length === 0 ? [] : [[twin.address, uses[at] ?? []]])),
  );
  if (used.size === 0) return plan;
  const changes = plan.changes.filter(({ address }) => !used.has(address));
  const tracked = new Map(plan.changes.map(({ address, id }) => [`${address}#twin`, id]));
  return {
    ...plan,
    changes,
    summary: { ...plan.summary, removeTwin: twins.length - used.size },
    findings: plan.findings.map((finding) => {
      const twin = twins.find(({ address }) => finding.rule === TWIN && finding.address === address);
      const reasons = twin === undefined ? undefined : used.get(twin.address);
      if (twin === undefined || reasons === undefined) return finding;
      return inTheWay(twin, tracked.get(twin.address), reasons);
    }),
  };
}
