/** Objects of the directory by keys other than their ids: `/servicePrincipals(appId='…')`. */
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import type { Store, TableName } from '../storage/store.ts';

/** The properties that are keys, by the collections that have them. */
const ALTERNATE_KEYS: Partial<Record<TableName, readonly string[]>> = {
  applications: ['appId', 'uniqueName'],
  directoryRoles: ['roleTemplateId'],
  groups: ['uniqueName'],
  servicePrincipals: ['appId'],
};

const COLLECTIONS = Object.entries(ALTERNATE_KEYS).map(
  ([name, keys]) => [name.toLowerCase(), keys.map((key) => key.toLowerCase())] as const,
);
const KEY = /^(\w+)='(.*)'$/s;

/** Whether a collection has objects by that property. */
export function isAlternateKey(collection: string, property: string): boolean {
  const [, keys = []] = COLLECTIONS.find(([name]) => name === collection.toLowerCase()) ?? [];
  return keys.includes(property.toLowerCase());
}

/** The property and value that a key in a path names, such as `appId='…'`; undefined for an id. */
export function alternateKeyOf(
  table: TableName,
  key: string,
): { readonly property: string; readonly value: string } | undefined {
  const [, name = '', value = ''] = KEY.exec(key) ?? [];
  const property = ALTERNATE_KEYS[table]?.find((each) => each.toLowerCase() === name.toLowerCase());
  return property === undefined ? undefined : { property, value };
}

/** A row by its id, or by another key. */
export function rowByKey(store: Store, table: TableName, key: string): Entity | undefined {
  const other = alternateKeyOf(table, key);
  if (other === undefined) return store.get(table, key);
  const wanted = other.value.toLowerCase();
  return store.all(table).find((row) => textOf(row[other.property]).toLowerCase() === wanted);
}
