/** Users, groups and service principals by id. */
import { deletedReference, PRINCIPALS } from './deleted-objects.ts';
import type { Entity } from './json.ts';
import { without } from './query.ts';
import type { Store } from './store.ts';

/** A user, group or service principal by id, with its type. */
export function findPrincipal(store: Store, id: string): Entity | undefined {
  for (const { table, type } of PRINCIPALS) {
    const row = store.get(table, id.toLowerCase());
    if (row !== undefined) return { '@odata.type': `#microsoft.graph.${type}`, ...visible(row) };
  }
  return undefined;
}

/** The same for what goes on being named after it was deleted: by policies, organizations and packages. */
export function findReferenced(store: Store, id: string): Entity | undefined {
  return findPrincipal(store, id) ?? deletedReference(store, id);
}

function visible(row: Entity): Entity {
  return without(
    row,
    'managerId',
    'memberIds',
    'ownerIds',
    'signIn',
    'deletionDueDateTime',
    'blockedDateTime',
  );
}
