/** Answers for many at once: who can get a package, what a requestor can get, and the matrix of both. */
import type { ResourceAddress } from '../../model/address.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessAnswer, Reason } from './answer.ts';
import { answerFor, briefAnswer } from './answering.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternal, organizationsOf, userOf } from '../facts/requestor.ts';
import type { AccessModel } from '../facts/model.ts';
import { byName } from '../facts/model.ts';
import type { Named, PolicyView } from '../facts/policy-view.ts';
import { compareNameLists } from '../../model/natural-order.ts';

/**
 * The requestors that a package's policies tell apart: those whom one lists, and the classes that one opens it to.
 * Everyone else has the answer of the class that they belong to.
 */
export function requestorsOf(model: AccessModel, address: ResourceAddress): readonly Requestor[] {
  return distinct((model.policiesOf.get(address) ?? []).flatMap((policy) => requestorsNamed(model, policy)));
}

/** Those whom one policy is for, each once or more. */
export function requestorsNamed(model: AccessModel, policy: PolicyView): Requestor[] {
  switch (policy.scope) {
    case 'specificDirectoryUsers':
      return [
        ...policy.groups.map((id): Requestor => ({ type: 'group', id })),
        ...policy.users.map((id): Requestor => userRequestor(model, id)),
        ...policy.rules.map((rule): Requestor => ({ type: 'attributeRule', rule })),
      ];
    case 'specificConnectedOrganizationUsers':
      return policy.organizations.map((organization): Requestor => ({
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
      return policy.servicePrincipals.map((id): Requestor => ({ type: 'servicePrincipals', id }));
    case 'allDirectoryServicePrincipals':
      return [{ type: 'servicePrincipals' }];
    case 'allDirectoryAgentIdentities':
      return [{ type: 'servicePrincipals', agents: true }];
    default:
      return [];
  }
}

/**
 * Those whom an administrator may be able to assign the package: also anyone in the directory, where no scope is
 * specified, and anyone at all, where it is unknown whom a policy admits.
 */
export function assigneesOf(model: AccessModel, address: ResourceAddress): readonly Requestor[] {
  const policies = model.policiesOf.get(address) ?? [];
  const isUnknown = policies.some(({ unknown }) => unknown !== undefined);
  const isUnspecified = policies.some(({ scope }) => scope === 'notSpecified');
  return [
    ...requestorsOf(model, address),
    ...(isUnspecified || isUnknown ? [{ type: 'directoryUsers' } as const] : []),
    ...(isUnknown ? [{ type: 'anyExternalUser' } as const] : []),
  ];
}

/** One user, with what the directory knows of them. */
function userRequestor({ directory }: AccessModel, id: string): Requestor {
  return { type: 'person', person: userOf(directory, id) };
}

/** Identity of a requestor: the same for the same people. */
export function requestorKey(requestor: Requestor): string {
  switch (requestor.type) {
    case 'person':
      return `person ${requestor.person.id ?? requestor.person.mail ?? ''}`;
    case 'connectedOrganization':
      return `${requestor.type} ${[requestor.address, ...(requestor.others ?? [])].join(' and ')}${guestsKey(requestor)} ${[...(requestor.domains ?? []), ...(requestor.signIns ?? [])].join(' ')}`;
    case 'configuredOrganizations':
      return `${requestor.type}${guestsKey(requestor)}`;
    case 'anyExternalUser':
      return `${requestor.type}${guestsKey(requestor)} ${(requestor.domains ?? []).join(' ')} ${(requestor.tenants ?? []).join(' ')}`;
    case 'group':
      return `${requestor.type} ${requestor.id}`;
    case 'attributeRule':
      return `${requestor.type} ${requestor.rule}`;
    case 'servicePrincipals':
      return `${requestor.type} ${requestor.id ?? ''} ${requestor.agents === true ? 'agents' : ''}`;
    default:
      return requestor.type;
  }
}

function guestsKey({
  guests,
  inGroup,
}: {
  readonly guests?: boolean;
  readonly inGroup?: string | undefined;
}): string {
  return guests === true ? ` guests ${inGroup ?? ''}` : '';
}

export function distinct(requestors: Iterable<Requestor>): readonly Requestor[] {
  return [...new Map([...requestors].map((requestor) => [requestorKey(requestor), requestor])).values()];
}

/** The wider class whose answer this class has when no policy lists it; undefined for the widest. */
export function widerClass(model: AccessModel, requestor: Requestor): Requestor | undefined {
  switch (requestor.type) {
    case 'connectedOrganization':
      return {
        type:
          model.organizations.get(requestor.address)?.state === 'configured'
            ? 'configuredOrganizations'
            : 'anyExternalUser',
        ...sameGuests(requestor),
      };
    case 'configuredOrganizations':
      return { type: 'anyExternalUser', ...sameGuests(requestor) };
    case 'members':
      return { type: 'directoryUsers' };
    default:
      return undefined;
  }
}

function sameGuests({
  guests,
  inGroup,
}: {
  readonly guests?: boolean;
  readonly inGroup?: string | undefined;
}): {
  readonly guests: boolean;
  readonly inGroup?: string;
} {
  return { guests: guests === true, ...(inGroup !== undefined && { inGroup }) };
}

/** Everyone who can request a package or gets it without a request, in the order of the policies, each once. */
export function accessTo(model: AccessModel, address: ResourceAddress): readonly AccessAnswer[] {
  return requestorsOf(model, address).map((requestor) => answerFor(model, requestor, address));
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
 * What a requestor can request, gets without a request, or may get (verdict `unknown`), by name of the package; packages
 * that no policy opens to them are left out. Proportional to what is opened to their sort, not to all packages.
 */
export function accessFor(model: AccessModel, requestor: Requestor): readonly AccessAnswer[] {
  return candidates(model, requestor)
    .map((address) => answerFor(model, requestor, address))
    .filter(({ verdict, automatic, reason }) => verdict !== 'no' || automatic.length > 0 || SAID.has(reason));
}

/** Refusals that say more than that the package is not for the requestor. */
const SAID: ReadonlySet<Reason> = new Set<Reason>([
  ...(['incompatible', 'holdsAlready', 'accountDisabled'] as const),
  ...(['crossTenantAccessBlocked', 'invitationsNotAllowed', 'domainNotInvited'] as const),
]);

function candidates(model: AccessModel, requestor: Requestor): readonly ResourceAddress[] {
  const found = new Set<ResourceAddress>();
  const take = (packages: Iterable<ResourceAddress> | undefined) => {
    for (const each of packages ?? []) if (model.packages.has(each)) found.add(each);
  };
  const scope = (...names: readonly string[]) => {
    for (const name of names) take(model.packagesByScope.get(name));
  };
  const outside = isExternal(requestor);
  if (outside !== 'no') scope('allExternalUsers', 'allConfiguredConnectedOrganizationUsers');
  take(model.unknownOf.keys());
  const { certain, possible } = organizationsOf(model, requestor);
  for (const { address } of [...certain, ...possible]) take(model.packagesNaming.get(address));
  if (requestor.type === 'person' && requestor.person.id !== undefined) {
    scope('allMemberUsers', 'allDirectoryUsers', 'rule');
    take(model.packagesNaming.get(requestor.person.id));
    const groups = requestor.person.groups ?? model.directory.groups.keys();
    for (const group of groups) take(model.packagesNaming.get(group));
    if (requestor.person.groups === undefined) take(unknownGroups(model));
  }
  if (requestor.type === 'members') scope('allMemberUsers', 'allDirectoryUsers');
  if (requestor.type === 'directoryUsers') scope('allDirectoryUsers');
  if (requestor.type === 'group') take(model.packagesNaming.get(requestor.id));
  if (requestor.type === 'group') scope('allMemberUsers', 'allDirectoryUsers');
  if (requestor.type === 'attributeRule') scope('rule');
  if (requestor.type === 'servicePrincipals') {
    scope('allDirectoryServicePrincipals', 'allDirectoryAgentIdentities');
    if (requestor.id !== undefined) take(model.packagesNaming.get(requestor.id));
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
  readonly requestors: readonly RequestorName[];
  /** Answers other than a plain `no`, by package; without their steps. */
  readonly cells: readonly AccessAnswer[];
}

/** Who can request what. An organization that no policy lists has its class's answers. */
export function accessMatrix(model: AccessModel): AccessMatrix {
  const packages = [...model.packages.values()].sort(byName);
  const cells = packages
    .flatMap(({ address }) =>
      requestorsOf(model, address).map((requestor) => briefAnswer(model, requestor, address)),
    )
    .filter(({ verdict, automatic }) => verdict !== 'no' || automatic.length > 0);
  const requestors = new Map<string, RequestorName>();
  for (const { requestor } of cells)
    requestors.set(`${requestor.type} ${requestor.id ?? requestor.label}`, requestor);
  const rank = ({ type, label }: RequestorName) => [
    type === 'connectedOrganization' ? '0' : '1',
    type,
    label,
  ];
  return {
    packages: packages.map(({ address, displayName }) => ({ address, displayName })),
    requestors: [...requestors.values()].sort((a, b) => compareNameLists(rank(a), rank(b))),
    cells,
  };
}
