/** The requestor of a test, as the analysis takes it. */
import { formatAddress } from '../../model/address.ts';
import type { Governance } from '../../schema/governance.ts';
import type { Requestor } from '../facts/requestor.ts';
import { findPerson } from '../facts/requestor.ts';
import type { Person } from '../facts/facts.ts';
import { domainOf, signInFrom } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import type { TestNames } from './test-names.ts';

export type AccessTestSpec = NonNullable<Governance['tests']>[number];

type RequestorSpec = Exclude<AccessTestSpec['requestor'], string>;

/** The requestor, or a sentence why there is none. */
export function testRequestor(
  model: AccessModel,
  names: TestNames,
  spec: AccessTestSpec['requestor'],
): Requestor | string {
  if (typeof spec === 'string') return personRequestor(byAddress(model, spec));
  const { organization, group, class: whole } = spec;
  if (organization !== undefined)
    return { type: 'connectedOrganization', address: formatAddress('connectedOrganization', organization) };
  if (group !== undefined) return { type: 'group', id: names.groupId(group) };
  if (whole !== undefined) return { type: whole };
  const person = basePerson(model, spec);
  return personRequestor(typeof person === 'string' ? person : described(model, names, person, spec));
}

function personRequestor(person: Person | string): Requestor | string {
  return typeof person === 'string' ? person : { type: 'person', person };
}

function byAddress(model: AccessModel, text: string): Person | string {
  const person = findPerson(model, text);
  if (person === undefined) return `No user in the directory has the name or address "${text}"`;
  const domain = domainOf(text) ?? '';
  if (person.id === undefined && model.directory.ownDomains?.has(domain) === true)
    return `"${text}" is not among the known users of the directory; write { user: ${text} } if they are a member`;
  return person;
}

function basePerson(model: AccessModel, { mail, user, guest }: RequestorSpec): Person | string {
  if (mail !== undefined) return byAddress(model, mail);
  const text = user ?? guest ?? '';
  const known = findPerson(model, text);
  const userType = user === undefined ? 'Guest' : 'Member';
  if (known?.id !== undefined) return { userType, ...known };
  // Taken as described: without a network, few are known.
  const id = text.toLowerCase();
  return { id, label: text, mail: id, userPrincipalName: id, userType, accountEnabled: true };
}

/** A person with what the test says of them instead of what is known. */
function described(
  model: AccessModel,
  names: TestNames,
  person: Person,
  { groups, holds, manager, accountEnabled, signIn, properties }: RequestorSpec,
): Person {
  return {
    ...person,
    ...(groups !== undefined && { groups: groups.map((name) => names.groupId(name)) }),
    ...(holds !== undefined && { holds: holds.map((key) => formatAddress('accessPackage', key)) }),
    ...(manager !== undefined && { manager: findPerson(model, manager)?.id ?? manager.toLowerCase() }),
    ...(accountEnabled !== undefined && { accountEnabled }),
    ...(signIn !== undefined && { signIn: signInFrom(signIn) }),
    ...(properties !== undefined && { properties: { ...person.properties, ...properties } }),
  };
}
