/** What has to be so before any policy is asked: package, catalog, account, outer door, invitation, what is incompatible. */
import type { Reason } from './answer.ts';
import { groupOf } from '../facts/in-group.ts';
import {
  isExternal,
  isOutsideDirectory,
  departureOf,
  organizationsOf,
  organizationName,
} from '../facts/requestor.ts';
import { isDomain, sourceNames } from '../facts/sources.ts';
import { unlistedSourcesOf } from '../facts/unlisted-sources.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { SignIn, Tri } from '../facts/facts.ts';
import { domainOf } from '../facts/facts.ts';
import type { AccessModel, PackageView } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import { notInvited, shutOut } from './kept-out.ts';
import { collaboration, inviting, signingIn } from './outer-door.ts';
import type { Reasoning } from './reasoning.ts';

/** The first precondition that fails, or undefined. */
export function preconditions(reasoning: Reasoning, view: PackageView): Reason | undefined {
  reasoning.step('yes', `The package ${view.displayName} exists`, view.address);
  if (view.hidden)
    reasoning.step('note', 'It is hidden: only its link leads to it', view.address, 'isHidden');
  return (
    catalog(reasoning, view) ??
    account(reasoning) ??
    collaboration(reasoning) ??
    visibility(reasoning, view) ??
    inviting(reasoning) ??
    invitation(reasoning) ??
    incompatible(reasoning, view) ??
    held(reasoning, view)
  );
}

function catalog(reasoning: Reasoning, view: PackageView): Reason | undefined {
  const catalog = reasoning.model.catalogs.get(view.catalog);
  const name = catalog?.displayName ?? view.catalog;
  if (catalog?.published === undefined) {
    const why = catalog === undefined ? 'it was not read' : 'its state is unknown to this version';
    reasoning.step('unknown', `Whether its catalog ${name} is published is unknown: ${why}`, view.catalog);
    return undefined;
  }
  if (catalog.published) {
    reasoning.step('yes', `Its catalog ${name} is published`, view.catalog, 'state');
    return undefined;
  }
  reasoning.step('no', `Its catalog ${name} is not published`, view.catalog, 'state');
  return 'catalogUnpublished';
}

function account(reasoning: Reasoning): Reason | undefined {
  if (reasoning.requestor.type !== 'person') return undefined;
  const { id, userType, accountEnabled } = reasoning.requestor.person;
  if (id === undefined) {
    reasoning.step('note', `${reasoning.who} is not in the directory yet`);
    return undefined;
  }
  const type = userType === undefined ? 'user' : userType.toLowerCase();
  if (accountEnabled === false) {
    reasoning.step('no', `The account of ${reasoning.who} is disabled`);
    return 'accountDisabled';
  }
  if (departureOf(reasoning.model, reasoning.requestor) === undefined)
    reasoning.step('note', `${reasoning.who} is a ${type} in the directory`);
  return undefined;
}

function visibility(reasoning: Reasoning, view: PackageView): Reason | undefined {
  organizations(reasoning);
  signingIn(reasoning);
  if (!isOutsideDirectory(reasoning.requestor)) return undefined;
  const catalog = reasoning.model.catalogs.get(view.catalog);
  if (catalog === undefined) return undefined;
  const visible = catalog.externallyVisible;
  const text = `The catalog is ${visible ? '' : 'not '}visible to external users`;
  reasoning.step(visible ? 'yes' : 'no', text, view.catalog, 'isExternallyVisible');
  return visible ? undefined : 'catalogNotVisible';
}

function organizations(reasoning: Reasoning): void {
  if (
    !reasoning.explained ||
    reasoning.requestor.type !== 'person' ||
    isExternal(reasoning.requestor) === 'no'
  )
    return;
  const { certain, possible, signIn } = organizationsOf(reasoning.model, reasoning.requestor);
  const how = signInText(reasoning, signIn);
  for (const { address } of certain)
    reasoning.step(
      'note',
      `${reasoning.who} ${how}, so belongs to ${organizationName(reasoning.model, address)}`,
      address,
      'identitySources',
    );
  if (certain.length > 0) return;
  if (possible.length === 0)
    reasoning.step('note', `${reasoning.who} ${how}, and belongs to no connected organization`);
  else reasoning.step('unknown', `Unknown: ${whatIsUnknown(reasoning, signIn)}`);
}

/** What would tell the organization of a person. */
function whatIsUnknown(reasoning: Reasoning, signIn: SignIn | undefined): string {
  const [people] = unlistedSourcesOf(reasoning.model, reasoning.requestor);
  if (people !== undefined) return people;
  if (signIn === undefined)
    return `whether an Entra tenant has verified ${domainOf(mailOf(reasoning)) ?? 'the domain'}`;
  return isExternal(reasoning.requestor) === 'yes'
    ? `how ${reasoning.who} signs in`
    : `whether ${reasoning.who} is a guest`;
}

function mailOf({ requestor }: Reasoning): string | undefined {
  return requestor.type === 'person' ? requestor.person.mail : undefined;
}

function signInText(reasoning: Reasoning, signIn: SignIn | undefined): string {
  switch (signIn?.kind) {
    case 'entra': {
      const name = reasoning.model.directory.names?.[signIn.tenantId];
      return `signs in through the Entra tenant ${name ?? signIn.tenantId}`;
    }
    case 'federation':
      return `signs in by federation of ${domainOf(mailOf(reasoning)) ?? 'the domain'}`;
    case 'social':
      return `signs in with ${signIn.provider}`;
    case 'oneTimePasscode':
      return 'signs in with a one-time passcode';
    case undefined:
      return 'signs in by an unknown method';
  }
}

/** The list of partner domains stops invitations, so it affects only people who are not in the directory yet. */
function invitation(reasoning: Reasoning): Reason | undefined {
  const lists = reasoning.model.invitationDomains;
  if (!isOutsideDirectory(reasoning.requestor) || (lists?.allow === undefined && lists?.deny === undefined))
    return undefined;
  const known = domains(reasoning.model, reasoning.requestor);
  if (known === undefined) {
    if (lists.allow !== undefined) reasoning.restrict('otherDomains', lists.allow);
    if (lists.deny !== undefined) reasoning.restrict('domains', lists.deny);
    return undefined;
  }
  const refused = known.filter((domain) => !isInvited(reasoning.model, domain));
  const [first] = refused;
  if (first === undefined) return undefined;
  if (refused.length < known.length) {
    reasoning.restrict('ownDomains', refused);
    return undefined;
  }
  reasoning.step('no', `People of ${first} cannot be invited (tenant.invitationDomains)`);
  return 'domainNotInvited';
}

/** Domains that the requestor's address can have; undefined where it can be any. */
function domains(model: AccessModel, requestor: Requestor): readonly string[] | undefined {
  if (requestor.type === 'person') {
    const domain = domainOf(requestor.person.mail);
    return domain === undefined ? undefined : [domain];
  }
  if (requestor.type === 'anyExternalUser') return requestor.domains;
  if (requestor.type !== 'connectedOrganization') return undefined;
  if (requestor.domains !== undefined) return requestor.domains;
  const sources = model.organizations.get(requestor.address)?.sources ?? [];
  const names = sources.flatMap((source) => sourceNames(model, source));
  return names.length > 0 && names.every(isDomain) ? names : undefined;
}

/** What keeps an administrator from assigning the package, whatever its policies say; a catalog need not be published. */
export function refusalOfAssignment(reasoning: Reasoning, view: PackageView): Reason | undefined {
  const barred = barredFromInvitation(reasoning.model, reasoning.requestor);
  if (barred !== undefined) return barred;
  const refused = visibility(reasoning, view) ?? incompatible(reasoning, view);
  if (refused !== undefined || !isOutsideDirectory(reasoning.requestor)) return refused;
  collaboration(reasoning);
  inviting(reasoning);
  reasoning.unknown.push(...reasoning.doubts);
  return reasoning.doubts.length > 0 ? 'factsMissing' : undefined;
}

/** Why the requestor, who would have to be invited, cannot be for certain, whatever is requested. */
function barredFromInvitation(model: AccessModel, requestor: Requestor): Reason | undefined {
  if (!isOutsideDirectory(requestor)) return undefined;
  if (shutOut(model, requestor) !== undefined) return 'crossTenantAccessBlocked';
  if (notInvited(model, requestor)?.passes === 'no') return 'invitationsNotAllowed';
  const known = domains(model, requestor);
  const isRefused = known !== undefined && known.length > 0 && known.every((each) => !isInvited(model, each));
  return isRefused ? 'domainNotInvited' : undefined;
}

/** Why every package refuses the requestor, for a reason that no other package takes away. */
export function barredFromAll(model: AccessModel, requestor: Requestor): Reason | undefined {
  if (requestor.type === 'person' && requestor.person.accountEnabled === false) return 'accountDisabled';
  return shutOut(model, requestor) === undefined
    ? barredFromInvitation(model, requestor)
    : 'crossTenantAccessBlocked';
}

/** Whether the tenant's list lets people of a domain, lower-case, be invited. */
export function isInvited({ invitationDomains }: AccessModel, domain: string): boolean {
  const { allow, deny } = invitationDomains ?? {};
  const has = (list: readonly string[]) => list.some((each) => each.toLowerCase() === domain);
  return !(deny !== undefined && has(deny)) && (allow === undefined || has(allow));
}

/** Refusals that come before what is incompatible is asked. */
const EARLIER: readonly Reason[] = [
  ...(['catalogUnpublished', 'accountDisabled', 'catalogNotVisible', 'crossTenantAccessBlocked'] as const),
  ...(['invitationsNotAllowed', 'domainNotInvited'] as const),
];

/** What is incompatible counts for those too who are refused for something else, and get the package by a rule. */
export function excludedBeside(reasoning: Reasoning, view: PackageView, refused: Reason): void {
  if (EARLIER.includes(refused) && isExcluded(reasoning, view) === 'no') incompatible(reasoning, view);
}

function incompatible(reasoning: Reasoning, view: PackageView): Reason | undefined {
  const { requestor, model } = reasoning;
  const name = (address: string) => packageName(model, address);
  const holds = requestor.type === 'person' ? requestor.person.holds : undefined;
  const others = othersExcluded(view);
  const held = heldExcluded(reasoning, view);
  if (held !== undefined) {
    const holding = requestor.type === 'person' ? 'holds' : 'hold';
    const text = `${reasoning.who} ${holding} ${name(held)}, which is incompatible`;
    reasoning.step('no', text, view.address, 'incompatibleAccessPackages');
    return 'incompatible';
  }
  const outsideDirectory = requestor.type === 'person' && requestor.person.id === undefined;
  if (holds === undefined && !outsideDirectory && others.length > 0)
    reasoning.restrict('holders', others, name);
  return incompatibleGroups(reasoning, view);
}

function incompatibleGroups(reasoning: Reasoning, view: PackageView): Reason | undefined {
  if (view.incompatibleGroups.length === 0) return undefined;
  const found = groupOf(reasoning.model, reasoning.requestor, view.incompatibleGroups);
  const group = nameOf(reasoning.model.directory, found.group ?? '');
  if (found.in === 'yes') {
    const { requestor } = reasoning;
    // Of the group itself nothing else has to be said.
    const text =
      requestor.type === 'group' && requestor.id === found.group
        ? `the group ${group} is incompatible`
        : `${reasoning.who} ${requestor.type === 'person' ? 'is' : 'are'} in ${group}, which is incompatible`;
    reasoning.step('no', text, view.address, 'incompatibleGroups');
    return 'incompatible';
  }
  if (found.in === 'no') return undefined;
  const name = (id: string) => nameOf(reasoning.model.directory, id);
  if (reasoning.requestor.type !== 'person') {
    reasoning.restrict('members', view.incompatibleGroups, name);
    return undefined;
  }
  const text = `${group} is incompatible, and its members are unknown`;
  reasoning.step('unknown', text, view.address, 'incompatibleGroups');
  reasoning.unknown.push(
    `whether ${reasoning.who} is in ${view.incompatibleGroups.map(name).join(', ')}, whose members cannot request it`,
  );
  return 'factsMissing';
}

/**
 * Whether something that is incompatible is known of the requestor. That keeps from requests and from direct assignment; of
 * assignment by a rule nothing is documented, so that who is excluded only may get the package by one.
 */
export function isExcluded(reasoning: Reasoning, view: PackageView): Tri {
  const { model, requestor } = reasoning;
  if (heldExcluded(reasoning, view) !== undefined) return 'yes';
  if (view.incompatibleGroups.length === 0) return 'no';
  const found = groupOf(model, requestor, view.incompatibleGroups).in;
  // Of a class some may be in the group: that is a condition.
  return found === 'unknown' && requestor.type !== 'person' ? 'no' : found;
}

/** Who holds the package itself cannot request it again anyhow. */
function othersExcluded(view: PackageView): PackageView['incompatiblePackages'] {
  return view.incompatiblePackages.filter((other) => other !== view.address);
}

function heldExcluded({ requestor }: Reasoning, view: PackageView): string | undefined {
  const holds = requestor.type === 'person' ? requestor.person.holds : undefined;
  const gained = requestor.gained?.holds;
  return othersExcluded(view).find((other) => holds?.includes(other) === true || gained?.has(other) === true);
}

function held(reasoning: Reasoning, view: PackageView): Reason | undefined {
  const { requestor } = reasoning;
  const known = requestor.type === 'person' && requestor.person.holds?.includes(view.address) === true;
  if (!known && requestor.gained?.holds.has(view.address) !== true) return undefined;
  reasoning.step('no', `${reasoning.who} holds it already and can only request an extension`, view.address);
  return 'holdsAlready';
}
