/** The person and the package that a command line names. */
import type { OneRequestor, Requestor, Who } from '../../access/index.ts';
import {
  CLASSES,
  findPerson,
  packagesGrantingRole,
  requestorName,
  requestorsCalled,
} from '../../access/index.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { classMeant } from '../../diagnostics/people-words.ts';
import { nearAddress } from '../../kinds/near-address.ts';
import { failure } from '../../diagnostics/failure.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { AccessView } from './view.ts';

/** A domain stands for anyone with an address there. */
export function personText(wanted: string): string {
  return wanted.includes('@') || !wanted.includes('.') ? wanted : `anyone@${wanted}`;
}

export type PersonRequestor = Extract<Requestor, { type: 'person' }>;

export function personCalled({ model }: AccessView, text: string, wanted: string): PersonRequestor {
  const person = findPerson(model, text);
  const domain = text.slice(text.lastIndexOf('@') + 1).toLowerCase();
  const ours = person?.id === undefined && model.directory.ownDomains?.has(domain) === true;
  if (ours && wanted !== text) return { type: 'person', person: colleague(text, wanted) };
  if (person === undefined || ours) {
    const names = [...model.directory.users.values()].flatMap(({ mail, userPrincipalName }) => [
      ...(mail === undefined ? [] : [mail]),
      ...(userPrincipalName === undefined ? [] : [userPrincipalName]),
    ]);
    const near = didYouMean(text, names);
    throw failure(
      'ACCESS_PERSON',
      `Nobody in the directory is called "${wanted}"`,
      near === undefined
        ? 'Give a user principal name, an e-mail address or a domain'
        : `Did you mean "${near}"?`,
    );
  }
  return { type: 'person', person: wanted === text ? person : { ...person, label: `anyone from ${wanted}` } };
}

/** A person of the tenant's own domain of whom nothing else is known: a member, in no group. */
function colleague(id: string, domain: string): PersonRequestor['person'] {
  return { label: `anyone from ${domain}`, id, userType: 'Member', groups: [], holds: [] };
}

/** `instead`: what else may be meant where no package is called so. */
export function packageCalled({ model }: AccessView, wanted: string, instead?: string): string {
  const name = wanted.toLowerCase();
  const packages = [...model.packages.values()];
  const byKey = formatAddress(kindWithPart('requested').name, wanted);
  const exact = packages.filter(({ address }) => address === wanted || address === byKey);
  const found =
    exact.length > 0 ? exact : packages.filter(({ displayName }) => displayName.toLowerCase() === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.address;
  if (found.length > 1) {
    const addresses = found.map(({ address }) => address).join(', ');
    throw failure(
      'ACCESS_PACKAGE',
      `${found.length} packages are called "${wanted}"`,
      `Name one of ${addresses}`,
    );
  }
  const known = packages.flatMap(({ address, displayName }) => [
    displayName,
    ...(parseAddress(address)?.keys ?? []),
  ]);
  const near =
    instead ??
    didYouMean(wanted, known) ??
    nearAddress(
      wanted,
      packages.map(({ address }) => address),
    );
  throw failure(
    'ACCESS_PACKAGE',
    `There is no access package "${wanted}"`,
    near === undefined ? 'Name it by its key, its address or its display name' : `Did you mean "${near}"?`,
  );
}

/** The people whom a command line names: a class, or what `peopleCalled` finds. */
export function whoCalled(view: AccessView, wanted: string): Who {
  const known = CLASSES.find((each) => each === wanted);
  if (known !== undefined) return { type: known };
  const found = peopleCalled(view, wanted, CLASSES);
  return 'address' in found ? { type: 'organization', address: found.address } : found;
}

/** The organization, group, person, or everyone of a domain. `classes`: keys that the command line takes as well. */
export function peopleCalled(
  view: AccessView,
  wanted: string,
  classes: readonly string[],
): OneRequestor | PersonRequestor {
  const { model } = view;
  const found = requestorsCalled(model, wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const names = found.map((each) => requestorName(model, each)).map(({ id, label }) => id ?? label);
    throw failure(
      'ACCESS_PERSON',
      `${found.length} are called "${wanted}"`,
      `Name one of ${names.join(', ')}`,
    );
  }
  if (wanted.includes('@') || wanted.includes('.')) return personCalled(view, personText(wanted), wanted);
  const near =
    classMeant(wanted, classes) ??
    didYouMean(wanted, [
      ...classes,
      ...[...model.organizations.values()].map(({ displayName }) => displayName),
      ...[...model.directory.groups.values()].map(({ label }) => label),
    ]);
  throw failure(
    'ACCESS_PERSON',
    `No person, organization, group or class of people is called "${wanted}"`,
    near === undefined
      ? `Give a mail address, a domain, a key, or one of ${classes.join(', ')}`
      : `Did you mean "${near}"?`,
  );
}

/** Packages that a command line names: one by itself, or all that grant a role on a resource. */
export function packagesCalled(view: AccessView, wanted: string): readonly string[] {
  const resource = kindWithPart('resource').name;
  const { resourceIds } = view.model;
  // Guarantees write a resource as `CATALOG/KEY`.
  const address = resourceIds.has(`${resource}.${wanted}`) ? `${resource}.${wanted}` : wanted;
  if (parseAddress(address)?.kind !== resource) {
    const [only, ...others] = [...resourceIds.keys()].filter((each) => each.endsWith(`/${wanted}`));
    const near = others.length === 0 ? only : undefined;
    return [packageCalled(view, wanted, near)];
  }
  const found = packagesGrantingRole(view.model, address);
  if (found !== undefined) return found;
  const near = nearAddress(wanted, view.model.resourceIds.keys());
  throw failure(
    'ACCESS_RESOURCE',
    `There is no resource "${wanted}"`,
    near === undefined
      ? `Name it by its address: ${kindWithPart('resource').name}.CATALOG/KEY`
      : `Did you mean ${near}?`,
  );
}
