/** Identity sources of connected organizations: what they are called by. */
import { groupBy } from '../../model/group-by.ts';
import { onceFor } from '../../model/once.ts';
import type { JsonObject } from '../../model/value.ts';
import { asString } from '../../model/value.ts';
import type { DirectoryFacts } from './facts.ts';
import type { AccessModel } from './model.ts';

/** Whether a name of a source is a domain, not a tenant's id or a provider. */
export function isDomain(name: string): boolean {
  return /^\S+\.\S+$/.test(name);
}

/** Domains that are known to be of a source; a tenant of which none is known is named by its id. */
export function sourceNames({ directory }: AccessModel, source: JsonObject): readonly string[] {
  const domain = asString(source['domainName']);
  if (domain !== undefined) return [domain];
  const tenant = asString(source['tenantId'])?.toLowerCase();
  if (tenant === undefined) {
    const type = unlistedType(source);
    if (type !== undefined) return [`an identity source of the type ${type}`];
    return [asString(source['socialIdentitySourceType']) ?? 'an identity source without a type'];
  }
  const domains = domainsOfTenant(directory).get(tenant) ?? [];
  return domains.length === 0 ? [directory.names?.[tenant] ?? `tenant ${tenant}`] : domains;
}

/** The type of a source that this version does not list: who signs in through it is unknown. */
export function unlistedType(source: JsonObject): string | undefined {
  return source['unlisted'] === undefined ? undefined : (asString(source['@odata.type']) ?? 'unknown');
}

/** Known domains by tenant. */
const domainsOfTenant = onceFor(({ tenantOfDomain }: DirectoryFacts) =>
  groupBy(tenantOfDomain.keys(), (domain) => tenantOfDomain.get(domain) ?? ''),
);

/** The domain, lower-case, whose people a source means; undefined for Entra tenants and social identities. */
export function domainOfSource(source: JsonObject): string | undefined {
  return asString(source['domainName'])?.toLowerCase();
}
