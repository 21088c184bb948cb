/**
 * Look-ups of users, groups, applications, sites and tenants by what people call them. In: look-up keys. Out: what
 * the directory has for each, with near misses for those that it does not have. Few requests: up to 15 names share
 * one, which the client batches further; everything is asked once per instance. It decides nothing about what may
 * be used for what.
 */
import type { LookupKey, LookupType } from '../model/principal.ts';
import { parseLookup } from '../model/principal.ts';
import { objectsOf } from '../model/value.ts';
import { findDeletions, findDeletionsByName } from './deletions.ts';
import {
  directoryEntry,
  GROUP_PROPERTIES,
  SERVICE_PRINCIPAL_PROPERTIES,
  USER_PROPERTIES,
} from './directory-entry.ts';
import { findByName } from './find-by-name.ts';
import { findDirectoryRoles } from './find-directory-role.ts';
import { findSite, findTenant, siteEnvironments } from './find-partner.ts';
import type { DirectoryEntry, DirectoryPort, GraphPort, LookupResult } from './port.ts';
import { isGuid } from '../model/guid.ts';

/** `directoryObjects/getByIds` takes at most this many. */
const IDS_PER_REQUEST = 1000;

const MISSING: LookupResult = { status: 'missing', candidates: [] };

/** Look-ups over one client, cached for the life of the instance; a failed one is asked again. */
export function createDirectory(graph: GraphPort): DirectoryPort {
  const results = new Map<LookupKey, Promise<LookupResult>>();
  const described = new Map<string, Promise<DirectoryEntry | undefined>>();

  function start(keys: readonly LookupKey[]): void {
    const byType = new Map<LookupType, LookupKey[]>();
    for (const key of keys) {
      const { type } = parseLookup(key);
      byType.set(type, [...(byType.get(type) ?? []), key]);
    }
    for (const [type, group] of byType) {
      const found = find(type, [...new Set(group.map((key) => parseLookup(key).text))]);
      for (const key of group) {
        const result = found.then((of) => of.get(parseLookup(key).text) ?? MISSING);
        results.set(key, result);
        result.catch(() => results.delete(key));
      }
    }
  }

  async function find(
    type: LookupType,
    texts: readonly string[],
  ): Promise<ReadonlyMap<string, LookupResult>> {
    switch (type) {
      case 'user':
      case 'guest':
      case 'group':
      case 'servicePrincipal':
        return findByName(graph, type, texts);
      case 'domain':
      case 'tenant':
        return each(texts, (text) => findTenant(graph, type, text));
      case 'site': {
        const environments = siteEnvironments(graph);
        // Awaited where a site is found; without one, a rejection would be unhandled.
        environments.catch(() => undefined);
        return each(texts, (text) => findSite(graph, environments, text));
      }
      case 'directoryRole':
        return findDirectoryRoles(graph, texts);
      case 'id': {
        const entries = await describe(texts);
        return each(texts, (text): LookupResult => {
          const entry = entries.get(text);
          return entry === undefined ? MISSING : { status: 'found', entry };
        });
      }
    }
  }

  async function describe(ids: Iterable<string>): Promise<ReadonlyMap<string, DirectoryEntry>> {
    const wanted = [...new Set(ids)];
    const unknown = [...new Set(wanted.map((id) => id.toLowerCase()))].filter(
      (id) => isGuid(id) && !described.has(id),
    );
    for (let from = 0; from < unknown.length; from += IDS_PER_REQUEST) {
      const part = unknown.slice(from, from + IDS_PER_REQUEST);
      const answer = getByIds(graph, part);
      for (const id of part) {
        const entry = answer.then((entries) => entries.get(id));
        described.set(id, entry);
        entry.catch(() => described.delete(id));
      }
    }
    const entries = await Promise.all(
      wanted.map(async (id) => [id, await described.get(id.toLowerCase())] as const),
    );
    return new Map(entries.flatMap(([id, entry]) => (entry === undefined ? [] : [[id, entry] as const])));
  }

  return {
    async resolve(keys) {
      const wanted = [...new Set(keys)];
      start(wanted.filter((key) => !results.has(key)));
      return new Map(
        await Promise.all(wanted.map(async (key) => [key, (await results.get(key)) ?? MISSING] as const)),
      );
    },
    describe,
    deletions: (ids) => findDeletions(graph, [...new Set(ids)]),
    deletionsByName: (keys) => findDeletionsByName(graph, [...new Set(keys)]),
  };
}

async function getByIds(
  graph: GraphPort,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DirectoryEntry>> {
  const select = new Set([...USER_PROPERTIES, ...GROUP_PROPERTIES, ...SERVICE_PRINCIPAL_PROPERTIES]);
  const answer = await graph.write({
    method: 'POST',
    path: `/directoryObjects/getByIds?$select=${[...select].join(',')}`,
    body: { ids, types: ['user', 'group', 'servicePrincipal'] },
    idempotent: true,
  });
  return new Map(
    objectsOf(answer?.['value']).map((object) => [directoryEntry(object).id, directoryEntry(object)]),
  );
}

async function each(
  texts: readonly string[],
  lookUp: (text: string) => LookupResult | Promise<LookupResult>,
): Promise<ReadonlyMap<string, LookupResult>> {
  return new Map(await Promise.all(texts.map(async (text) => [text, await lookUp(text)] as const)));
}
