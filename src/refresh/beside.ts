/** What a tenant holds beside the kinds that a configuration can declare, so that an import can name it. Reads only. */
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Beside, Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { readFailure } from './read-failure.ts';
import type { LiveSnapshot } from './snapshot.ts';

/** An object that no kind reads, and the one that holds it. */
export interface HeldBeside extends Beside {
  readonly holder: { readonly kind: Kind; readonly id: string };
}

/** Rejects with REFRESH_INCOMPLETE when anything was not read: it would look as if there were nothing. */
export async function readBeside(graph: GraphReader, live: LiveSnapshot): Promise<readonly HeldBeside[]> {
  const read = new Set([...live.objects.values()].flat().map(({ id }) => id.toLowerCase()));
  const lists = [...KINDS.values()].flatMap((kind) =>
    (live.objects.get(kind.name) ?? []).map(async ({ id }): Promise<readonly HeldBeside[]> => {
      const holder = { kind, id: id.toLowerCase() };
      const found = (await kind.graph.beside?.(graph, holder.id)) ?? [];
      return found.filter(({ id }) => !read.has(id.toLowerCase())).map((object) => ({ ...object, holder }));
    }),
  );
  try {
    return (await Promise.all(lists)).flat();
  } catch (error) {
    throw error instanceof GraphError ? readFailure(error) : error;
  }
}
