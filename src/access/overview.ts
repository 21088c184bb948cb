/** Answers for many at once: who may have a package, what somebody may have, and the matrix of both. */
import type { ResourceAddress } from '../model/address.ts';
import type { Requestor } from './access-change.ts';
import type { AccessAnswer } from './answer.ts';
import { answerFor, briefAnswer } from './answering.ts';
import type { Asker } from './asker.ts';
import { isExternal, organizationsOf } from './asker.ts';
import type { AccessModel } from './model.ts';
import { byName } from './model.ts';
import type { Named, PolicyView } from './policy-view.ts';

/**
 * The requestors that a package's policies tell apart: those whom one lists, and the classes that one opens it to.
 * Everybody else has the answer of the class that they belong to.
 */
export function askersOf(model: AccessModel, address: ResourceAddress): readonly Asker[] {
  return distinct((model.policiesOf.get(address) ?? []).flatMap((policy) => askersNamed(model, policy)));
}

function askersNamed(model: AccessModel, policy: PolicyView): Asker[] {
  switch (policy.scope) {
    case 'specificDirectoryUsers':
      return [
        ...policy.groups.map((id): Asker => ({ type: 'group', id })),
        ...policy.users.map((id): Asker => userAsker(model, id)),
        ...policy.rules.map((rule): Asker => ({ type: 'attributeRule', rule })),
      ];
    case 'specificConnectedOrganizationUsers':
      return policy.organizations.map((organization): Asker => ({
        type: 'connectedOrganization',
        address: organization,
      }));
    case 'allMemberUsers':
      return [{ type: 'members' }];
    case 'allDirectoryUsers':
      return [{ type: 'directoryUsers' }, { type: 'members' }];
    case 'allConfiguredConnectedOrganizationUsers':
      return [{ type: 'configuredOrganizations' }];
    case 'allExternalUsers':
      return [{ type: 'anyExternalUser' }, { type: 'configuredOrganizations' }];
    case 'specificDirectoryServicePrincipals':
      return policy.servicePrincipals.map((id): Asker => ({ type: 'servicePrincipals', id }));
    case 'allDirectoryServicePrincipals':
      return [{ type: 'servicePrincipals' }];
    case 'allDirectoryAgentIdentities':
      return [{ type: 'servicePrincipals', agents: true }];
    default:
      return [];
  }
}

/** One user, with what the directory knows of them. */
function userAsker({ directory }: AccessModel, id: string): Asker {
  const known = directory.users.get(id);
  return { type: 'person', person: known ?? { label: directory.names?.[id] ?? id, id } };
}

/** Identity of a requestor: the same for the same people. */
export function askerKey(asker: Asker): string {
  switch (asker.type) {
    case 'person':
      return `person ${asker.person.id ?? asker.person.mail ?? ''}`;
    case 'connectedOrganization':
      return `${asker.type} ${asker.address}`;
    case 'group':
      return `${asker.type} ${asker.id}`;
    case 'attributeRule':
      return `${asker.type} ${asker.rule}`;
    case 'servicePrincipals':
      return `${asker.type} ${asker.id ?? ''} ${asker.agents === true ? 'agents' : ''}`;
    default:
      return asker.type;
  }
}

export function distinct(askers: Iterable<Asker>): readonly Asker[] {
  return [...new Map([...askers].map((asker) => [askerKey(asker), asker])).values()];
}

/** The wider class whose answer somebody of this class has when no policy lists them; undefined for the widest. */
export function widerClass(model: AccessModel, asker: Asker): Asker | undefined {
  switch (asker.type) {
    case 'connectedOrganization':
      return model.organizations.get(asker.address)?.state === 'configured'
        ? { type: 'configuredOrganizations' }
        : { type: 'anyExternalUser' };
    case 'configuredOrganizations':
      return { type: 'anyExternalUser' };
    case 'members':
      return { type: 'directoryUsers' };
    default:
      return undefined;
  }
}

/** Everybody who may ask for a package, or gets it without asking; classes first named by its policies, each once. */
export function accessTo(model: AccessModel, address: ResourceAddress): readonly AccessAnswer[] {
  return askersOf(model, address).map((asker) => answerFor(model, asker, address));
}

/** `accessTo`, and where it tells of a whole class of organizations, each organization that it did not name. */
export function accessToEach(model: AccessModel, address: ResourceAddress): readonly AccessAnswer[] {
  const classes = accessTo(model, address);
  if (!classes.some(({ requestor }) => requestor.type === 'configuredOrganizations')) return classes;
  const said = new Set(classes.map(({ requestor }) => requestor.id));
  const others = [...model.organizations.keys()].filter((organization) => !said.has(organization));
  return [
    ...classes,
    ...others.map((organization) =>
      answerFor(model, { type: 'connectedOrganization', address: organization }, address),
    ),
  ];
}

/**
 * What somebody may ask for, gets without asking, or may have (verdict `unknown`), by name of the package; packages
 * that no policy opens to them are left out. Proportional to what is opened to their sort, not to all packages.
 */
export function accessFor(model: AccessModel, asker: Asker): readonly AccessAnswer[] {
  return candidates(model, asker)
    .map((address) => answerFor(model, asker, address))
    .filter(({ verdict, automatic, reason }) => verdict !== 'no' || automatic.length > 0 || SAID.has(reason));
}

/** Refusals that tell somebody more than that the package is not for them. */
const SAID = new Set(['incompatible', 'holdsAlready', 'accountDisabled', 'domainNotInvited']);

function candidates(model: AccessModel, asker: Asker): readonly ResourceAddress[] {
  const found = new Set<ResourceAddress>();
  const take = (packages: Iterable<ResourceAddress> | undefined) => {
    for (const each of packages ?? []) if (model.packages.has(each)) found.add(each);
  };
  const scope = (...names: readonly string[]) => {
    for (const name of names) take(model.packagesByScope.get(name));
  };
  const outside = isExternal(asker);
  if (outside !== 'no') scope('allExternalUsers', 'allConfiguredConnectedOrganizationUsers');
  take(model.unknownOf.keys());
  const { certain, possible } = organizationsOf(model, asker);
  for (const { address } of [...certain, ...possible]) take(model.packagesNaming.get(address));
  if (asker.type === 'person' && asker.person.id !== undefined) {
    scope('allMemberUsers', 'allDirectoryUsers', 'rule');
    take(model.packagesNaming.get(asker.person.id));
    const groups = asker.person.groups ?? model.directory.groups.keys();
    for (const group of groups) take(model.packagesNaming.get(group));
    if (asker.person.groups === undefined) take(unknownGroups(model));
  }
  if (asker.type === 'members') scope('allMemberUsers', 'allDirectoryUsers');
  if (asker.type === 'directoryUsers') scope('allDirectoryUsers');
  if (asker.type === 'group') take(model.packagesNaming.get(asker.id));
  if (asker.type === 'group') scope('allMemberUsers', 'allDirectoryUsers');
  if (asker.type === 'attributeRule') scope('rule');
  if (asker.type === 'servicePrincipals') {
    scope('allDirectoryServicePrincipals', 'allDirectoryAgentIdentities');
    if (asker.id !== undefined) take(model.packagesNaming.get(asker.id));
  }
  const views = [...found].flatMap((address) => model.packages.get(address) ?? []);
  return views.sort(byName).map(({ address }) => address);
}

/** Packages of policies that list a group of which nothing is known. */
function unknownGroups(model: AccessModel): Set<ResourceAddress> {
  const found = new Set<ResourceAddress>();
  for (const policy of model.policies.values())
    if (policy.groups.some((group) => !model.directory.groups.has(group))) found.add(policy.package);
  return found;
}

/** Requestors × packages, only where there is something to say: its size is that of the policies' lists. */
export interface AccessMatrix {
  /** By name. */
  readonly packages: readonly Named[];
  /** Organizations by name first, then classes, groups and users. */
  readonly requestors: readonly Requestor[];
  /** Answers that are no plain `no`, by package; without their steps. */
  readonly cells: readonly AccessAnswer[];
}

/** The whole of who may ask for what. An organization that no policy lists has its class's answers. */
export function accessMatrix(model: AccessModel): AccessMatrix {
  const packages = [...model.packages.values()].sort(byName);
  const cells = packages
    .flatMap(({ address }) => askersOf(model, address).map((asker) => briefAnswer(model, asker, address)))
    .filter(({ verdict, automatic }) => verdict !== 'no' || automatic.length > 0);
  const requestors = new Map<string, Requestor>();
  for (const { requestor } of cells)
    requestors.set(`${requestor.type} ${requestor.id ?? requestor.label}`, requestor);
  const rank = ({ type, label }: Requestor) => `${type === 'connectedOrganization' ? 0 : 1} ${type} ${label}`;
  return {
    packages: packages.map(({ address, displayName }) => ({ address, displayName })),
    requestors: [...requestors.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)),
    cells,
  };
}
