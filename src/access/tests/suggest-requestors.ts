/** Requestors that a test of a policy can name: those whom it is for, and those who are near and whom it is not for. */
import { parseAddress } from '../../model/address.ts';
import type { Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { findPerson, requestorName } from '../facts/requestor.ts';
import { peopleLike } from '../gate/people-like.ts';
import { requestorsNamed } from '../relation/overview.ts';
import type { TestNames } from './test-names.ts';
import type { AccessTestSpec } from './test-requestor.ts';

export type SuggestedRequestor = Exclude<AccessTestSpec['requestor'], string>;

/** Whole organizations, groups and classes first, then single people. */
export function insiders(
  model: AccessModel,
  names: TestNames,
  policy: PolicyView,
): readonly SuggestedRequestor[] {
  const sorts = requestorsNamed(model, policy);
  const people = sorts.flatMap((sort) => peopleLike([model], requestorName(model, sort)));
  return [
    ...sorts.flatMap((sort) => wholeOf(model, names, sort)),
    ...people.flatMap((person) => personOf(model, person)),
  ];
}

function wholeOf(model: AccessModel, names: TestNames, sort: Requestor): SuggestedRequestor[] {
  switch (sort.type) {
    case 'connectedOrganization':
      return [{ organization: keyOf(sort.address) }];
    case 'group': {
      const label = model.directory.groups.get(sort.id)?.label ?? sort.id;
      return [{ group: names.groupId(label) === sort.id ? label : sort.id }];
    }
    case 'members':
    case 'directoryUsers':
    case 'configuredOrganizations':
    case 'anyExternalUser':
      return [{ class: sort.type }];
    default:
      return [];
  }
}

function personOf(model: AccessModel, person: Person): SuggestedRequestor[] {
  const { id, userType, groups, signIn } = person;
  if (id === undefined) {
    const mail = person.mail ?? person.label;
    // As their domain signs in, where that is enough.
    return signIn === undefined ? [{ mail }] : [{ mail }, { mail, signIn }];
  }
  if (model.directory.users.has(id)) {
    const named = [person.userPrincipalName, person.mail, id].filter((text) => text !== undefined);
    const name = named.find((text) => findPerson(model, text)?.id === id) ?? id;
    return [userType === 'Guest' ? { guest: name } : { user: name }];
  }
  const labels = (groups ?? []).map((group) => model.directory.groups.get(group)?.label ?? group);
  if (userType === 'Guest')
    return [{ guest: person.mail ?? person.label, groups: labels, ...(signIn !== undefined && { signIn }) }];
  return [{ ...anyMember(model), groups: labels }];
}

/** The nearest first: of another partner, of the same directory. */
export function notMeant(model: AccessModel, policy: PolicyView): readonly SuggestedRequestor[] {
  const partners = [...model.organizations.keys()]
    .filter((address) => !policy.organizations.includes(address))
    .slice(0, MOST_PARTNERS)
    .map((address) => ({ organization: keyOf(address) }));
  const [someone] = peopleLike([model], { type: 'anyExternalUser', label: '' });
  const outside = [
    ...partners,
    { class: 'anyExternalUser' as const },
    ...(someone === undefined ? [] : personOf(model, someone)),
  ];
  const inside = [{ class: 'members' as const }, anyMember(model)];
  return EXTERNAL_SCOPES.includes(policy.scope) ? [...outside, ...inside] : [...inside, ...outside];
}

/** More of them are hardly nearer. */
const MOST_PARTNERS = 8;

/** A member of whom nothing is known but that they are in no group. */
function anyMember({ directory: { ownDomains } }: AccessModel): SuggestedRequestor {
  const [domain = 'member.example'] = ownDomains ?? [];
  return { user: `a.member@${domain}`, groups: [] };
}

/** The key under which a configuration declares it. */
export function keyOf(address: string): string {
  return parseAddress(address)?.keys[0] ?? address;
}
