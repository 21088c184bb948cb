/**
 * The tenant's data: tables of entities in memory, and a log of their changes on disk.
 *
 * `DIR/log.ndjson` holds one line per request that changed something: a JSON array of [table, id, entity | null].
 * A request is answered only after its line is synced; a torn last line was never answered. The log is rewritten
 * on opening once most of it is history.
 */
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Entity, Json } from '../json.ts';
import { makeFolder, requireRegular } from './data-folder.ts';
import { TenantError } from './tenant-error.ts';

const TABLES = [
  'meta',
  'seeded',
  'users',
  'groups',
  'servicePrincipals',
  'applications',
  'administrativeUnits',
  'deletedItems',
  'sites',
  'resourceEnvironments',
  'organizations',
  'settings',
  'crossTenantPartners',
  'connectedOrganizations',
  'catalogs',
  'resources',
  'resourceRequests',
  'uploadSessions',
  'accessPackages',
  'roleScopes',
  'policies',
  'roleAssignments',
  'customWorkflowExtensions',
  'subjects',
  'assignmentRequests',
  'assignments',
  'groupMemberships',
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'sitePermissions',
  'directoryRoleAssignments',
  'directoryRoleDefinitions',
  'directoryRoles',
  'roleScheduleRequests',
  'deltaStates',
  'reviews',
  'automatic',
  'audit',
] as const;

export type TableName = (typeof TABLES)[number];

export const LOG = 'log.ndjson';
/** A file that says whose the folder is, so that a reset never removes another. */
export const MARKER = '.entente-tenant';
export const MARK = 'Data of an embedded tenant of Entente; entente tenant reset removes it.\n';

type Change = readonly [table: TableName, id: string, entity: Entity | null];

/** Fields by which rows are found without looking at all of them. */
const INDEXES: Partial<Record<TableName, readonly string[]>> = {
  resources: ['catalogId'],
  accessPackages: ['catalogId'],
  roleScopes: ['accessPackageId', 'resourceId'],
  policies: ['accessPackageId'],
  roleAssignments: ['appScopeId'],
  customWorkflowExtensions: ['catalogId'],
  sites: ['webUrl'],
  assignmentRequests: ['subjectId', 'requestedById', 'accessPackageId', 'policyId', 'assignmentId'],
  assignments: ['subjectId', 'accessPackageId', 'policyId'],
  groupMemberships: ['groupId'],
  appRoleAssignments: ['resourceId', 'principalId'],
  sitePermissions: ['webUrl'],
  uploadSessions: ['resourceId'],
};

type Index = Map<Json | undefined, Set<string>>;

class Table {
  readonly rows: Map<string, Entity>;
  private readonly indexes: ReadonlyMap<string, Index>;

  constructor(fields: readonly string[], original?: Table) {
    this.rows = new Map(original?.rows);
    this.indexes = new Map(
      fields.map((field): [string, Index] => {
        const known = original?.indexes.get(field) ?? [];
        return [field, new Map([...known].map(([value, ids]) => [value, new Set(ids)]))];
      }),
    );
  }

  set(id: string, entity: Entity | null): void {
    const old = this.rows.get(id);
    for (const [field, index] of this.indexes) {
      if (old !== undefined) index.get(old[field])?.delete(id);
      if (entity === null) continue;
      const ids = index.get(entity[field]) ?? new Set();
      index.set(entity[field], ids.add(id));
    }
    if (entity === null) this.rows.delete(id);
    else this.rows.set(id, entity);
  }

  where(field: string, value: Json): Entity[] {
    const ids = this.indexes.get(field)?.get(value) ?? [];
    return [...ids].map((id) => this.rows.get(id)).filter((row) => row !== undefined);
  }
}

export class Store {
  private readonly tables: Readonly<Record<TableName, Table>>;
  private changes: Change[] = [];
  private readonly waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  /** Bytes of the log that are whole. */
  private wholeBytes = 0;
  private flushing = false;
  private lines = 0;
  private file: FileHandle | undefined;

  private constructor(original?: Store) {
    this.tables = Object.fromEntries(
      TABLES.map((name) => [name, new Table(INDEXES[name] ?? [], original?.tables[name])]),
    ) as Record<TableName, Table>;
  }

  /** A copy in memory that goes its own way. */
  fork(): Store {
    return new Store(this);
  }

  /** Opens `folder`, or keeps everything in memory when there is none. */
  static async open(folder: string | undefined): Promise<Store> {
    const store = new Store();
    if (folder === undefined) return store;
    await makeFolder(path.resolve(folder));
    const log = path.join(folder, LOG);
    await requireRegular(folder, LOG);
    const isNew = (await readdir(folder)).every((name) => name.startsWith('in-use'));
    await store.replay(log);
    if (isNew) await writeFile(path.join(folder, MARKER), MARK, { flag: 'wx' });
    await store.compact(log);
    store.file = await open(log, 'a');
    store.wholeBytes = (await store.file.stat()).size;
    return store;
  }

  get isEmpty(): boolean {
    return this.tables.meta.rows.size === 0;
  }

  /** Whether it is kept in a folder. */
  get isDurable(): boolean {
    return this.file !== undefined;
  }

  get(table: TableName, id: string): Entity | undefined {
    return this.tables[table].rows.get(id);
  }

  size(table: TableName): number {
    return this.tables[table].rows.size;
  }

  all(table: TableName): Entity[] {
    return [...this.tables[table].rows.values()];
  }

  /** Rows with the keys that they are stored under. */
  entries(table: TableName): [string, Entity][] {
    return [...this.tables[table].rows];
  }

  /** Rows by an indexed field. */
  where(table: TableName, field: string, value: Json): Entity[] {
    return this.tables[table].where(field, value);
  }

  /** Hears of every row that is put. */
  onPut: (table: TableName, id: string, row: Entity) => void = () => undefined;

  put(table: TableName, id: string, entity: Entity): Entity {
    this.tables[table].set(id, entity);
    this.onPut(table, id, entity);
    this.changes.push([table, id, entity]);
    return entity;
  }

  delete(table: TableName, id: string): void {
    this.tables[table].set(id, null);
    this.changes.push([table, id, null]);
  }

  /** Takes what changed since the last call as one unit; the promise resolves when it is on disk. */
  commit(): Promise<void> {
    const changes = this.changes.splice(0);
    if (changes.length === 0 || this.file === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: `${JSON.stringify(changes)}\n`, resolve, reject });
      if (!this.flushing) {
        this.flushing = true;
        setImmediate(() => void this.flush());
      }
    });
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  /** Commits made in one turn share a write and a sync. */
  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        const text = batch.map(({ line }) => line).join('');
        // Unlike `write`, it goes on until all is written, or rejects.
        await this.file?.appendFile(text);
        await this.file?.datasync();
        this.wholeBytes += Buffer.byteLength(text);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // A part of a line must not stand before the next one.
        await this.file?.truncate(this.wholeBytes).catch(() => undefined);
        for (const { reject } of batch) reject(error);
      }
    }
    this.flushing = false;
  }

  private async replay(log: string): Promise<void> {
    const text = await readFile(log, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n');
    lines.pop();
    for (const [index, line] of lines.entries()) {
      try {
        for (const [table, id, entity] of JSON.parse(line) as Change[]) this.tables[table].set(id, entity);
      } catch {
        const summary = `The embedded tenant's data ${log} is damaged in line ${index + 1}`;
        throw new TenantError('TENANT_DAMAGED', summary);
      }
    }
    this.lines = lines.length;
  }

  /** Rewrites the log as it would be had everything been made at once; also drops a torn last line. */
  private async compact(log: string): Promise<void> {
    const rows = TABLES.flatMap((name) =>
      [...this.tables[name].rows].map(([id, entity]): Change => [name, id, entity]),
    );
    if (this.lines > 0 && this.lines < rows.length * 2 + 100 && (await endsWhole(log))) return;
    const temporary = `${log}.new`;
    // What stands there is of a process that was cut off.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(rows.map((row) => `${JSON.stringify([row])}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, log);
  }
}

/** Whether a line is one of a log. */
export function isStoreLine(line: string): boolean {
  try {
    const changes: unknown = JSON.parse(line);
    return (
      Array.isArray(changes) &&
      changes.length > 0 &&
      changes.every(
        (change: unknown) =>
          Array.isArray(change) && change.length === 3 && TABLES.some((table) => table === change[0]),
      )
    );
  } catch {
    return false;
  }
}

async function endsWhole(log: string): Promise<boolean> {
  const handle = await open(log, 'r');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    return size > 0 && last[0] === 0x0a;
  } finally {
    await handle.close();
  }
}
