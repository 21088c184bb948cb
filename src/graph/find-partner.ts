import type { GraphPort, LookupResult } from './port.ts';
import { GraphError } from './port.ts';
import { odataString, query } from '../model/odata.ts';
import type { JsonObject } from '../model/value.ts';
import { siteEntry, tenantEntry } from './directory-entry.ts';

const MISSING: LookupResult = { status: 'missing', candidates: [] };

/** The Entra tenant with a verified domain, or with an id (CONTRACT 13.1). */
export async function findTenant(
  graph: GraphPort,
  by: 'domain' | 'tenant',
  text: string,
): Promise<LookupResult> {
  const argument = encodeURIComponent(odataString(text));
  const call =
    by === 'domain'
      ? `findTenantInformationByDomainName(domainName=${argument})`
      : `findTenantInformationByTenantId(tenantId=${argument})`;
  const tenant = await getIfThere(graph, `/tenantRelationships/${call}`);
  return tenant === undefined ? MISSING : { status: 'found', entry: tenantEntry(tenant) };
}

/** The SharePoint site of a URL. */
export async function findSite(graph: GraphPort, text: string): Promise<LookupResult> {
  if (!URL.canParse(text)) return MISSING;
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  const address = path === '' ? url.host : `${url.host}:${path}`;
  const site = await getIfThere(
    graph,
    query(`/sites/${address}`, { select: ['id', 'displayName', 'name', 'webUrl'] }),
  );
  return site === undefined ? MISSING : { status: 'found', entry: siteEntry(site, text) };
}

async function getIfThere(graph: GraphPort, path: string): Promise<JsonObject | undefined> {
  try {
    return await graph.get(path);
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return undefined;
    throw error;
  }
}
