/** What people call the directory objects and partner tenants of a tenant, as far as that finds them again. */
import type { LookupKey, Principal } from '../model/principal.ts';
import { principalLookup } from '../model/principal.ts';
import { isGuid } from '../model/guid.ts';
import { asString } from '../model/value.ts';
import type { DirectoryEntry, DirectoryPort } from '../graph/port.ts';

/** Directory objects and Entra tenants by id (lower case). An object that is missing here does not exist any more. */
export interface DirectoryNames {
  readonly principals: ReadonlyMap<string, Principal>;
  readonly domains: ReadonlyMap<string, string>;
  /** Display names of directory objects, which may be those of others too. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Ids of directory objects and of Entra tenants that want a name. */
export interface Unnamed {
  readonly principals: ReadonlySet<string>;
  readonly tenants: ReadonlySet<string>;
}

const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

/** Looks names up and keeps those that lead back to the same object; the others go by their ids. */
export async function findNames(directory: DirectoryPort, unnamed: Unnamed): Promise<DirectoryNames> {
  const tenantKeys = [...unnamed.tenants].map((id): LookupKey => `tenant:${id}`);
  const [entries, tenants] = await Promise.all([
    directory.describe(unnamed.principals),
    directory.resolve(tenantKeys),
  ]);
  const called = [...entries.values()].map((entry) => ({ entry, principal: principalOf(entry) }));
  const domains = [...tenants.values()].flatMap((result) => {
    const domain =
      result.status === 'found' ? asString(result.entry.properties['defaultDomainName']) : undefined;
    return result.status === 'found' && domain !== undefined && DOMAIN.test(domain)
      ? [{ id: result.entry.id, domain: domain.toLowerCase() }]
      : [];
  });
  const found = await directory.resolve([
    ...called.flatMap(({ principal }) => (principal === undefined ? [] : [principalLookup(principal)])),
    ...domains.map(({ domain }): LookupKey => `domain:${domain}`),
  ]);
  const leadsTo = (key: LookupKey, id: string) => {
    const result = found.get(key);
    return result?.status === 'found' && result.entry.id.toLowerCase() === id.toLowerCase();
  };
  return {
    principals: new Map(
      called.map(({ entry: { id }, principal }) => [
        id.toLowerCase(),
        principal !== undefined && leadsTo(principalLookup(principal), id) ? principal : { id },
      ]),
    ),
    labels: new Map(
      [...entries.values()].map(({ id, properties }) => [
        id.toLowerCase(),
        asString(properties['displayName']) ?? '',
      ]),
    ),
    domains: new Map(
      domains
        .filter(({ id, domain }) => leadsTo(`domain:${domain}`, id))
        .map(({ id, domain }) => [id, domain]),
    ),
  };
}

/** The name that a person would use; undefined where there is none that a configuration takes for a name. */
function principalOf({ type, properties }: DirectoryEntry): Principal | undefined {
  const text = (name: string, isName: (found: string) => boolean) => {
    const found = asString(properties[name]);
    return found !== undefined && found !== '' && isName(found) ? found : undefined;
  };
  const isAddress = (found: string) => found.includes('@');
  const [user, mail] = [text('userPrincipalName', isAddress), text('mail', isAddress)];
  // A GUID is always read as an id, also where an object is called so.
  const displayName = text('displayName', (found) => !isGuid(found));
  if (type === 'user' && properties['userType'] === 'Guest' && mail !== undefined) return { guest: mail };
  if (type === 'user') return user === undefined ? undefined : { user };
  if (displayName === undefined) return undefined;
  if (type === 'group') return { group: displayName };
  return type === 'servicePrincipal' ? { servicePrincipal: displayName } : undefined;
}
