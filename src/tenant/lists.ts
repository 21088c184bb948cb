/** Lists that are consistent only in the end: counted in reads, kept in memory. */
import type { Entity } from './json.ts';
import { textOf } from './json.ts';
import { EM } from './route.ts';
import type { Store, TableName } from './store.ts';

/** Tables by the path of the collection that lists them. */
const COLLECTIONS: Readonly<Record<string, TableName>> = {
  [`${EM}/connectedOrganizations`]: 'connectedOrganizations',
  [`${EM}/catalogs`]: 'catalogs',
  [`${EM}/accessPackages`]: 'accessPackages',
  [`${EM}/assignmentPolicies`]: 'policies',
  '/roleManagement/entitlementManagement/roleAssignments': 'roleAssignments',
};

/** The table whose rows a route with a pattern makes (POST) or deletes (DELETE). */
export function collectionOf(pattern: string): TableName | undefined {
  return COLLECTIONS[pattern.replace(/\/\{id\}$/, '')];
}

interface Lagging {
  readonly table: TableName;
  readonly entity: Entity;
  /** Reads until the list notices. */
  left: number;
}

export class Lists {
  private readonly made = new Map<string, Lagging>();
  private readonly deleted = new Map<string, Lagging>();

  /** The next `reads` lists of the table lack the row. */
  begin(table: TableName, entity: Entity, reads: number): void {
    if (reads > 0) this.made.set(textOf(entity['id']), { table, entity, left: reads });
  }

  /** The next `reads` lists of the table still have the row. */
  end(table: TableName, entity: Entity, reads: number): void {
    const id = textOf(entity['id']);
    // What no list has shown yet has nothing to linger.
    if (!this.made.delete(id) && reads > 0) this.deleted.set(id, { table, entity, left: reads });
  }

  /** The rows that a list shows; only the first page of a list brings it nearer to the truth. */
  rows(store: Store, table: TableName, isFirstPage: boolean): readonly Entity[] {
    const early = isFirstPage ? this.pass(this.made, table) : this.of(this.made, table);
    const late = this.lingering(table, isFirstPage);
    const rows = store.all(table);
    if (early.length + late.length === 0) return rows;
    const hidden = new Set(early.map(({ entity }) => entity['id']));
    return [...rows.filter(({ id }) => !hidden.has(id)), ...late];
  }

  /** Deleted rows that a list still shows. */
  lingering(table: TableName, isFirstPage: boolean): readonly Entity[] {
    const late = isFirstPage ? this.pass(this.deleted, table) : this.of(this.deleted, table);
    return late.map(({ entity }) => entity);
  }

  private of(among: ReadonlyMap<string, Lagging>, table: TableName): Lagging[] {
    return [...among.values()].filter((each) => each.table === table);
  }

  private pass(among: Map<string, Lagging>, table: TableName): Lagging[] {
    const lagging = this.of(among, table);
    for (const each of lagging) {
      each.left -= 1;
      if (each.left === 0) among.delete(textOf(each.entity['id']));
    }
    return lagging;
  }
}
