/** Collections that are eventually consistent: the lag is counted in reads and kept in memory. */
import type { Entity } from './json.ts';
import { textOf } from './json.ts';
import type { Store, TableName } from './storage/store.ts';

interface LaggingEntity {
  readonly table: TableName;
  readonly entity: Entity;
  /** Reads until the collection is up to date. */
  readsLeft: number;
}

export class Collections {
  private readonly created = new Map<string, LaggingEntity>();
  private readonly deleted = new Map<string, LaggingEntity>();

  /** The next `reads` reads of the collection lack the entity. */
  hideCreated(table: TableName, entity: Entity, reads: number): void {
    if (reads > 0) this.created.set(textOf(entity['id']), { table, entity, readsLeft: reads });
  }

  /** The next `reads` reads of the collection still contain the entity. */
  keepDeleted(table: TableName, entity: Entity, reads: number): void {
    const id = textOf(entity['id']);
    // An entity that no read has returned yet is not kept.
    if (!this.created.delete(id) && reads > 0) this.deleted.set(id, { table, entity, readsLeft: reads });
  }

  /** The entities that a read of the collection returns; only the read of a first page reduces the lag. */
  list(store: Store, table: TableName, isFirstPage: boolean): readonly Entity[] {
    const created = this.lagging(this.created, table, isFirstPage);
    const deleted = this.listDeleted(table, isFirstPage);
    const rows = store.all(table);
    if (created.length + deleted.length === 0) return rows;
    const hidden = new Set(created.map(({ entity }) => entity['id']));
    return [...rows.filter(({ id }) => !hidden.has(id)), ...deleted];
  }

  /** Deleted entities that a read of the collection still returns. */
  listDeleted(table: TableName, isFirstPage: boolean): readonly Entity[] {
    return this.lagging(this.deleted, table, isFirstPage).map(({ entity }) => entity);
  }

  private lagging(
    among: Map<string, LaggingEntity>,
    table: TableName,
    isFirstPage: boolean,
  ): LaggingEntity[] {
    const lagging = [...among.values()].filter((each) => each.table === table);
    if (!isFirstPage) return lagging;
    for (const each of lagging) {
      each.readsLeft -= 1;
      if (each.readsLeft === 0) among.delete(textOf(each.entity['id']));
    }
    return lagging;
  }
}
