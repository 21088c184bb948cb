/** The people whom a statement is about: all of a class, where a `Requestor` is the least privileged of it. */
import type { ResourceAddress } from '../../model/address.ts';
import { GUESTS, MEMBERS, sidesOf } from '../compare/same-people.ts';
import { guestsIn } from '../compare/touched.ts';
import type { Person, Tri } from '../facts/facts.ts';
import { not, some } from '../facts/facts.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { Requestor } from '../facts/requestor.ts';
import { groupOf } from '../facts/in-group.ts';
import { inGroupOf, isExternal, isOutsideDirectory, organizationsOf } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { assigneesOf, distinct } from '../relation/overview.ts';

export type Who =
  | { readonly type: 'anyone' }
  /** From outside, in the directory already or not. */
  | { readonly type: 'anyExternalUser' }
  /** Of any organization in state `configured`. */
  | { readonly type: 'configuredOrganizations' }
  | { readonly type: 'members' }
  /** Members and guests. */
  | { readonly type: 'directoryUsers' }
  /** Everyone of one organization, however they sign in. */
  | { readonly type: 'organization'; readonly address: ResourceAddress }
  | { readonly type: 'group'; readonly id: string }
  | { readonly type: 'person'; readonly person: Person };

/** Classes that are named as such. */
export const CLASSES = [
  'anyone',
  'anyExternalUser',
  'configuredOrganizations',
  'members',
  'directoryUsers',
] as const;

/** What people call them: `people of Fabrikam (fabrikam.com)`. */
export function whoText(model: AccessModel, who: Who): string {
  switch (who.type) {
    case 'anyone':
      return 'anyone';
    case 'anyExternalUser':
      return 'people from outside';
    case 'configuredOrganizations':
      return 'people of configured organizations';
    case 'members':
      return 'members';
    case 'directoryUsers':
      return 'everyone in the directory';
    case 'organization':
      return `people of ${requestorName(model, { type: 'connectedOrganization', address: who.address }).label}`;
    case 'group':
      return `members of ${nameOf(model.directory, who.id)}`;
    case 'person':
      return requestorName(model, who).label;
  }
}

/**
 * Every sort of people that the policies of a package tell apart and that may be among those meant: each of these has
 * the answer of one of these sorts. `also`: sorts that are told apart although no policy does.
 */
export function sortsOf(
  model: AccessModel,
  who: Who,
  address: ResourceAddress,
  also: readonly Requestor[] = [],
): readonly Requestor[] {
  if (who.type === 'person') return [who];
  const named = [...assigneesOf(model, address), ...classesOf(model, who), ...also];
  const groups = (model.policiesOf.get(address) ?? []).flatMap((policy) => policy.groups);
  // Guests in a listed group are people from outside, so they are asked even where the group is all that is listed.
  const withGuests = [...new Set(groups)]
    .map((id) => [id, { exchanged: false, guests: guestsIn(model.directory, id) }] as const)
    .filter(([, { guests }]) => guests?.length !== 0);
  const told = sidesOf(model, model, distinct(named), true, new Map(withGuests));
  const inGroups = who.type === 'organization' ? groups.map((group) => guestsOf(who.address, group)) : [];
  return distinct([...told.map(({ present }) => present), ...inGroups]).filter(
    (sort) => isAmong(model, who, sort) !== 'no',
  );
}

function guestsOf(address: ResourceAddress, inGroup: string): Requestor {
  return { type: 'connectedOrganization', address, guests: true, inGroup };
}

/** Those who are meant whether a policy names them or not. */
function classesOf({ organizations }: AccessModel, who: Who): readonly Requestor[] {
  switch (who.type) {
    case 'organization':
      return [{ type: 'connectedOrganization', address: who.address }];
    case 'group':
      return [{ type: 'group', id: who.id }];
    case 'configuredOrganizations':
      // Of each, because what a policy says of one it need not say of another.
      return [...organizations.values()].filter(isConfigured).map(({ address }) => ({
        type: 'connectedOrganization',
        address,
      }));
    default:
      return [{ type: 'anyExternalUser' }, { type: 'configuredOrganizations' }, GUESTS, MEMBERS];
  }
}

const isConfigured = ({ state }: OrganizationView): boolean => state === 'configured';

/** Whether a sort of people is among those meant: `unknown` where some of them may be. */
export function isAmong(model: AccessModel, who: Who, sort: Requestor): Tri {
  if (sort.type === 'servicePrincipals') return 'no';
  switch (who.type) {
    case 'anyone':
      return 'yes';
    case 'anyExternalUser':
      return matched(sort, 'Guest') ?? isExternal(sort);
    case 'members':
      return matched(sort, 'Member') ?? not(isExternal(sort));
    case 'directoryUsers':
      return isOutsideDirectory(sort) ? 'no' : 'yes';
    case 'configuredOrganizations':
      return sort.type === 'configuredOrganizations' ? 'yes' : isOf(model, sort, isConfigured);
    case 'organization':
      return isOf(model, sort, ({ address }) => address === who.address);
    case 'group':
      return inGroupOf(sort) === who.id ? 'yes' : groupOf(model, sort, [who.id]).in;
    case 'person':
      return sort.type === 'person' && sort.person.id === who.person.id ? 'yes' : 'no';
  }
}

/** Whether those whom a rule matches can be of a type. */
function matched(sort: Requestor, userType: string): Tri | undefined {
  if (sort.type !== 'attributeRule') return undefined;
  return matchesRule(sort.rule, { userType }) === 'no' ? 'no' : 'unknown';
}

function isOf(model: AccessModel, sort: Requestor, is: (organization: OrganizationView) => boolean): Tri {
  if (sort.type === 'attributeRule') return 'unknown';
  const { certain, possible } = organizationsOf(model, sort);
  return some([...certain.map(is), ...possible.map((each) => is(each) && 'unknown')], (found) =>
    found === true ? 'yes' : found === 'unknown' ? 'unknown' : 'no',
  );
}
