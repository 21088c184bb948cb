import type { GraphPort, LookupResult } from './port.ts';
import { GraphError } from './port.ts';
import { odataString, query } from '../model/odata.ts';
import type { JsonObject } from '../model/value.ts';
import { environmentOfSite, SITE_ENVIRONMENTS, siteHost } from '../model/site-environment.ts';
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

/** The hosts of all geographies, in `knownHosts`, for a site that is in none of them. */
function geography(site: string, environments: readonly JsonObject[]): JsonObject {
  if (environments.length === 0 || environmentOfSite(site, environments) !== undefined) return {};
  return { knownHosts: environments.map(siteHost) };
}

/** The geographies of the tenant's SharePoint; none where the service does not tell. */
export async function siteEnvironments(graph: GraphPort): Promise<readonly JsonObject[]> {
  try {
    return await graph.list(SITE_ENVIRONMENTS);
  } catch (error) {
    // It only serves to find a mistake early.
    if (error instanceof GraphError && error.outcome === 'refused') return [];
    throw error;
  }
}

/** The SharePoint site of a URL; `knownHosts` among its properties when it is in none of the `environments`. */
export async function findSite(
  graph: GraphPort,
  environments: Promise<readonly JsonObject[]>,
  text: string,
): Promise<LookupResult> {
  if (!URL.canParse(text)) return MISSING;
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  const address = path === '' ? url.host : `${url.host}:${path}`;
  const site = await getIfThere(
    graph,
    query(`/sites/${address}`, { select: ['id', 'displayName', 'name', 'webUrl'] }),
  );
  if (site === undefined) return MISSING;
  const entry = siteEntry(site, text);
  const properties = { ...entry.properties, ...geography(entry.id, await environments) };
  return { status: 'found', entry: { ...entry, properties } };
}

async function getIfThere(graph: GraphPort, path: string): Promise<JsonObject | undefined> {
  try {
    return await graph.get(path);
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return undefined;
    throw error;
  }
}
