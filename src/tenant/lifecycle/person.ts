/** People who call: their user object, how they sign in, their connected organizations. */
import type { Person, SignIn } from '../context.ts';
import { tenantOfDomain } from '../directory/lookups.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf, textsOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

const KINDS = ['entra', 'oneTimePasscode', 'federation', 'social'];

/** A sign-in as a header or a seed states it; throws 400 for any other form. */
export function parseSignIn(value: unknown): SignIn {
  const wrong = () =>
    new ServiceError(400, 'BadRequest', `A sign-in is an object whose kind is one of ${KINDS.join(', ')}.`);
  if (!isEntity(value)) throw wrong();
  const { kind, tenantId, issuerUri, provider } = value;
  if (kind === 'oneTimePasscode') return { kind };
  if (kind === 'entra' && typeof tenantId === 'string') return { kind, tenantId: tenantId.toLowerCase() };
  if (kind === 'federation') return { kind, ...(typeof issuerUri === 'string' && { issuerUri: issuerUri }) };
  if (kind === 'social' && typeof provider === 'string') return { kind, provider };
  throw wrong();
}

/** The part of an address after the `@`, in lower case. */
export function domainOf(mail: string): string {
  return mail.slice(mail.lastIndexOf('@') + 1).toLowerCase();
}

/** How a person with an address signs in by default. */
function defaultSignIn(store: Store, mail: string): SignIn {
  const domain = domainOf(mail);
  const tenant = isOwn(store, domain) ? store.get('meta', 'tenant') : tenantOfDomain(store, domain);
  if (tenant !== undefined) return { kind: 'entra', tenantId: textOf(tenant.id) };
  for (const organization of store.all('connectedOrganizations')) {
    const source = entitiesOf(organization['identitySources']).find(
      (candidate) =>
        typeOf(candidate) === 'externalDomainFederation' &&
        textOf(candidate['domainName']).toLowerCase() === domain,
    );
    if (source !== undefined) return { kind: 'federation', issuerUri: textOf(source['issuerUri']) };
  }
  return { kind: 'oneTimePasscode' };
}

/** Whether the tenant itself has verified a domain: only it knows its people. */
export function isOwn(store: Store, domain: string): boolean {
  return textsOf(store.get('meta', 'tenant')?.['domains']).some((name) => name.toLowerCase() === domain);
}

/** Who is a member with a name of the tenant's own signs in here, whatever the address; members from elsewhere show it in the name. */
function ownSignIn(store: Store, user: Entity): SignIn | undefined {
  const name = textOf(user['userPrincipalName']);
  if (user['userType'] === 'Guest' || name.includes('#EXT#') || !isOwn(store, domainOf(name)))
    return undefined;
  return { kind: 'entra', tenantId: textOf(store.get('meta', 'tenant')?.id) };
}

/** The person of a user object. */
export function personOf(store: Store, user: Entity, signIn?: SignIn): Person {
  const mail = textOf(user['mail']) || textOf(user['userPrincipalName']);
  const stated = user['signIn'] === undefined ? undefined : parseSignIn(user['signIn']);
  return { user, mail, signIn: signIn ?? stated ?? ownSignIn(store, user) ?? defaultSignIn(store, mail) };
}

/**
 * The person with an id, a user principal name or an address; an unknown address is a person outside the directory, unless
 * its domain is the tenant's own and nothing says that they sign in elsewhere. Throws 404.
 */
export function findPerson(store: Store, who: string, signIn?: SignIn): Person {
  const name = who.trim().toLowerCase();
  const user =
    store.get('users', name) ??
    store
      .all('users')
      .find(({ userPrincipalName, mail }) =>
        [userPrincipalName, mail].some((known) => textOf(known).toLowerCase() === name),
      );
  if (user !== undefined) return personOf(store, user, signIn);
  const mayBeForeign = signIn !== undefined || !isOwn(store, domainOf(name));
  if (!/^[^@\s]+@[^@\s]+$/.test(name) || !mayBeForeign)
    throw new ServiceError(404, 'Request_ResourceNotFound', `Nobody is called '${who}'.`);
  return { user: undefined, mail: name, signIn: signIn ?? defaultSignIn(store, name) };
}

function matchesSource(source: Entity, { mail, signIn }: Person): boolean {
  const sameDomain = () => textOf(source['domainName']).toLowerCase() === domainOf(mail);
  switch (typeOf(source)) {
    case 'azureActiveDirectoryTenant':
    case 'crossCloudAzureActiveDirectoryTenant':
      return signIn.kind === 'entra' && textOf(source['tenantId']).toLowerCase() === signIn.tenantId;
    case 'domainIdentitySource':
      return signIn.kind === 'oneTimePasscode' && sameDomain();
    case 'externalDomainFederation':
      return signIn.kind === 'federation' && sameDomain();
    case 'socialIdentitySource':
      return (
        signIn.kind === 'social' &&
        textOf(source['socialIdentitySourceType']).toLowerCase() === signIn.provider.toLowerCase()
      );
    default:
      return false;
  }
}

/** The connected organizations that a person belongs to, by name and id; members of the directory belong to none. */
export function organizationsOf(store: Store, person: Person): Entity[] {
  if (person.user?.['userType'] === 'Member') return [];
  return store
    .all('connectedOrganizations')
    .filter(({ identitySources }) =>
      entitiesOf(identitySources).some((source) => matchesSource(source, person)),
    )
    .sort(byNameAndId);
}

/** Order of objects that are shown to people. */
export function byNameAndId(a: Entity, b: Entity): number {
  const key = (entity: Entity) => [textOf(entity['displayName']), textOf(entity['id'])] as const;
  const [nameA, idA] = key(a);
  const [nameB, idB] = key(b);
  if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  return idA < idB ? -1 : Number(idA > idB);
}

/** A person's name in messages. */
export function personName({ user, mail }: Person): string {
  return textOf(user?.['displayName']) || mail;
}
