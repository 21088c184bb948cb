/** Single people who stand for a sort of them: someone whom a reader can imagine, and the embedded tenant can be asked about. */
import { asString } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Person, SignIn } from '../facts/facts.ts';
import { withOuterGroups } from '../facts/facts.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import { groupOf } from '../facts/in-group.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { organizationsOf, userOf } from '../facts/requestor.ts';
import { isDomain, sourceNames } from '../facts/sources.ts';
import { isInvited } from '../relation/preconditions.ts';

/** Of one sort many are alike: these are enough to find one who differs from the others of the sort. */
const MOST_ORGANIZATIONS = 8;
const MOST_PEOPLE = 20;

/**
 * People of whom what is said of a sort should be so; none for sorts that are not people. `models`: organizations, groups
 * and users are those of any of them.
 */
export function peopleLike(
  models: readonly AccessModel[],
  { type, id = '', guests, group }: RequestorName,
): readonly Person[] {
  const inGroups = group === undefined ? [] : [group];
  const asGuest = (person: Person) => (guests === true ? guestOf(person, inGroups) : person);
  switch (type) {
    case 'user':
      return models.map(({ directory }) => userOf(directory, id));
    case 'connectedOrganization':
      return organizations(models, ({ address }) => address === id)
        .flatMap((each) => peopleOfOrganization(models, each))
        .map(asGuest);
    case 'configuredOrganizations':
      return organizations(models, ({ state }) => state === 'configured')
        .slice(0, MOST_ORGANIZATIONS)
        .flatMap((each) => peopleOfOrganization(models, each))
        .map(asGuest);
    case 'anyExternalUser':
      return [asGuest(externalUser(models))];
    case 'members':
      return [memberIn([])];
    case 'directoryUsers':
      return [memberIn([]), guestOf(externalUser(models), [])];
    case 'group':
      return guests === true
        ? [guestOf(externalUser(models), [id])]
        : [...knownMembers(models, id), memberIn([id])];
    default:
      return [];
  }
}

function organizations(
  models: readonly AccessModel[],
  isMeant: (organization: OrganizationView) => boolean,
): readonly OrganizationView[] {
  return models.flatMap((model) => [...model.organizations.values()].filter(isMeant));
}

/** Someone for each of its sources. */
function peopleOfOrganization(
  models: readonly AccessModel[],
  { sources }: OrganizationView,
): readonly Person[] {
  return sources.flatMap((source) => {
    const found = models.map((model) => personOf(model, source));
    return [...new Map(found.map((person) => [JSON.stringify(person), person])).values()];
  });
}

function personOf(model: AccessModel, source: JsonObject): Person {
  const domain = sourceNames(model, source).find(isDomain) ?? UNKNOWN_DOMAIN;
  const mail = `someone@${domain}`.toLowerCase();
  return { label: mail, mail, signIn: signInOf(model, source, domain) };
}

/** Of a tenant none of whose domains is known. */
const UNKNOWN_DOMAIN = 'partner.example';

function signInOf({ directory }: AccessModel, source: JsonObject, domain: string): SignIn {
  const tenantId = asString(source['tenantId']) ?? directory.tenantOfDomain.get(domain.toLowerCase());
  if (tenantId !== undefined && tenantId !== '') return { kind: 'entra', tenantId };
  const provider = asString(source['socialIdentitySourceType']);
  if (provider !== undefined) return { kind: 'social', provider };
  return source['issuerUri'] === undefined ? { kind: 'oneTimePasscode' } : { kind: 'federation' };
}

/** Someone of no connected organization, who may be invited where a list says who may. */
function externalUser(models: readonly AccessModel[]): Person {
  const taken = new Set(
    models.flatMap((model) =>
      organizations([model], () => true).flatMap(({ sources }) =>
        sources.flatMap((source) => sourceNames(model, source)),
      ),
    ),
  );
  const allowed = models.flatMap(({ invitationDomains }) => invitationDomains?.allow ?? []);
  const domain =
    [...allowed, ...STRANGE].find(
      (each) => !taken.has(each) && models.every((model) => isInvited(model, each)),
    ) ?? STRANGE[0];
  const mail = `someone@${domain}`;
  return { label: mail, mail, signIn: { kind: 'oneTimePasscode' } };
}

const STRANGE = ['elsewhere.example', 'further.example', 'unheard-of.example'] as const;

export function memberIn(groups: readonly string[]): Person {
  const name = groups.length === 0 ? 'a member' : 'a member in the group';
  return { id: 'member', label: name, userType: 'Member', accountEnabled: true, groups, holds: [] };
}

export function guestOf(person: Person, groups: readonly string[]): Person {
  return {
    ...person,
    id: `guest ${person.label}`,
    userType: 'Guest',
    accountEnabled: true,
    groups,
    holds: [],
  };
}

function knownMembers(models: readonly AccessModel[], group: string): readonly Person[] {
  const [first] = membersOf(models, group);
  return first === undefined ? [] : [first];
}

function membersOf(models: readonly AccessModel[], group: string): readonly Person[] {
  return models.flatMap(({ directory: { groups, users } }) =>
    (groups.get(group)?.members ?? []).flatMap((id) => users.get(id) ?? []),
  );
}

/** Users of the directory who are of a sort, as far as they are known: what is so for some of it alone is so for one of them. */
export function namedPeople(
  models: readonly AccessModel[],
  { type, id = '' }: RequestorName,
): readonly Person[] {
  const found = () => {
    if (type === 'group') return membersOf(models, id);
    if (type === 'members') return usersIn(models).filter(({ userType }) => userType === 'Member');
    if (type !== 'connectedOrganization') return [];
    return models.flatMap((model) =>
      usersIn([model]).filter((person) =>
        organizationsOf(model, { type: 'person', person }).certain.some(({ address }) => address === id),
      ),
    );
  };
  const people = new Map(found().map((person) => [person.id, person]));
  return [...people.values()].slice(0, MOST_PEOPLE);
}

function usersIn(models: readonly AccessModel[]): readonly Person[] {
  return models.flatMap(({ directory }) => [...directory.users.values()]);
}

/**
 * The same people as they are once they hold a package, or are in a group, that keeps people out: with all that comes of
 * it. None of whom the directory tells that they are not in such a group.
 */
export function whoHolds(person: Person, model: AccessModel, address: string): readonly Person[] {
  const { incompatiblePackages = [], incompatibleGroups = [] } = model.packages.get(address) ?? {};
  const { directory } = model;
  const inside = person.id === undefined ? guestOf(person, []) : person;
  const known = directory.users.get(inside.id ?? '');
  const isOut = (group: string): boolean =>
    known !== undefined && groupOf(model, { type: 'person', person: known }, [group]).in === 'no';
  const holding = (groups: ReadonlySet<string>, holds: readonly string[]): readonly Person[] => {
    if ([...groups].some(isOut)) return [];
    const all = { holds: [...(inside.holds ?? []), ...holds], groups: [...(inside.groups ?? []), ...groups] };
    return [{ ...inside, ...all }];
  };
  return [
    ...incompatiblePackages.flatMap((each) =>
      holding(groupsGranted(model, each, { eligible: false }), [each]),
    ),
    ...incompatibleGroups.flatMap((each) => holding(withOuterGroups(directory, [each]), [])),
  ];
}

/** A sort as the analysis asks about it; undefined for those that cannot request. */
export function sortCalled(
  { directory }: AccessModel,
  { type, id, guests, group }: RequestorName,
): Requestor | undefined {
  const inside = { ...(guests === true && { guests }), ...(group !== undefined && { inGroup: group }) };
  switch (type) {
    case 'user':
      return id === undefined ? undefined : { type: 'person', person: userOf(directory, id) };
    case 'connectedOrganization':
      return id === undefined ? undefined : { type, address: id, ...inside };
    case 'configuredOrganizations':
    case 'anyExternalUser':
      return { type, ...inside };
    case 'members':
    case 'directoryUsers':
      return { type };
    case 'group':
      if (id === undefined) return undefined;
      return guests === true ? { type: 'anyExternalUser', guests, inGroup: id } : { type, id };
    case 'attributeRule':
      return id === undefined ? undefined : { type, rule: id };
    case 'servicePrincipals':
      return { type, ...(id !== undefined && { id }) };
    default:
      return undefined;
  }
}
