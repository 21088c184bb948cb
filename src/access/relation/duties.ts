/** What people can do about the access of others: approve, review, request on their behalf, administer a catalog. */
import { escalates } from './approvers.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { Attributes, JsonObject, JsonValue } from '../../model/value.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Beneficiaries } from './beneficiaries.ts';
import { addableOf, beneficiariesOf, guestManagers } from './beneficiaries.ts';
import type { AccessCapability } from './capability.ts';
import type { DirectoryFacts } from '../facts/facts.ts';
import { NO_FACTS } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { WHOLE_TENANT } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import { SELF } from '../facts/subject.ts';

/** One person, group or sort of people, in one role. */
export interface Duty {
  readonly capability: Extract<AccessCapability, 'approve' | 'review' | 'requestFor' | 'administer'>;
  /** Address of the package, catalog or connected organization whose access it is about. */
  readonly about: ResourceAddress;
  readonly actor: RequestorName;
  /** Someone from outside, as far as known, where people of the organization itself are to be expected. */
  readonly external: boolean;
  /** Such as `fallback approver`; a word of this room, never a name. */
  readonly role: string;
  /** Of `requestFor`: whom they can do it for. */
  readonly beneficiaries?: Beneficiaries;
  /** Of managers: guests who are known to be among them, by name. */
  readonly guests?: readonly string[];
  /** Of `requestFor`: what lets those who are listed do it. */
  readonly by?: AttributePath;
  /** What says so. */
  readonly at: { readonly address: ResourceAddress; readonly path: AttributePath };
}

const APPROVERS = [
  ['primaryApprovers', 'approver'],
  ['fallbackPrimaryApprovers', 'fallback approver'],
] as const;
const ESCALATION = [
  ['escalationApprovers', 'approver on escalation'],
  ['fallbackEscalationApprovers', 'fallback approver on escalation'],
] as const;
const REVIEWERS = [
  ['primaryReviewers', 'reviewer'],
  ['fallbackReviewers', 'fallback reviewer'],
] as const;

/** Who decides about requests and holders of a package, and who requests it for others. */
export function dutiesOfPackage(model: AccessModel, about: ResourceAddress): Duty[] {
  return (model.policiesOf.get(about) ?? []).flatMap((policy) => [
    ...approvalDuties(model, policy),
    ...reviewDuties(model, policy),
    ...onBehalfDuties(model, policy),
  ]);
}

/** Who holds a role on a catalog, and so on all of its packages; of WHOLE_TENANT, on all of entitlement management. */
export function dutiesOfCatalog({ catalogRoles, directory }: AccessModel, about: ResourceAddress): Duty[] {
  return (catalogRoles.get(about) ?? []).map(({ address, role, principal }) => ({
    capability: 'administer',
    about,
    actor: principalName(directory, principal),
    external: isGuest(directory, principal),
    role: (about === WHOLE_TENANT ? TENANT_ROLES : CATALOG_ROLES)[role] ?? role,
    at: { address, path: [] },
  }));
}

/** The same of a package, where it is the catalog of the package that is another one. */
export function administratorsOfPackage(model: AccessModel, about: ResourceAddress): Duty[] {
  const catalog = model.packages.get(about)?.catalog ?? '';
  return dutiesOfCatalog(model, catalog).map((duty) => ({
    ...duty,
    about,
    at: { address: about, path: ['catalog'] },
  }));
}

/** The role on a catalog that lets people see what is in it, and change nothing. */
export const READER = 'reader';

const CATALOG_ROLES: Readonly<Record<string, string>> = {
  owner: 'owner',
  reader: READER,
  accessPackageManager: 'access package manager',
  accessPackageAssignmentManager: 'access package assignment manager',
};

const TENANT_ROLES: Readonly<Record<string, string>> = {
  catalogCreator: 'catalog creator',
  connectedOrganizationAdministrator: 'connected organization administrator',
};

/** Whether a role lets people change who gets in and who approves; of one that is not documented it is not known, and counts. */
export function changesOrganizations(about: ResourceAddress, role: string): boolean {
  return about === WHOLE_TENANT && role !== TENANT_ROLES['catalogCreator'];
}

/** What a role on all of entitlement management lets people do; it says nothing of roles that are not documented. */
export function doneInTenant(role: string): string {
  switch (role) {
    case 'catalog creator':
      return 'create catalogs and own those that they create';
    case 'connected organization administrator':
      return 'create, change and delete connected organizations, with their sponsors';
    default:
      return `do what the role with the definition ${role} allows, which is unknown`;
  }
}

/** Whether its stages are asked at all, for access or for longer access. */
export function usesApproval({ attributes }: PolicyView): boolean {
  const approval = objectAt(attributes, 'requestApprovalSettings');
  return approval['isApprovalRequiredForAdd'] === true || approval['isApprovalRequiredForUpdate'] === true;
}

/** A list of subjects in a policy, with what those are who are in it. */
export interface NamedList {
  readonly subjects: ReturnType<typeof objectsOf>;
  readonly role: string;
  readonly path: AttributePath;
  readonly by?: AttributePath;
}

export function approverLists({ attributes }: PolicyView): NamedList[] {
  const stages = objectsOf(objectAt(attributes, 'requestApprovalSettings')['stages']);
  return stages.flatMap((stage, index) =>
    [...APPROVERS, ...(escalates(stage) ? ESCALATION : [])].map(([member, role]) => ({
      subjects: objectsOf(stage[member]),
      role,
      path: ['requestApprovalSettings', 'stages', index, member],
    })),
  );
}

function approvalDuties({ directory }: AccessModel, policy: PolicyView): Duty[] {
  return usesApproval(policy) ? named(directory, policy, 'approve', approverLists(policy)) : [];
}

function reviewDuties({ directory }: AccessModel, policy: PolicyView): Duty[] {
  return named(directory, policy, 'review', reviewerLists(policy));
}

export function reviewerLists({ review }: PolicyView): NamedList[] {
  if (review === undefined) return [];
  const own = review['isSelfReview'] === true ? [{ '@odata.type': SELF }] : [];
  return [
    ...REVIEWERS.map(([member, role]) => ({
      subjects: objectsOf(review[member]),
      role,
      path: ['reviewSettings', member],
    })),
    { subjects: own, role: 'reviewer', path: ['reviewSettings', 'isSelfReview'] },
  ];
}

/** Whether a policy lets some people request for others, extensions and removals counted. */
export function isForOthers({ attributes }: PolicyView): boolean {
  return objectsOf(objectAt(attributes, 'requestorSettings')['onBehalfRequestors']).length > 0;
}

/** The role of who requests access for others. */
export const ADDING_FOR_OTHERS = 'requestor on behalf of others';

/** The role of who has what they hold extended for them. */
export const EXTENDING_FOR_OTHERS = 'requestor of extensions on behalf of others';

const ON_BEHALF: Readonly<Record<string, string>> = {
  enableOnBehalfRequestorsToAddAccess: ADDING_FOR_OTHERS,
  enableOnBehalfRequestorsToUpdateAccess: EXTENDING_FOR_OTHERS,
  enableOnBehalfRequestorsToRemoveAccess: 'requestor of removals on behalf of others',
};

/** Who requests for others through a policy. */
export function onBehalfDuties(model: AccessModel, policy: PolicyView): Duty[] {
  if (policy.ended !== undefined || policy.automatic) return [];
  const settings = objectAt(policy.attributes, 'requestorSettings');
  const subjects = objectsOf(settings['onBehalfRequestors']);
  const path = ['requestorSettings', 'onBehalfRequestors'];
  const lists = Object.entries(ON_BEHALF).flatMap(([member, role]) =>
    settings[member] === true ? [{ subjects, role, path, by: ['requestorSettings', member] }] : [],
  );
  if (lists.length === 0) return [];
  const [all, addable] = [beneficiariesOf(model, policy), addableOf(model, policy)];
  return named(model.directory, policy, 'requestFor', lists).flatMap((duty) => {
    const beneficiaries = duty.role === ADDING_FOR_OTHERS ? addable : all;
    if (beneficiaries.size === 0) return [];
    const guests = duty.actor.type === 'manager' ? guestManagers(model, duty.actor, beneficiaries) : [];
    return [{ ...duty, beneficiaries, ...(guests.length > 0 && { external: true, guests }) }];
  });
}

function named(
  directory: DirectoryFacts,
  { address, package: about }: PolicyView,
  capability: Duty['capability'],
  lists: readonly NamedList[],
): Duty[] {
  return lists.flatMap(({ subjects, role, path, by }) =>
    subjects.map((subject) => ({
      capability,
      about,
      ...actorOf(directory, subject, capability),
      role,
      ...(by !== undefined && { by }),
      at: { address, path },
    })),
  );
}

function actorOf(
  directory: DirectoryFacts,
  subject: JsonObject,
  capability: Duty['capability'],
): Pick<Duty, 'actor' | 'external'> {
  const type = asString(subject['@odata.type']) ?? '';
  const id =
    asString(subject['userId']) ?? asString(subject['groupId']) ?? asString(subject['servicePrincipalId']);
  if (id !== undefined) return { actor: principalName(directory, id), external: isGuest(directory, id) };
  const level = Number(subject['managerLevel'] ?? 1);
  switch (type) {
    case 'requestorManager':
    case 'targetManager':
      return {
        actor: {
          type: 'manager',
          id: String(level),
          label: managerName(level, capability),
        },
        external: false,
      };
    case 'internalSponsors':
    case 'externalSponsors': {
      const side = type === 'externalSponsors' ? 'external' : 'internal';
      const label = `${side} sponsors of the requestor's organization`;
      return { actor: { type: 'sponsors', id: type, label }, external: false };
    }
    case SELF:
      return {
        actor: { type: 'holder', label: 'the holders themselves' },
        external: true,
      };
    default:
      return {
        actor: { type: 'user', id: type, label: `people that Entente cannot tell (${type})` },
        external: true,
      };
  }
}

/** Of requests for others whose manager it is: not that of who requests. */
function managerName(level: number, capability: Duty['capability']): string {
  const rest = level === 1 ? '' : `, level ${level}`;
  return capability === 'requestFor'
    ? `the manager of the one who gets access${rest}`
    : `the requestor's manager${rest}`;
}

/** Whether a list of a policy names someone. */
export function isListedAt(
  attributes: Attributes,
  path: AttributePath,
  { type, id }: RequestorName,
): boolean {
  const found = path.reduce<JsonValue | undefined>(
    (value, step) => (isObject(value) ? value[step] : undefined),
    attributes,
  );
  return objectsOf(found).some((subject) => {
    const { actor } = actorOf(NO_FACTS, subject, 'requestFor');
    return actor.id === id && (actor.type === 'manager') === (type === 'manager');
  });
}

/** A user, the members of a group, or an application, as what names them does. */
export function principalName(directory: DirectoryFacts, id: string): RequestorName {
  const { users, groups, names } = directory;
  const name = nameOf(directory, id);
  if (groups.has(id)) return { type: 'group', id, label: `members of ${name}` };
  const type = users.has(id) || names?.[id] === undefined ? 'user' : 'servicePrincipals';
  return { type, id, label: name };
}

/** A guest, or a group that some are in. */
export function isGuest({ users, groups }: DirectoryFacts, id: string): boolean {
  const people = groups.get(id)?.members ?? [id];
  return people.some((each) => users.get(each)?.userType === 'Guest');
}
