/**
 * What the directory still knows of objects that are gone: when they were deleted and until when they can be restored.
 * Only hints depend on it, so a missing permission is not an error: the hint is left out.
 */
import type { LookupKey } from '../model/principal.ts';
import { parseLookup } from '../model/principal.ts';
import { odataString, query } from '../model/odata.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { GraphError } from './port.ts';
import type { Deletion, GraphReader } from './port.ts';

const ITEMS = '/directory/deletedItems';
/** Graph keeps deleted users, groups and applications this long. */
const RESTORABLE_MS = 30 * 24 * 60 * 60 * 1000;
/** Deleted objects read to find one by its name. */
const READ = 999;

/** The deletion of each object that the directory, or else the audit log, still knows. */
export async function findDeletions(
  graph: GraphReader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Deletion>> {
  const found = await Promise.all(
    ids.map(
      async (id) => [id, (await deletedItem(graph, id)) ?? (await auditedDeletion(graph, id))] as const,
    ),
  );
  return new Map(
    found.flatMap(([id, deletion]) => (deletion === undefined ? [] : [[id, deletion] as const])),
  );
}

/** The deletion of whatever had one of the names; a deleted user's name has the id before it. */
export async function findDeletionsByName(
  graph: GraphReader,
  keys: readonly LookupKey[],
): Promise<ReadonlyMap<LookupKey, Deletion>> {
  const wanted = keys.map((key) => ({ key, ...parseLookup(key) }));
  const types = [...new Set(wanted.flatMap(({ type }) => COLLECTIONS[type] ?? []))];
  const items = await Promise.all(
    types.map((type) =>
      hint(async () =>
        objectsOf((await graph.get(`${ITEMS}/microsoft.graph.${type}?$top=${READ}`))['value']),
      ),
    ),
  );
  const found = new Map(
    wanted.flatMap(({ key, type, text }) => {
      const at = types.indexOf(COLLECTIONS[type] ?? '');
      const item = items[at]?.find((each) => namesOf(each).includes(text.toLowerCase()));
      const deletion = item && deletionOf(item);
      return deletion === undefined ? [] : [[key, deletion] as const];
    }),
  );
  const audited = await auditedByName(
    graph,
    keys.filter((key) => !found.has(key)),
  );
  return new Map([...found, ...audited]);
}

/** After 30 days, or when it was purged, the audit log alone remembers who had a name. */
async function auditedByName(
  graph: GraphReader,
  keys: readonly LookupKey[],
): Promise<ReadonlyMap<LookupKey, Deletion>> {
  const wanted = keys.map((key) => ({ key, ...parseLookup(key) }));
  const types = [...new Set(wanted.flatMap(({ type }) => COLLECTIONS[type] ?? []))];
  const logs = await Promise.all(
    types.map(async (type) => {
      const filter = (ACTIVITIES[type] ?? [])
        .map((activity) => `activityDisplayName eq ${odataString(activity)}`)
        .join(' or ');
      const path = query('/auditLogs/directoryAudits', { filter, top: READ });
      return hint(async () => objectsOf((await graph.get(path))['value']));
    }),
  );
  return new Map(
    wanted.flatMap(({ key, type, text }) => {
      const entries = logs[types.indexOf(COLLECTIONS[type] ?? '')] ?? [];
      const entry = entries.find(({ targetResources }) =>
        objectsOf(targetResources).some((target) => namesOf(target).includes(text.toLowerCase())),
      );
      const deletedAt = asString(entry?.['activityDateTime']);
      return deletedAt === undefined ? [] : [[key, { deletedAt, label: text }] as const];
    }),
  );
}

const ACTIVITIES: Readonly<Record<string, readonly string[]>> = {
  user: ['Delete user', 'Hard Delete user', 'Delete external user'],
  group: ['Delete group', 'Hard Delete group'],
  servicePrincipal: ['Delete service principal', 'Hard delete service principal'],
};

const COLLECTIONS: Readonly<Record<string, string>> = {
  user: 'user',
  guest: 'user',
  group: 'group',
  servicePrincipal: 'servicePrincipal',
};

function namesOf(item: JsonObject): string[] {
  const { id, userPrincipalName, mail, displayName } = item;
  const prefix = (asString(id) ?? '').replaceAll('-', '').toLowerCase();
  const name = (asString(userPrincipalName) ?? '').toLowerCase();
  // People have several accounts of one display name; a name that tells them apart is what was declared.
  const isUser = name !== '' || asString(mail) !== undefined;
  const texts = isUser ? [name.startsWith(prefix) ? name.slice(prefix.length) : name, mail] : [displayName];
  return texts.flatMap((text) => asString(text)?.toLowerCase() ?? []);
}

async function deletedItem(graph: GraphReader, id: string): Promise<Deletion | undefined> {
  const item = await hint(() => graph.get(`${ITEMS}/${id}`));
  return item === undefined ? undefined : deletionOf(item);
}

function deletionOf(item: JsonObject): Deletion | undefined {
  const deletedAt = asString(item['deletedDateTime']);
  const time = Date.parse(deletedAt ?? '');
  if (deletedAt === undefined || Number.isNaN(time)) return undefined;
  const [name] = namesOf(item);
  const label = name === undefined || name === '' ? asString(item['displayName']) : name;
  return {
    deletedAt,
    restorableUntil: new Date(time + RESTORABLE_MS).toISOString(),
    ...(label !== undefined && { label }),
    ...typed(asString(item['@odata.type'])),
  };
}

/** `#microsoft.graph.user` of a deleted object, `User` of an entry in the audit log. */
function typed(type = ''): Pick<Deletion, 'type'> {
  const plain = type.replace(/^#?microsoft\.graph\./, '').toLowerCase();
  const known = (['user', 'group', 'servicePrincipal'] as const).find((each) => each.toLowerCase() === plain);
  return known === undefined ? {} : { type: known };
}

async function auditedDeletion(graph: GraphReader, id: string): Promise<Deletion | undefined> {
  const filter = `targetResources/any(t:t/id eq ${odataString(id)})`;
  const entries = await hint(() => graph.list(query('/auditLogs/directoryAudits', { filter })));
  const entry = entries?.find(({ activityDisplayName }) =>
    /^(hard )?delete (user|external user|group|service principal)$/i.test(
      asString(activityDisplayName) ?? '',
    ),
  );
  const deletedAt = asString(entry?.['activityDateTime']);
  if (entry === undefined || deletedAt === undefined) return undefined;
  const target = objectsOf(entry['targetResources']).find(
    (each) => asString(each['id'])?.toLowerCase() === id.toLowerCase(),
  );
  const [name] = namesOf(target ?? {});
  const label = name === undefined || name === '' ? asString(target?.['displayName']) : name;
  return { deletedAt, ...(label !== undefined && { label }), ...typed(asString(target?.['type'])) };
}

async function hint<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}
