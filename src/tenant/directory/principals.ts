/** Users, groups and service principals by id. */
import { deletedReference, PRINCIPALS } from './deleted-objects.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { without } from '../wire/query.ts';
import { notFound } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

/** A user, group or service principal by id, with its type. */
export function findPrincipal(store: Store, id: string): Entity | undefined {
  for (const { table, type } of PRINCIPALS) {
    const row = store.get(table, id.toLowerCase());
    if (row !== undefined) return { '@odata.type': `#microsoft.graph.${type}`, ...visible(row) };
  }
  return undefined;
}

/** The same; throws 404 when there is none. */
export function requirePrincipal({ store }: Context, id: string): Entity {
  const found = findPrincipal(store, id);
  if (found === undefined) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  return found;
}

/** What the audit log calls a principal's type. */
export function typeOf(principal: Entity): string {
  const name = textOf(principal['@odata.type']).slice('#microsoft.graph.'.length);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
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
