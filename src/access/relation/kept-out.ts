/** Who is kept out by the outer door, whatever is requested. */
import type { Person, Tri } from '../facts/facts.ts';
import { domainOf } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { signInKey } from '../facts/model.ts';
import type { Passing } from '../facts/outer-door.ts';
import { collaborates, collaborationsOf, invites, partsOfSetting } from '../facts/outer-door.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternalClass, isOutsideDirectory, signInOf } from '../facts/requestor.ts';
import { sourceNames } from '../facts/sources.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonObject } from '../../model/value.ts';
import { asString } from '../../model/value.ts';

/** What keeps a requestor out for certain: people who are in the directory as well as those who would be invited. */
export function shutOut(model: AccessModel, requestor: Requestor): Passing | undefined {
  return shutIn(passingsOf(model, requestor));
}

function shutIn(met: Met | undefined): Passing | undefined {
  return met?.all === true && met.passings.every(({ passes }) => passes === 'no')
    ? met.passings[0]
    : undefined;
}

/** How the outer door lets a person sign in as a guest; who cannot decides nothing. */
interface Passage {
  /** Unknown where the door was not read, or does not say of whom. */
  readonly passes: Tri;
  /** Why not: the end of a sentence about the person. */
  readonly fault?: string;
}

export function passageOf(model: AccessModel, person: Person): Passage {
  const met = passingsOf(model, { type: 'person', person });
  const shut = shutIn(met);
  if (shut !== undefined)
    return { passes: 'no', fault: `is kept out by ${settingName(model, shut.setting)}` };
  return { passes: met?.passings.some(({ passes }) => passes !== 'yes') === true ? 'unknown' : 'yes' };
}

/** What keeps anyone from being invited, where the requestor would have to be. */
export function notInvited({ outerDoor }: AccessModel, requestor: Requestor): Passing | undefined {
  if (outerDoor === undefined || !isOutsideDirectory(requestor)) return undefined;
  const passing = invites(outerDoor);
  return passing.passes === 'yes' ? undefined : passing;
}

/** A setting in the words of a configuration, with the partner by name: `crossTenantAccess of Fabrikam (…)`. */
export function settingName({ organizations, directory }: AccessModel, setting: string): string {
  const parts = partsOfSetting(setting);
  if (parts === undefined) return setting;
  const member = parts.path.length === 0 ? '' : ` (${parts.path.join('.')})`;
  if (parts.tenant === undefined) return `crossTenantAccess by default${member}`;
  const { tenant } = parts;
  const partner = [...organizations.values()].find(({ sources }) =>
    sources.some((source) => asString(source['tenantId'])?.toLowerCase() === tenant),
  );
  const name = directory.names?.[tenant] ?? partner?.displayName;
  return `crossTenantAccess of ${name ?? `the tenant ${tenant}`}${member}`;
}

interface Met {
  readonly passings: readonly Passing[];
  /** Each of the people meets one of these; otherwise some meet none. */
  readonly all: boolean;
}

/** Undefined where the door is not asked about, or says nothing of such people. */
export function passingsOf(model: AccessModel, requestor: Requestor): Met | undefined {
  const { outerDoor } = model;
  if (outerDoor === undefined) return undefined;
  if (requestor.type === 'person') {
    const { person } = requestor;
    // Whose tenant it is cannot be told from its id where that is not known.
    if (person.userType === 'Member' && !isB2b(person) && (outerDoor.home === '' || isAtHome(model, person)))
      return undefined;
    const signIn = signInOf(model, person);
    if (signIn === undefined)
      return person.userType === 'Member' && !isB2b(person)
        ? undefined
        : { passings: collaborationsOf(outerDoor), all: false };
    const passing = signIn.kind === 'entra' ? collaborates(outerDoor, signIn.tenantId) : undefined;
    return passing && { passings: [passing], all: isCertain(person) };
  }
  if (!isExternalClass(requestor)) return undefined;
  const tenants = tenantsOf(model, requestor);
  if (tenants === undefined) return { passings: collaborationsOf(outerDoor), all: false };
  const found = tenants.map((tenant) => (tenant === undefined ? undefined : collaborates(outerDoor, tenant)));
  const passings = found.filter((passing) => passing !== undefined);
  return passings.length === 0 ? undefined : { passings, all: passings.length === found.length };
}

/** The Entra tenant, not the governed one, that a person or all people of an organization sign in through. */
export function otherTenantOf(model: AccessModel, requestor: Requestor): string | undefined {
  if (passingsOf(model, requestor)?.all !== true) return undefined;
  if (requestor.type === 'person') {
    const signIn = signInOf(model, requestor.person);
    return signIn?.kind === 'entra' ? signIn.tenantId : undefined;
  }
  if (requestor.type !== 'connectedOrganization') return undefined;
  const tenants = new Set(tenantsOf(model, requestor));
  return tenants.size === 1 ? [...tenants][0] : undefined;
}

/** The Entra tenants of a class of people, undefined among them for who signs in otherwise; undefined where it can be any. */
function tenantsOf(
  model: AccessModel,
  requestor: Extract<Requestor, { readonly inGroup?: unknown }>,
): readonly (string | undefined)[] | undefined {
  if (requestor.type === 'connectedOrganization') {
    const { address, domains, signIns, others = [] } = requestor;
    // Who is of several organizations signs in as each of them says.
    const shared = others.map((each) => new Set(sourcesOf(model, each).map(signInKey)));
    const isMeant = (source: JsonObject) =>
      shared.every((keys) => keys.has(signInKey(source))) &&
      signIns?.includes(signInKey(source)) !== false &&
      (domains === undefined || sourceNames(model, source).some((name) => domains.includes(name)));
    const sources = sourcesOf(model, address);
    return sources.filter(isMeant).map((source) => asString(source['tenantId']));
  }
  if (requestor.type === 'anyExternalUser' && requestor.tenants !== undefined) return requestor.tenants;
  if (requestor.inGroup !== undefined) return tenantsOfGuests(model, requestor.inGroup);
  return requestor.type === 'configuredOrganizations' ? tenantsOfConfigured(model) : undefined;
}

function sourcesOf({ organizations }: AccessModel, address: ResourceAddress): readonly JsonObject[] {
  return organizations.get(address)?.sources ?? [];
}

/** The same of every organization that is configured; of one that was not read it can be any. */
function tenantsOfConfigured({ organizations }: AccessModel): readonly (string | undefined)[] | undefined {
  const all = [...organizations.values()];
  if (all.some(({ state }) => state === 'unread')) return undefined;
  const sources = all.filter(({ state }) => state === 'configured').flatMap((each) => each.sources);
  return [...new Set(sources.map((source) => asString(source['tenantId'])?.toLowerCase()))];
}

/** The same of the guests who are in a group today. */
function tenantsOfGuests(model: AccessModel, group: string): readonly (string | undefined)[] | undefined {
  const { groups, users } = model.directory;
  const members = groups.get(group)?.members?.map((id) => users.get(id));
  const guests = members?.filter((member) => member?.userType !== 'Member');
  const signIns = guests?.map((guest) => guest && signInOf(model, guest));
  if (signIns === undefined || signIns.includes(undefined)) return undefined;
  return [...new Set(signIns.map((signIn) => (signIn?.kind === 'entra' ? signIn.tenantId : undefined)))];
}

/** Who is of the directory itself may have a mail address of another tenant; a B2B user shows it in the name. */
function isCertain(person: Person): boolean {
  return person.signIn !== undefined || person.id === undefined || isB2b(person);
}

/** Who has a name of the tenant's own signs in here, whatever the mail address. */
function isAtHome({ directory: { ownDomains } }: AccessModel, { userPrincipalName }: Person): boolean {
  return ownDomains?.has(domainOf(userPrincipalName) ?? '') === true;
}

function isB2b({ userType, userPrincipalName }: Person): boolean {
  return userType === 'Guest' || userPrincipalName?.includes('#EXT#') === true;
}
