import { canonicalAttributes } from '../model/canonical.ts';
import { asString } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind, KindReader, RemoteObject } from './kind.ts';

/** An object as every room but its kind sees it. */
export function canonicalObject(kind: Kind, { id, attributes }: RemoteObject): RemoteObject {
  const createdAt = asString(attributes['createdDateTime']);
  return {
    id,
    attributes: canonicalAttributes(kind.attributes, attributes),
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** One object of a kind with a collection, with all of its details, read anew. Rejects with a 404 when it is gone. */
export async function readOne(kind: Kind, graph: GraphReader, id: string): Promise<RemoteObject> {
  const { collection = '' } = kind.graph;
  const [path, query] = collection.split('?');
  const entity = await graph.get(`${path}/${id}${query === undefined ? '' : `?${query}`}`);
  const list: KindReader['list'] = (at) => (at === collection ? Promise.resolve([entity]) : graph.list(at));
  const reader: KindReader = {
    graph,
    list,
    each: async (at, visit) => Promise.all((await list(at)).map(visit)),
    objects: () => Promise.resolve([]),
    wants: () => true,
    limits: undefined,
  };
  const [object] = await kind.graph.read(reader);
  if (object === undefined) throw new Error(`The kind ${kind.name} did not read ${id}`);
  return canonicalObject(kind, object);
}
