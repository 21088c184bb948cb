/** Objects that are looked up in several places, by id or by name. */
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

/** The access package `id`; throws 404. */
export function packageOf(store: Store, id: string): Entity {
  const found = store.get('accessPackages', id.toLowerCase());
  if (found === undefined) throw notFound('ResourceNotFound', `The access package '${id}'`);
  return found;
}

/** The catalog `id`; throws 404 CatalogNotFound. */
export function catalogOf(store: Store, id: string): Entity {
  const found = store.get('catalogs', id.toLowerCase());
  if (found === undefined) throw notFound('CatalogNotFound', `The catalog '${id}'`);
  return found;
}

/** What requestors are shown, with the defaults of a tenant that never changed it. */
export function endUserSettings(store: Store): Entity {
  return {
    '@odata.type': '#microsoft.graph.endUserSettings',
    id: 'endUserSettings',
    isEnabled: true,
    relatedPeopleInsightLevel: 'disabled',
    showApproverDetailsToMembers: false,
    ...store.get('settings', 'endUserSettings'),
  };
}

/** The Entra tenant in which a domain is verified. */
export function tenantOfDomain(store: Store, domain: string): Entity | undefined {
  const name = domain.toLowerCase();
  return store.all('organizations').find(({ domains }) => textsOf(domains).includes(name));
}

/** Grants of delegated permissions; those of a deleted object are hidden, and come back with it. */
export function consentsIn(store: Store): Entity[] {
  const isThere = ({ clientId, resourceId, principalId }: Entity) =>
    store.get('servicePrincipals', textOf(clientId)) !== undefined &&
    store.get('servicePrincipals', textOf(resourceId)) !== undefined &&
    (principalId === null || store.get('users', textOf(principalId)) !== undefined);
  return store.all('oauth2PermissionGrants').filter(isThere);
}

/** One of them by its id, whose casing a path does not keep. */
export function consentOf(store: Store, key: string): Entity | undefined {
  return consentsIn(store).find(({ id }) => textOf(id).toLowerCase() === key);
}

/** A user by id, or by the name that they sign in with. */
export function userOf(store: Store, key: string): Entity | undefined {
  return store.get('users', key) ?? (key.includes('@') ? userNamed(store, key) : undefined);
}

/** The user who signs in with a name, in any case. */
function userNamed(store: Store, name: string): Entity | undefined {
  const isNamed = ({ userPrincipalName }: Entity) =>
    textOf(userPrincipalName).toLowerCase() === name.toLowerCase();
  return store.all('users').find(isNamed);
}

/** Throws 400 where another user signs in with the name. */
export function requireFreeUserName(store: Store, name: string, self?: string): void {
  const other = userNamed(store, name);
  if (other === undefined || other['id'] === self) return;
  const message = 'Another object with the same value for property userPrincipalName already exists.';
  throw new ServiceError(400, 'Request_BadRequest', message);
}
