/** The requestor: one person, or a class of people taken as its least privileged member of whom nothing else is known. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceFor, onceForPair } from '../../model/once.ts';
import type { JsonObject } from '../../model/value.ts';
import type { RequestorName } from './requestor-name.ts';
import type { DirectoryFacts, Person, SignIn, Tri } from './facts.ts';
import { domainOf } from './facts.ts';
import type { AccessModel, OrganizationView } from './model.ts';
import { signInKey, unreadOrganization } from './model.ts';
import { GONE, nameOf, toldApart } from './names.ts';
import { domainOfSource, sourceNames, unlistedType } from './sources.ts';

/** What a requestor came to by packages beside what is known of them: each counts as certain. */
export interface Gained {
  /** Ids of groups. */
  readonly groups: ReadonlySet<string>;
  /** Addresses of packages that they hold. */
  readonly holds: ReadonlySet<ResourceAddress>;
  /** Ids of groups that they were in by a package and are no longer; otherwise they may still be in them. */
  readonly lost?: ReadonlySet<string>;
  /** Ids of groups that they are certainly not in, or were not in yet, whatever the directory tells. */
  readonly out?: ReadonlySet<string>;
}

export type Requestor = Sort & { readonly gained?: Gained };

type Sort =
  | { readonly type: 'person'; readonly person: Person }
  /** A person of that organization who is not in the directory yet; with `guests` one who is. */
  | {
      readonly type: 'connectedOrganization';
      readonly address: ResourceAddress;
      /** Other organizations that they belong to as well: they sign in with what these name too. */
      readonly others?: readonly ResourceAddress[];
      readonly guests?: boolean;
      /** Those that their address can have, where not all of the organization are meant. */
      readonly domains?: readonly string[];
      /** How they sign in, as `signInKey` has it, where others of the organization sign in otherwise. */
      readonly signIns?: readonly string[];
      /** Id of a group that these guests are members of. */
      readonly inGroup?: string | undefined;
    }
  /** A person of an organization in state `configured` that no policy lists. */
  | {
      readonly type: 'configuredOrganizations';
      readonly guests?: boolean;
      readonly inGroup?: string | undefined;
    }
  /** A person of no connected organization; where it is known, the domains and the Entra tenants that can be theirs. */
  | {
      readonly type: 'anyExternalUser';
      readonly guests?: boolean;
      readonly domains?: readonly string[];
      readonly tenants?: readonly string[];
      readonly inGroup?: string | undefined;
    }
  | { readonly type: 'members' }
  /** Members, and guests who are in the directory already. */
  | { readonly type: 'directoryUsers' }
  /** Members of the directory who are in the group; guests in it are `guests` of a class from outside, with `inGroup`. */
  | { readonly type: 'group'; readonly id: string }
  /** Users whom a rule of automatic assignment matches. */
  | { readonly type: 'attributeRule'; readonly rule: string }
  /** One application's, or every one's, or every agent's identity. */
  | { readonly type: 'servicePrincipals'; readonly id?: string; readonly agents?: boolean };

/** The organizations that a requestor belongs to; `possible` are those that missing facts leave open. */
export interface Membership {
  readonly certain: readonly OrganizationView[];
  readonly possible: readonly OrganizationView[];
  /** How they sign in, as far as it is known. */
  readonly signIn: SignIn | undefined;
}

/** What is known of when the requestor left the directory; undefined for those who did not. */
export function departureOf(
  { directory: { departed } }: AccessModel,
  requestor: Requestor,
): string | undefined {
  const id = leavingId(requestor);
  return id === undefined ? undefined : departed?.get(id);
}

/** Of those who are asked about as members of a group it is the group that leaves. */
function leavingId(requestor: Requestor): string | undefined {
  switch (requestor.type) {
    case 'person':
      return requestor.person.id;
    case 'group':
    case 'servicePrincipals':
      return requestor.id;
    default:
      return inGroupOf(requestor);
  }
}

/** True for people who are not in the directory yet. */
export function isOutsideDirectory(requestor: Requestor): boolean {
  if (requestor.type === 'person') return requestor.person.id === undefined;
  return isExternalClass(requestor) && !isGuests(requestor);
}

/** True for a class of people from outside who are in the directory. */
export function isGuests(requestor: Requestor): boolean {
  return isExternalClass(requestor) && requestor.guests === true;
}

type ExternalClass = Extract<
  Requestor,
  { readonly type: 'connectedOrganization' | 'configuredOrganizations' | 'anyExternalUser' }
>;

/** The group that guests of a class are said to be in. */
export function inGroupOf(requestor: Requestor): string | undefined {
  return isExternalClass(requestor) ? requestor.inGroup : undefined;
}

/** True for classes of people from outside. */
export function isExternalClass(requestor: Requestor): requestor is ExternalClass {
  const { type } = requestor;
  return type === 'connectedOrganization' || type === 'configuredOrganizations' || type === 'anyExternalUser';
}

/** Whether the requestor is an external user, in the directory or not. */
export function isExternal(requestor: Requestor): Tri {
  if (requestor.type !== 'person') return isExternalClass(requestor) ? 'yes' : 'no';
  const { id, userType } = requestor.person;
  if (id === undefined) return 'yes';
  return userType === undefined ? 'unknown' : userType === 'Guest' ? 'yes' : 'no';
}

/** The requestor as plans and answers name it. */
export function requestorName(model: AccessModel, requestor: Requestor): RequestorName {
  switch (requestor.type) {
    case 'person': {
      const { id, label } = requestor.person;
      if (id === undefined) return { type: 'user', label };
      const left = model.directory.departed?.has(id) === true;
      const called = left ? `${label} (${GONE})` : label;
      return { type: 'user', id, label: toldApart(model.directory, id, called) };
    }
    case 'connectedOrganization':
      return {
        type: 'connectedOrganization',
        id: requestor.address,
        ...asGuests(requestor),
        label: guestsLabel(model, requestor, organizationLabel(model, requestor.address)),
      };
    case 'configuredOrganizations':
      return {
        type: requestor.type,
        ...asGuests(requestor),
        label: guestsLabel(model, requestor, 'every configured organization'),
      };
    case 'anyExternalUser':
      if (requestor.inGroup !== undefined) {
        const label = `guests who are members of ${nameOf(model.directory, requestor.inGroup)}`;
        return { type: 'group', id: requestor.inGroup, guests: true, label };
      }
      return {
        type: requestor.type,
        ...asGuests(requestor),
        label: isGuests(requestor) ? `guests ${IN_DIRECTORY}` : outsidersLabel(requestor.domains),
      };
    case 'members':
      return { type: requestor.type, label: 'all members' };
    case 'directoryUsers':
      return { type: requestor.type, label: 'everyone in the directory (guests included)' };
    case 'group':
      return {
        type: requestor.type,
        id: requestor.id,
        label: `members of ${nameOf(model.directory, requestor.id)}`,
      };
    case 'attributeRule':
      return { type: requestor.type, id: requestor.rule, label: `users matching ${requestor.rule}` };
    case 'servicePrincipals':
      if (requestor.id === undefined)
        return {
          type: requestor.type,
          label: requestor.agents === true ? 'all agent identities' : 'all applications',
        };
      return { type: requestor.type, id: requestor.id, label: nameOf(model.directory, requestor.id) };
  }
}

/** Those of known domains, as of an organization that has them no more, are not everyone. */
function outsidersLabel(domains: readonly string[] = []): string {
  return domains.length === 0 ? 'anyone on the internet' : `people of ${domains.join(', ')}`;
}

const IN_DIRECTORY = 'who are in the directory already';

function asGuests(requestor: ExternalClass): Pick<RequestorName, 'guests' | 'group'> {
  if (!isGuests(requestor)) return {};
  const { inGroup } = requestor;
  return { guests: true, ...(inGroup !== undefined && { group: inGroup }) };
}

function guestsLabel({ directory }: AccessModel, requestor: ExternalClass, of: string): string {
  if (!isGuests(requestor)) return of;
  const { inGroup } = requestor;
  const where = inGroup === undefined ? IN_DIRECTORY : `who are members of ${nameOf(directory, inGroup)}`;
  return `guests of ${of} ${where}`;
}

/** An organization in a sentence: its name; where another one has that name, also how its people sign in. */
export function organizationName(model: AccessModel, address: ResourceAddress): string {
  const { displayName = address } = model.organizations.get(address) ?? {};
  return namesTwice(model).has(displayName) ? organizationLabel(model, address) : displayName;
}

const namesTwice = onceFor(({ organizations }: AccessModel): ReadonlySet<string> => {
  const named = groupBy([...organizations.values()], ({ displayName }) => displayName);
  return new Set([...named].flatMap(([name, all]) => (all.length > 1 ? [name] : [])));
});

function organizationLabel(model: AccessModel, address: ResourceAddress): string {
  const organization = model.organizations.get(address);
  const called = address.includes('.') ? address : `the connected organization ${address} (not read)`;
  return organization === undefined ? called : calledIn(model, organization);
}

/** What an organization is called, with its address where another one is called the same. */
const calledIn = onceForPair((model: AccessModel, organization: OrganizationView): string => {
  const label = labelOf(model, organization);
  const others = [...model.organizations.values()].filter(
    ({ displayName }) => displayName === organization.displayName,
  );
  const alone = others.every((other) => other === organization || labelOf(model, other) !== label);
  return alone ? label : `${label} (${organization.address})`;
});

/** `Fabrikam (fabrikam.com)`: two organizations may have one name, so what they sign in with is said. */
function labelOf(model: AccessModel, organization: OrganizationView): string {
  const sources = organization.sources.flatMap((source) => sourceNames(model, source));
  return sources.length === 0
    ? organization.displayName
    : `${organization.displayName} (${sources.join(', ')})`;
}

/**
 * The person whom an id, a user principal name or an e-mail address names. A person whom the directory does not list is
 * not in it yet; a text without @ that it does not list is undefined.
 */
export function findPerson({ directory }: AccessModel, text: string): Person | undefined {
  const wanted = text.toLowerCase();
  const known = directory.users.get(wanted) ?? peopleByName(directory.users).get(wanted);
  if (known !== undefined) return known;
  return domainOf(text) === undefined ? undefined : { label: text, mail: wanted };
}

/** The user with that id, of whom no more than the name may be known. */
export function userOf({ users, names }: DirectoryFacts, id: string): Person {
  return users.get(id) ?? { id, label: names?.[id] ?? id };
}

/** People by user principal name, else by mail. */
const peopleByName = onceFor((users: DirectoryFacts['users']): ReadonlyMap<string, Person> => {
  const named = new Map<string, Person>();
  const note = (name: string | undefined, person: Person) => {
    const key = name?.toLowerCase();
    if (key !== undefined && !named.has(key)) named.set(key, person);
  };
  for (const person of users.values()) note(person.userPrincipalName, person);
  for (const person of users.values()) note(person.mail, person);
  return named;
});

/** The organizations that a requestor belongs to; members of the directory belong to none. */
export function organizationsOf(model: AccessModel, requestor: Requestor): Membership {
  switch (requestor.type) {
    case 'connectedOrganization': {
      const addresses = [requestor.address, ...(requestor.others ?? [])];
      return {
        certain: addresses.map((address) => model.organizations.get(address) ?? unreadOrganization(address)),
        possible: [],
        signIn: undefined,
      };
    }
    case 'person':
      return personOrganizations(model, requestor.person);
    default:
      return { certain: [], possible: [], signIn: undefined };
  }
}

function personOrganizations(model: AccessModel, person: Person): Membership {
  if (person.id !== undefined && person.userType === 'Member')
    return { certain: [], possible: [], signIn: undefined };
  const signIn = signInOf(model, person);
  const domain = domainOf(person.mail) ?? '';
  if (signIn === undefined) {
    const possible = [...model.organizations.values()].filter(({ sources }) =>
      sources.some((source) => isOfUnlistedType(source) || mayBeEntra(model, source)),
    );
    return { certain: [], possible, signIn };
  }
  const key =
    signIn.kind === 'entra'
      ? `entra ${signIn.tenantId.toLowerCase()}`
      : signIn.kind === 'social'
        ? `social ${signIn.provider.toLowerCase()}`
        : `${signIn.kind} ${domain}`;
  const found = [...new Set(model.organizationsBySignIn.get(key) ?? [])];
  // A person whose type is unknown can be a member, who belongs to no organization.
  const sure = person.id === undefined || person.userType === 'Guest';
  // A guest whose domain no tenant has may have come with a social account, whatever the address.
  const isAssumed = person.id !== undefined && person.signIn === undefined && signIn.kind !== 'entra';
  const perhaps = [...organizationsOfUnlistedTypes(model), ...(isAssumed ? socialOrganizations(model) : [])];
  const others = [...new Set(perhaps)].filter((each) => !found.includes(each));
  return { certain: sure ? found : [], possible: sure ? others : [...found, ...others], signIn };
}

/** Organizations with a source of a type that is not listed: who signs in through it is unknown. */
const organizationsOfUnlistedTypes = onceFor(({ organizations }: AccessModel) =>
  [...organizations.values()].filter(({ sources }) => sources.some(isOfUnlistedType)),
);

/** Organizations of people who sign in with a social account. */
const socialOrganizations = onceFor(({ organizations }: AccessModel) =>
  [...organizations.values()].filter(({ sources }) =>
    sources.some((source) => source['socialIdentitySourceType'] !== undefined),
  ),
);

function isOfUnlistedType(source: JsonObject): boolean {
  return unlistedType(source) !== undefined;
}

/** True for an Entra tenant, and for a domain that was not looked up: a tenant may have verified it. */
function mayBeEntra({ directory }: AccessModel, source: JsonObject): boolean {
  const domain = domainOfSource(source);
  if (domain === undefined) return source['tenantId'] !== undefined;
  return source['@odata.type'] === 'domainIdentitySource' && !directory.tenantOfDomain.has(domain);
}

/** How a person signs in when it is not given: as their domain does (Entra, federation, one-time passcode). */
export function signInOf(model: AccessModel, person: Person): SignIn | undefined {
  if (person.signIn !== undefined) return person.signIn;
  const domain = domainOf(person.mail);
  if (domain === undefined) return undefined;
  const { tenantOfDomain, complete } = model.directory;
  const tenantId = tenantOfDomain.get(domain);
  if (tenantId !== undefined && tenantId !== '') return { kind: 'entra', tenantId };
  if (isFederated(model, domain)) return { kind: 'federation' };
  // The service keeps a domain as a domain only when no Entra tenant has verified it.
  const passcode = tenantId === '' || complete === true;
  return passcode || model.organizationsBySignIn.has(`oneTimePasscode ${domain}`)
    ? { kind: 'oneTimePasscode' }
    : undefined;
}

/**
 * How the people whom a source means sign in, given all that is configured, as a key of `organizationsBySignIn`: those of a
 * domain that is federated, by the federation, and by a one-time passcode otherwise.
 */
export function effectiveSignIn(model: AccessModel, source: JsonObject): string {
  const domain = domainOfSource(source);
  if (domain === undefined) return signInKey(source);
  return isFederated(model, domain) ? `federation ${domain}` : `oneTimePasscode ${domain}`;
}

/** True when any organization federates the domain, be it another one than the organization that names it as a domain. */
function isFederated({ organizationsBySignIn }: AccessModel, domain: string): boolean {
  return organizationsBySignIn.has(`federation ${domain}`);
}

/** Organizations that name one of the domains of these sources, in whatever way its people sign in. */
export function organizationsOfDomains(
  { organizationsBySignIn }: AccessModel,
  sources: readonly JsonObject[],
): readonly OrganizationView[] {
  return sources.flatMap((source) => {
    const domain = domainOfSource(source);
    if (domain === undefined) return [];
    return ['federation', 'oneTimePasscode'].flatMap(
      (kind) => organizationsBySignIn.get(`${kind} ${domain}`) ?? [],
    );
  });
}
