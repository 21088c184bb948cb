/** A person, group or workload as the configuration names it: exactly one member is present. */
export type Principal =
  | { readonly user: string }
  | { readonly guest: string }
  | { readonly group: string }
  | { readonly servicePrincipal: string }
  | { readonly id: string };

/** What a look-up can search for: principals, catalog resources' origin objects, partner domains. */
export type LookupType =
  'user' | 'guest' | 'group' | 'servicePrincipal' | 'id' | 'site' | 'directoryRole' | 'domain' | 'tenant';

/** `TYPE:TEXT`, the identity of one look-up in a run: `user:alice@contoso.com`, `domain:fabrikam.com`. */
export type LookupKey = `${LookupType}:${string}`;

/** The look-up that finds a principal. */
export function principalLookup(principal: Principal): LookupKey {
  if ('user' in principal) return `user:${principal.user}`;
  if ('guest' in principal) return `guest:${principal.guest}`;
  if ('group' in principal) return `group:${principal.group}`;
  if ('servicePrincipal' in principal) return `servicePrincipal:${principal.servicePrincipal}`;
  return `id:${principal.id}`;
}

/** True for a look-up of a directory object, by name or id. */
export function isPrincipalLookup(key: LookupKey): boolean {
  return ['user', 'guest', 'group', 'servicePrincipal', 'id'].includes(parseLookup(key).type);
}

/** Takes a look-up key apart. */
export function parseLookup(key: LookupKey): { readonly type: LookupType; readonly text: string } {
  const colon = key.indexOf(':');
  return { type: key.slice(0, colon) as LookupType, text: key.slice(colon + 1) };
}
