/** Rows that come from the seed. What was written since wins over the seed, member by member, however often it is opened. */
import { isDeleted } from '../directory/deleted-objects.ts';
import type { Entity } from '../json.ts';
import { isEntity, textsOf } from '../json.ts';
import type { Store, TableName } from './store.ts';

const keyOf = (table: TableName, id: string) => `${table}/${id}`;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Puts a row of the seed, and keeps what the seed said: the next seed changes only what still is as this one made it.
 * Writes only what differs, so that opening a tenant again costs nothing on disk; true when it did.
 */
export function seedRow(store: Store, table: TableName, id: string, entity: Entity): boolean {
  // A deleted object stays deleted, whatever the seed says.
  if (isDeleted(store, id)) return false;
  const seeded = JSON.parse(JSON.stringify(entity)) as Entity;
  const stored = store.get(table, id);
  const known = store.get('seeded', keyOf(table, id));
  // A tenant in memory is seeded once.
  if (store.isDurable && !isSame(known?.['row'], seeded))
    store.put('seeded', keyOf(table, id), { row: seeded, written: textsOf(known?.['written']) });
  const row = stored === undefined ? seeded : merged(stored, seeded, known);
  if (isSame(stored, row)) return false;
  store.put(table, id, row);
  return true;
}

function merged(stored: Entity, seeded: Entity, known: Entity | undefined): Entity {
  const before = isEntity(known?.['row']) ? known['row'] : {};
  const written = new Set(textsOf(known?.['written']));
  const isAsSeeded = (name: string) => !written.has(name) && isSame(stored[name], before[name]);
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(seeded, name) && isAsSeeded(name));
  const kept = Object.entries(stored).filter(([name]) => !gone.includes(name));
  const taken = Object.entries(seeded).filter(([name]) => isAsSeeded(name));
  return Object.fromEntries([...kept, ...taken]);
}

/** Remembers what a client wrote, also where it is what the seed says today. */
export function noteWritten(store: Store, table: TableName, id: string, names: readonly string[]): void {
  const known = store.get('seeded', keyOf(table, id));
  if (known === undefined) return;
  const written = new Set(textsOf(known['written']));
  if (names.every((name) => written.has(name))) return;
  store.put('seeded', keyOf(table, id), { ...known, written: [...new Set([...written, ...names])] });
}
