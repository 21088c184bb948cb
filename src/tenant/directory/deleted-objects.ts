/** Deleted users, groups and applications: out of the directory, restorable for 30 days, and never seeded again. */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { evaluateAfterUserChange } from '../lifecycle/automatic-evaluation.ts';
import { without } from '../wire/query.ts';
import type { Store } from '../storage/store.ts';

/** Types of principals: their tables, and what people and the audit log call them. */
export const PRINCIPALS = [
  { table: 'users', type: 'user', called: 'user', audited: 'User' },
  { table: 'groups', type: 'group', called: 'group', audited: 'Group' },
  {
    table: 'servicePrincipals',
    type: 'servicePrincipal',
    called: 'service principal',
    audited: 'ServicePrincipal',
  },
] as const;

/** All that the directory makes, changes, deletes and restores: principals, and applications, which stand for none. */
export const DIRECTORY_OBJECTS = [
  ...PRINCIPALS,
  { table: 'applications', type: 'application', called: 'application', audited: 'Application' },
] as const;

/** One of them. */
export type DirectoryObject = (typeof DIRECTORY_OBJECTS)[number];

const RESTORABLE_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Takes an object out of the directory. Memberships and manager links keep its id and are hidden until it is restored;
 * so do policies, organizations and packages, which go on naming it.
 */
export function deleteObject(context: Context, table: DirectoryObject['table'], id: string): void {
  const { store, now } = context;
  const row = store.get(table, id);
  if (row === undefined) return;
  store.delete(table, id);
  // A guest who is restored is not due for deletion again.
  const kept = without(row, 'deletionDueDateTime');
  store.put('deletedItems', id, { ...kept, table, deletedDateTime: now });
  evaluateAfterUserChange(store, now);
}

/** A deleted object that can be restored; undefined when its 30 days are over. */
export function deletedObject({ store, now }: Context, id: string): Entity | undefined {
  const item = store.get('deletedItems', id);
  return item !== undefined && isRestorable(item, now) ? item : undefined;
}

/** Deleted objects of one type that can be restored. */
export function deletedObjects({ store, now }: Context, table: DirectoryObject['table']): Entity[] {
  return store.all('deletedItems').filter((item) => item['table'] === table && isRestorable(item, now));
}

function isRestorable(item: Entity, now: string): boolean {
  const age = Date.parse(now) - Date.parse(textOf(item['deletedDateTime']));
  return item['purged'] !== true && age < RESTORABLE_MS;
}

/** Puts a deleted object back as it was, with its memberships, members and manager. */
export function restoreObject(context: Context, item: Entity): void {
  const { store, now } = context;
  const id = textOf(item['id']);
  const row = without(item, 'table', 'deletedDateTime');
  for (const { table } of DIRECTORY_OBJECTS) if (item['table'] === table) store.put(table, id, row);
  store.delete('deletedItems', id);
  evaluateAfterUserChange(store, now);
}

/** Deletes a restorable object for good; its id stays, so that a seed does not create it again. */
export function purgeObject({ store }: Context, item: Entity): void {
  const { id, table, deletedDateTime } = item;
  store.put('deletedItems', textOf(id), { id, table, deletedDateTime, purged: true });
}

/** Whether an object was deleted, restorable or not. */
export function isDeleted(store: Store, id: string): boolean {
  return store.get('deletedItems', id) !== undefined;
}

/** An object that something names although it is deleted: with its id, and the name while that is known. */
export function deletedReference(store: Store, id: string): Entity | undefined {
  const item = store.get('deletedItems', id.toLowerCase());
  const type = PRINCIPALS.find(({ table }) => table === item?.['table'])?.type;
  if (item === undefined || type === undefined) return undefined;
  return {
    '@odata.type': `#microsoft.graph.${type}`,
    id: item['id'],
    displayName: item['displayName'] ?? null,
    deletedDateTime: item['deletedDateTime'],
  };
}
