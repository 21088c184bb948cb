import { equalValues } from '../model/value.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind, RemoteObject } from '../kinds/kind.ts';
import { readOne } from '../kinds/read-one.ts';
import { diffAttributes } from '../plan/compare.ts';
import type { Change } from '../plan/plan.ts';
import { twinKept } from '../plan/twins.ts';

/**
 * Reads a twin and its uses again right before its deletion: it may have come into use since the plan. Rejects unless
 * it is what the plan saw, and unused; with a 404 when it is gone.
 */
export async function requireSameTwin(kind: Kind, graph: GraphReader, twin: Change): Promise<void> {
  const { id = '', before } = twin;
  const [now, uses] = await Promise.all([
    readOne(kind, graph, id),
    kind.access?.uses?.(graph, id, before ?? {}),
  ]);
  const reasons = [...changesOf(kind, twin, now), ...(uses ?? ['Entente does not know what may use it'])];
  if (reasons.length > 0) throw new DiagnosticError([twinKept(twin, reasons)]);
}

/** What is different since the plan, as reasons. */
function changesOf(kind: Kind, { before, createdAt }: Change, now: RemoteObject): string[] {
  if (!equalValues({ ...before }, { ...now.attributes })) {
    const { changedPaths } = diffAttributes(kind.attributes, before ?? {}, now.attributes);
    const names = changedPaths.length === 0 ? '' : `: ${changedPaths.join(', ')}`;
    return [`it was changed since the plan was made${names}`];
  }
  // Compared as instants: how the service spells them may change (CONTRACT 1.3).
  if (Date.parse(now.createdAt ?? '') === Date.parse(createdAt ?? '')) return [];
  return [
    `it was created ${now.createdAt ?? 'at an unknown time'}, not ${createdAt ?? 'at an unknown time'}`,
  ];
}
