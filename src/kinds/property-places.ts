/** Where properties belong that people write elsewhere, or under the names of the portal and of Graph's beta version. */

import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject, objectsOf } from '../model/value.ts';

const STAGE = 'requestApprovalSettings.stages: [{ primaryApprovers: [KEY] }]';

/** By the property's name: what to do. */
const PLACES: Readonly<Record<string, string>> = {
  expiration: 'It belongs in the policy: policies.KEY.expiration',
  duration: 'Write it as expiration: { type: afterDuration, duration: P90D }',
  durationInDays: 'Write it as expiration: { type: afterDuration, duration: P90D }',
  expirationDate: 'Write it as expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  expirationDateTime: 'Write it as expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  endDateTime: 'Write it as expiration: { type: afterDateTime, endDateTime: 2027-06-30T00:00:00Z }',
  catalog: 'Remove it: a policy belongs to a package (accessPackage), and the package to a catalog',
  approvers: `In a policy, write it as ${STAGE}`,
  primaryApprovers: `It belongs in a stage: ${STAGE}`,
  fallbackPrimaryApprovers:
    'It belongs in a stage: requestApprovalSettings.stages[].fallbackPrimaryApprovers',
  escalationApprovers: 'It belongs in a stage: requestApprovalSettings.stages[].escalationApprovers',
  durationBeforeAutomaticDenial:
    'It belongs in a stage: requestApprovalSettings.stages[].durationBeforeAutomaticDenial',
  stages: 'It belongs in the policy: requestApprovalSettings.stages',
  backupApprovers: 'Write it as fallbackPrimaryApprovers',
  backupPrimaryApprovers: 'Write it as fallbackPrimaryApprovers',
  backupEscalationApprovers: 'Write it as fallbackEscalationApprovers',
  alternativeApprovers: 'Write it as escalationApprovers',
  primaryApprover: 'Write it as primaryApprovers, with a list',
  alternativeApprover: 'Write it as escalationApprovers, with a list',
  approvalSettings: 'Write it as requestApprovalSettings',
  approvalRequired: 'Write it as requestApprovalSettings.isApprovalRequiredForAdd',
  approvalRequiredForExtension: 'Write it as requestApprovalSettings.isApprovalRequiredForUpdate',
  approvalStage: 'Write it as requestApprovalSettings.stages, with a list',
  approvalTimeoutInDays: 'Write it as durationBeforeAutomaticDenial, with a duration such as P14D',
  requestorJustificationRequired: 'Write it as requestApprovalSettings.isRequestorJustificationRequired',
  approverJustificationRequired: 'Write it as isApproverJustificationRequired',
  extensionEnabled: 'Write it as requestorSettings: { enableTargetsToSelfUpdateAccess: true }',
  requestsAccepted: 'Write it as requestorSettings: { enableTargetsToSelfAddAccess: true }',
  requestor: 'Write them as specificAllowedTargets of the policy',
  question: 'Write it as questions, with a list',
  assignmentReviewSettings: 'Write it as reviewSettings',
  published: 'Write it as state: published, or state: unpublished',
  externallyVisible: 'Write it as isExternallyVisible',
  approvalStages: 'Write it as requestApprovalSettings.stages',
  approvalStageTimeOutInDays: 'Write it as durationBeforeAutomaticDenial, with a duration such as P14D',
  escalationTimeInMinutes: 'Write it as durationBeforeEscalation, with a duration such as P7D',
  isApprovalRequired: 'Write it as requestApprovalSettings.isApprovalRequiredForAdd',
  isApprovalRequiredForExtension: 'Write it as requestApprovalSettings.isApprovalRequiredForUpdate',
  isApprovalRequiredForAdd: 'It belongs in the policy: requestApprovalSettings.isApprovalRequiredForAdd',
  accessReviewSettings: 'Write it as reviewSettings',
  reviewSettings: 'It belongs in the policy: policies.KEY.reviewSettings',
  reviewers: 'Write it as reviewSettings.primaryReviewers',
  acceptRequests: 'Write it as requestorSettings: { enableTargetsToSelfAddAccess: true }',
  scopeType: 'Write it as allowedTargetScope of the policy',
  allowedRequestors: 'Write them as specificAllowedTargets of the policy',
  requestors: 'Write them as specificAllowedTargets of the policy',
  allowedTargetScope: 'It belongs in the policy: policies.KEY.allowedTargetScope',
  specificAllowedTargets: 'It belongs in the policy: policies.KEY.specificAllowedTargets',
  requestorSettings: 'It belongs in the policy: policies.KEY.requestorSettings',
  requestApprovalSettings: 'It belongs in the policy: policies.KEY.requestApprovalSettings',
  questions: 'It belongs in the policy: policies.KEY.questions',
  enableTargetsToSelfAddAccess: 'It belongs in requestorSettings of the policy',
  enableTargetsToSelfUpdateAccess: 'It belongs in requestorSettings of the policy',
  canExtend: 'Write it as requestorSettings: { enableTargetsToSelfUpdateAccess: true }',
  accessPackageId: 'Write it as accessPackage, with the key of an entry of packages',
  catalogId: 'Write it as catalog, with the key of an entry of catalogs',
  groupId: 'Write it as { id: ID }, or by name as { group: NAME }',
  userId: 'Write it as { id: ID }, or by name as { user: ADDRESS }',
  domain: 'Write it as identitySources: [{ domain: ... }]',
  tenantId: 'Write it as identitySources: [{ tenantId: ... }]',
  sponsors:
    'Write them as internalSponsors (members of the directory) or externalSponsors (guests of the partner)',
  owner: 'It belongs in the catalog: roles: { owner: [KEY] }',
  owners: 'Write it as roles: { owner: [KEY] } of the catalog',
  reader: 'It belongs in the catalog: roles: { reader: [KEY] }',
  resources:
    'Resources belong in the catalog; a package has resourceRoles: [{ resource: KEY, role: Member }]',
  accessPackageResourceRoleScopes: 'Write it as resourceRoles: [{ resource: KEY, role: Member }]',
  packages: 'Packages are a section of their own, and each names its catalog',
  policies: 'Policies are a section of their own, or belong in a package',
  '@odata.type':
    'Remove it: what is named says which sort it is, such as { group: NAME } or { user: ADDRESS }',
  isExternallyVisible: 'It belongs in the catalog: catalogs.KEY.isExternallyVisible',
};

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
    const section = Object.hasOwn(NAMED_SECTIONS, member) ? NAMED_SECTIONS[member] : undefined;
    return section !== undefined && Object.hasOwn(membersOf(document[section]), key);
  });
}

/** Where a property belongs, or how it is called; undefined when that is not known. */
export function placeOf(name: string): string | undefined {
  // Terraform's names have underscores.
  const camel = name.replace(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(PLACES, camel) ? PLACES[camel] : undefined;
}

/** The section that another name means. */
export function sectionNamed(name: string): string | undefined {
  return Object.hasOwn(SECTION_NAMES, name) ? SECTION_NAMES[name] : undefined;
}

/** The key that a property wants, where the display name, domain or group of the entry was written; undefined for none. */
export function keyOfNamed(property: string, name: string, document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  const section = SECTION_OF[property];
  const within = property === 'resource' ? Object.values(membersOf(document['catalogs'])) : [document];
  const member = property === 'resource' ? 'resources' : section;
  if (member === undefined) return undefined;
  const entries = within.flatMap((each) =>
    Object.entries(membersOf(isObject(each) ? each[member] : undefined)),
  );
  // An address leads to its key, too.
  const [, kind = '', key = ''] = /^(\w+)\.(?:[^/]+\/)?([^/]+)$/.exec(name) ?? [];
  const isAddress = kind === property || (property === 'resource' && kind === 'catalogResource');
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
  return Object.hasOwn(SUBJECTS, letters) ? SUBJECTS[letters] : undefined;
}
