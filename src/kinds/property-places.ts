/** Where properties belong that people write elsewhere, or under the names of the portal and of Graph's beta version. */

import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject, objectsOf } from '../model/value.ts';

const STAGE = 'requestApprovalSettings.stages: [{ primaryApprovers: [KEY] }]';

/** How often reviews take place, where a text does not say what is meant. */
export const EXAMPLE_PATTERN = '{ type: absoluteMonthly, interval: 3 }';

const DURATION = 'expiration: { type: afterDuration, duration: P90D }';

/** By the property's name: what is written instead. */
const RENAMED: Readonly<Record<string, string>> = {
  duration: DURATION,
  durationInDays: DURATION,
  accessDuration: DURATION,
  durationDays: DURATION,
  expirationDays: DURATION,
  expirationDuration: DURATION,
  expirationInDays: DURATION,
  expiresAfter: DURATION,
  expiresAfterDays: DURATION,
  expiresInDays: DURATION,
  expirationDate: 'expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  expirationDateTime: 'expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  endDateTime: 'expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  backupApprovers: 'fallbackPrimaryApprovers',
  backupPrimaryApprovers: 'fallbackPrimaryApprovers',
  backupEscalationApprovers: 'fallbackEscalationApprovers',
  alternativeApprovers: 'escalationApprovers',
  primaryApprover: 'primaryApprovers, with a list',
  alternativeApprover: 'escalationApprovers, with a list',
  approvalSettings: 'requestApprovalSettings',
  approvalRequired: 'requestApprovalSettings.isApprovalRequiredForAdd',
  approvalRequiredForExtension: 'requestApprovalSettings.isApprovalRequiredForUpdate',
  approvalStage: 'requestApprovalSettings.stages, with a list',
  approvalTimeoutInDays: 'durationBeforeAutomaticDenial, with a duration such as P14D',
  requestorJustificationRequired: 'requestApprovalSettings.isRequestorJustificationRequired',
  approverJustificationRequired: 'isApproverJustificationRequired',
  extensionEnabled: 'requestorSettings: { enableTargetsToSelfUpdateAccess: true }',
  requestsAccepted: 'requestorSettings: { enableTargetsToSelfAddAccess: true }',
  question: 'questions, with a list',
  assignmentReviewSettings: 'reviewSettings',
  published: 'state: published, or state: unpublished',
  externallyVisible: 'isExternallyVisible',
  approvalStages: 'requestApprovalSettings.stages',
  approvalStageTimeOutInDays: 'durationBeforeAutomaticDenial, with a duration such as P14D',
  escalationTimeInMinutes: 'durationBeforeEscalation, with a duration such as P7D',
  isApprovalRequired: 'requestApprovalSettings.isApprovalRequiredForAdd',
  isApprovalRequiredForExtension: 'requestApprovalSettings.isApprovalRequiredForUpdate',
  accessReviewSettings: 'reviewSettings',
  reviewFrequency: `pattern: ${EXAMPLE_PATTERN}, in schedule.recurrence`,
  recurrenceType: `pattern: ${EXAMPLE_PATTERN}, in schedule.recurrence`,
  frequency: `pattern: ${EXAMPLE_PATTERN}, in schedule.recurrence`,
  reviewers: 'reviewSettings.primaryReviewers',
  acceptRequests: 'requestorSettings: { enableTargetsToSelfAddAccess: true }',
  scopeType: 'allowedTargetScope of the policy',
  canExtend: 'requestorSettings: { enableTargetsToSelfUpdateAccess: true }',
  accessPackageId: 'accessPackage, with the key of an entry of packages',
  catalogId: 'catalog, with the key of an entry of catalogs',
  groupId: '{ id: ID }, or by name as { group: NAME }',
  userId: '{ id: ID }, or by name as { user: ADDRESS }',
  domain: 'identitySources: [{ domain: ... }]',
  tenantId: 'identitySources: [{ tenantId: ... }]',
  owners: 'roles: { owner: [KEY] } of the catalog',
  resourceRoleScopes: 'resourceRoles: [{ resource: KEY, role: Member }]',
  accessPackageResourceRoleScopes: 'resourceRoles: [{ resource: KEY, role: Member }]',
};

/** By the property's name: where it belongs. */
const MOVED: Readonly<Record<string, string>> = {
  expiration: 'in the policy: policies.KEY.expiration',
  primaryApprovers: `in a stage: ${STAGE}`,
  fallbackPrimaryApprovers: 'in a stage: requestApprovalSettings.stages[].fallbackPrimaryApprovers',
  escalationApprovers: 'in a stage: requestApprovalSettings.stages[].escalationApprovers',
  durationBeforeAutomaticDenial: 'in a stage: requestApprovalSettings.stages[].durationBeforeAutomaticDenial',
  stages: 'in the policy: requestApprovalSettings.stages',
  isApprovalRequiredForAdd: 'in the policy: requestApprovalSettings.isApprovalRequiredForAdd',
  reviewSettings: 'in the policy: policies.KEY.reviewSettings',
  allowedTargetScope: 'in the policy: policies.KEY.allowedTargetScope',
  specificAllowedTargets: 'in the policy: policies.KEY.specificAllowedTargets',
  requestorSettings: 'in the policy: policies.KEY.requestorSettings',
  requestApprovalSettings: 'in the policy: policies.KEY.requestApprovalSettings',
  questions: 'in the policy: policies.KEY.questions',
  preventDestroy: 'in the section lifecycle: lifecycle: { ADDRESS: { preventDestroy: true } }',
  ignoreChanges: 'in the section lifecycle: lifecycle: { ADDRESS: { ignoreChanges: [PROPERTY] } }',
  enableTargetsToSelfAddAccess: 'in requestorSettings of the policy',
  enableTargetsToSelfUpdateAccess: 'in requestorSettings of the policy',
  owner: 'in the catalog: roles: { owner: [KEY] }',
  reader: 'in the catalog: roles: { reader: [KEY] }',
  isExternallyVisible: 'in the catalog: catalogs.KEY.isExternallyVisible',
};

const INBOUND =
  'Write b2bCollaborationInbound: { usersAndGroups: { accessType: blocked }, applications: { accessType: blocked } }, or allowed';

const INCOMPATIBLE = 'Write incompatibleAccessPackages: [KEY], or incompatibleGroups: [{ group: NAME }]';

const LOOP = 'Remove it: there are no loops; several policies may use one entry of policyTemplates';

const TRUST = 'Write inboundTrust: { isMfaAccepted: true }';

const TARGETS =
  'Write them in the policy as specificAllowedTargets, such as [{ connectedOrganization: KEY }] or [{ group: NAME }]';

const SET_BY_SERVICE = 'Remove it: the service sets it';

/** By the property's name: what else to do. */
const OTHERWISE: Readonly<Record<string, string>> = {
  catalog: 'Remove it: a policy belongs to a package (accessPackage), and the package to a catalog',
  approvers: `In a policy, write it as ${STAGE}`,
  requestor: TARGETS,
  allowedRequestors: TARGETS,
  requestors: TARGETS,
  targets: TARGETS,
  allowedTargets: TARGETS,
  connectedOrganizations: TARGETS,
  organizations: TARGETS,
  appId: 'Write application: NAME, or id: the object id of the service principal, which is not the appId',
  escalateTo: 'Write them as escalationApprovers, and isEscalationEnabled: true',
  incompatible: INCOMPATIBLE,
  incompatibleWith: INCOMPATIBLE,
  inbound: INBOUND,
  b2bInbound: INBOUND,
  trustMfa: TRUST,
  mfaTrust: TRUST,
  lifecycle:
    'Write it in the section lifecycle, by address: lifecycle: { accessPackage.KEY: { preventDestroy: true } }',
  sequence: 'Remove it: the order of the list counts',
  catalogType: SET_BY_SERVICE,
  createdBy: SET_BY_SERVICE,
  createdDateTime: SET_BY_SERVICE,
  modifiedBy: SET_BY_SERVICE,
  modifiedDateTime: SET_BY_SERVICE,
  lastModifiedDateTime: SET_BY_SERVICE,
  dependsOn: 'Remove it: what names another is made after it',
  forEach: LOOP,
  count: LOOP,
  backend:
    'Write where the state is kept: state: { file: PATH }, { azureBlob: { ... } } or { http: { ... } }',
  sponsors:
    'Write them as internalSponsors (members of the directory) or externalSponsors (guests of the partner)',
  resources:
    'Resources belong in the catalog; a package has resourceRoles: [{ resource: KEY, role: Member }]',
  packages: 'Packages are a section of their own, and each names its catalog',
  policies: 'Policies are a section of their own, or belong in a package',
  '@odata.type':
    'Remove it: what is named says which sort it is, such as { group: NAME } or { user: ADDRESS }',
};

/** What to do about a property that is written in the wrong place or under another name. */
export interface PropertyPlace {
  readonly text: string;
  /** What is written instead of the property, where it is only called otherwise. */
  readonly writtenAs?: string;
  /** True where it belongs elsewhere as it is. */
  readonly moved?: true;
}

const SECTION_NAMES: Readonly<Record<string, string>> = {
  accessPackages: 'packages',
  assignmentPolicies: 'policies',
  accessPackageAssignmentPolicies: 'policies',
  accessPackageCatalogs: 'catalogs',
  organizations: 'connectedOrganizations',
  partners: 'connectedOrganizations',
  principals: 'sponsors',
  users: 'sponsors',
  groups: 'sponsors',
  entitlementManagementSettings: 'settings',
  controlConfigurations: 'endUserSettings',
  templates: 'policyTemplates',
  vars: 'variables',
  locals: 'variables',
};

const SECTION_OF: Readonly<Record<string, string>> = {
  accessPackage: 'packages',
  catalog: 'catalogs',
  connectedOrganization: 'connectedOrganizations',
};

/** What guarantees and access tests call entries of sections, and what policies do. */
const NAMED_SECTIONS: Readonly<Record<string, string>> = {
  package: 'packages',
  organization: 'connectedOrganizations',
  ...SECTION_OF,
};

/** The member, of those that a map may have, under which a key that the document declares is named; undefined for none. */
export function memberNaming(key: string, known: readonly string[], document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  return known.find((member) => {
    const section = entryOf(NAMED_SECTIONS, member);
    return section !== undefined && Object.hasOwn(membersOf(document[section]), key);
  });
}

/** Keys of the section whose entries a member names, as the document declares them; none where it names no entry. */
export function keysNamedBy(member: string, document: unknown): readonly string[] {
  const section = entryOf(SECTION_OF, member);
  return section === undefined || !isObject(document) ? [] : Object.keys(membersOf(document[section]));
}

/** Where a property belongs, or how it is called; undefined when that is not known. */
export function placeOf(name: string): PropertyPlace | undefined {
  // Terraform's names have underscores.
  const camel = name.replace(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const writtenAs = entryOf(RENAMED, camel);
  if (writtenAs !== undefined) return { text: `Write it as ${writtenAs}`, writtenAs };
  const where = entryOf(MOVED, camel);
  if (where !== undefined) return { text: `It belongs ${where}`, moved: true };
  const text = entryOf(OTHERWISE, camel);
  return text === undefined ? undefined : { text };
}

/** The section that another name means. */
export function sectionNamed(name: string): string | undefined {
  return entryOf(SECTION_NAMES, name);
}

/** A table's own entry: a property may be called `constructor`. */
function entryOf(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The key that a property wants, where the display name, domain or group of the entry was written; undefined for none. */
export function keyOfNamed(property: string, name: string, document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  const isResource = ['resource', 'catalogResource'].includes(property);
  const within = isResource ? Object.values(membersOf(document['catalogs'])) : [document];
  const member = isResource ? 'resources' : entryOf(SECTION_OF, property);
  if (member === undefined) return undefined;
  const entries = within.flatMap((each) =>
    Object.entries(membersOf(isObject(each) ? each[member] : undefined)),
  );
  // An address leads to its key, too.
  const [, kind = '', key = ''] = /^(\w+)\.(?:[^/]+\/)?([^/]+)$/.exec(name) ?? [];
  const isAddress =
    kind === property || kind === entryOf(SECTION_OF, property) || (isResource && kind === 'catalogResource');
  if (isAddress && entries.some(([known]) => known === key)) return key;
  return entries.find(([, entry]) => isObject(entry) && says(entry, name))?.[0];
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function says(entry: JsonObject, name: string): boolean {
  const sources = objectsOf(entry['identitySources']);
  return [entry, ...sources].some((each) => NAMING.some((member) => each[member] === name));
}

/** Members that name what an entry stands for; others refer to something else. */
const NAMING = ['displayName', 'domain', 'tenantId', 'group', 'application', 'directoryRole', 'site', 'id'];

/** The portal's words for those who approve or review, letters alone. */
const SUBJECTS: Readonly<Record<string, string>> = {
  manager: 'requestorManager',
  managerasapprover: 'requestorManager',
  managerasreviewer: 'requestorManager',
  internalsponsor: 'internalSponsors',
  externalsponsor: 'externalSponsors',
};

/** The word for an approver or reviewer that the portal's words mean. */
export function subjectNamed(name: string): string | undefined {
  const letters = name.toLowerCase().replace(/[^a-z]/g, '');
  return entryOf(SUBJECTS, letters);
}
