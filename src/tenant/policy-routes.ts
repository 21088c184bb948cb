/** Assignment policies: replaced whole by PUT, with what the service fills in by itself (CONTRACT 9). */
import type { Answer, Call, Route } from './context.ts';
import { findPrincipal } from './principals.ts';
import type { Entity, Json } from './json.ts';
import { entitiesOf, isEntity, textOf } from './json.ts';
import { requireUnassigned } from './lifecycle/assignments.ts';
import { evaluateAfterPolicyChange } from './lifecycle/automatic-evaluation.ts';
import { EXTERNAL_SCOPES } from './lifecycle/eligibility.ts';
import { cancelOpenRequests } from './lifecycle/open-requests.ts';
import { scheduleReview } from './lifecycle/review-schedule.ts';
import { catalogOf, packageOf } from './lookups.ts';
import { EM } from './paths.ts';
import { without } from './query.ts';
import { KINDS } from './read/kinds.ts';
import { plain } from './read/render.ts';
import { enumValue, requiredText, typeOf, writableProperties } from './request-body.ts';
import { bodyOf, created, NO_CONTENT, ok, param } from './route.ts';
import { invalidModel, notFound, ServiceError } from './service-error.ts';

const BASE = `${EM}/assignmentPolicies`;
const SCOPES = [
  'notSpecified',
  'specificDirectoryUsers',
  'specificConnectedOrganizationUsers',
  'specificDirectoryServicePrincipals',
  'allMemberUsers',
  'allDirectoryUsers',
  'allDirectoryServicePrincipals',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
  'allDirectoryAgentIdentities',
];
const WRITABLE = {
  displayName: 'text',
  description: 'text',
  allowedTargetScope: SCOPES,
  specificAllowedTargets: 'list',
  automaticRequestSettings: 'object',
  expiration: 'object',
  requestorSettings: 'object',
  requestApprovalSettings: 'object',
  reviewSettings: 'object',
  notificationSettings: 'object',
  questions: 'list',
  customExtensionStageSettings: 'list',
  accessPackage: 'reference',
} as const;

/** Which member of a subject set is the id of what, by type (CONTRACT 9.5). */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  singleUser: ['userId'],
  groupMembers: ['groupId'],
  singleServicePrincipal: ['servicePrincipalId'],
  connectedOrganizationMembers: ['connectedOrganizationId'],
  attributeRuleMembers: ['membershipRule'],
  requestorManager: [],
  targetManager: [],
  internalSponsors: [],
  externalSponsors: [],
  targetUserSponsors: [],
  targetApplicationOwners: [],
  targetAgentIdentitySponsorsOrOwners: [],
};
const SUBJECT_LISTS = [
  'specificAllowedTargets',
  'primaryApprovers',
  'fallbackPrimaryApprovers',
  'escalationApprovers',
  'fallbackEscalationApprovers',
  'onBehalfRequestors',
  'primaryReviewers',
  'fallbackReviewers',
];
const QUESTION_TYPES = ['accessPackageTextInputQuestion', 'accessPackageMultipleChoiceQuestion'];
const EXPIRATIONS = ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration'];

/** Checks and completes every subject set below a value, wherever it stands. */
function withSubjects(call: Call, value: Json | undefined, known: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withSubjects(call, item, known));
  if (!isEntity(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SUBJECT_LISTS.includes(name)
        ? entitiesOf(member).map((subject) => storedSubject(call, subject, known))
        : withSubjects(call, member, known),
    ]),
  );
}

/** Descriptions of the objects that a policy names, by id: it may go on naming those that are deleted meanwhile. */
function namedIn(value: Json | undefined): Map<string, Json> {
  if (Array.isArray(value)) return new Map((value as readonly Json[]).flatMap((item) => [...namedIn(item)]));
  if (!isEntity(value)) return new Map();
  const { userId, groupId, servicePrincipalId, description } = value;
  const id = textOf(userId ?? groupId ?? servicePrincipalId).toLowerCase();
  const own: [string, Json][] = id === '' ? [] : [[id, description ?? null]];
  return new Map([...own, ...Object.values(value).flatMap((member) => [...namedIn(member)])]);
}

function storedSubject({ store }: Call, subject: Entity, known: ReadonlyMap<string, Json>): Entity {
  const type = typeOf(subject);
  const members = type === undefined ? undefined : SUBJECTS[type];
  if (type === undefined || members === undefined)
    throw invalidModel('A subject set needs a concrete @odata.type.');
  for (const name of members) requiredText(subject, name);
  const [member] = members;
  const id = textOf(member === undefined ? undefined : subject[member]).toLowerCase();
  let description: Json | undefined;
  if (type === 'connectedOrganizationMembers') {
    const organization = store.get('connectedOrganizations', id);
    if (organization === undefined) throw notFound('ResourceNotFound', `The connected organization '${id}'`);
    description = organization['displayName'];
  } else if (member !== undefined && type !== 'attributeRuleMembers') {
    const principal = findPrincipal(store, id);
    if (principal === undefined && !known.has(id))
      throw notFound('ResourceNotFound', `The directory object '${id}'`);
    description = principal === undefined ? known.get(id) : principal['displayName'];
  }
  const manager = type.endsWith('Manager') ? { managerLevel: subject['managerLevel'] ?? 1 } : {};
  return {
    ...subject,
    '@odata.type': `#microsoft.graph.${type}`,
    ...manager,
    ...(description !== undefined && { description }),
  };
}

function expirationOf(value: Json | undefined): Entity {
  if (!isEntity(value)) return { type: 'noExpiration', duration: null, endDateTime: null };
  const type = enumValue('expiration/type', value['type'] ?? 'notSpecified', EXPIRATIONS);
  const { duration = null, endDateTime = null } = value;
  if (
    (type === 'afterDuration') !== (duration !== null) ||
    (type === 'afterDateTime') !== (endDateTime !== null)
  ) {
    throw invalidModel(`The expiration does not fit its type '${type}'.`);
  }
  return { type, duration, endDateTime };
}

function questionsOf(call: Call, value: Json | undefined, known: readonly Entity[]): Entity[] {
  const ids = new Set(known.map(({ id }) => id));
  return entitiesOf(value).map((question) => {
    if (!QUESTION_TYPES.includes(typeOf(question) ?? ''))
      throw invalidModel('A question needs a concrete @odata.type.');
    requiredText(question, 'text');
    return { ...question, id: ids.has(question['id']) ? question['id'] : call.newId() };
  });
}

function extensionsOf({ store }: Call, value: Json | undefined, catalogId: string): Entity[] {
  return entitiesOf(value).map((setting) => {
    const extension = setting['customExtension'];
    const id = isEntity(extension) ? textOf(extension['id']).toLowerCase() : '';
    if (!isEntity(extension) || typeOf(extension) === undefined)
      throw invalidModel('customExtension needs its @odata.type.');
    if (store.get('customWorkflowExtensions', id)?.['catalogId'] !== catalogId) {
      throw notFound('ResourceNotFound', `The custom extension '${id}' in the catalog`);
    }
    return setting;
  });
}

const STAGE_DEFAULTS = {
  durationBeforeAutomaticDenial: 'P14D',
  durationBeforeEscalation: 'PT0S',
  isApproverJustificationRequired: false,
  isEscalationEnabled: false,
  approverInformationVisibility: 'default',
  primaryApprovers: [],
  fallbackPrimaryApprovers: [],
  escalationApprovers: [],
  fallbackEscalationApprovers: [],
};

function approvalOf(value: Json | undefined): Entity {
  const settings = isEntity(value) ? value : {};
  const stages = entitiesOf(settings['stages']).map((stage) => ({ ...STAGE_DEFAULTS, ...stage }));
  if (stages.length > 3) throw invalidModel('A policy has at most three approval stages.');
  const flags = {
    isApprovalRequiredForAdd: false,
    isApprovalRequiredForUpdate: false,
    isRequestorJustificationRequired: false,
  };
  return { ...flags, ...settings, stages };
}

function reviewOf(value: Json | undefined, now: string): Entity | null {
  if (!isEntity(value)) return null;
  const schedule = isEntity(value['schedule']) ? value['schedule'] : {};
  return { ...value, schedule: { ...schedule, startDateTime: schedule['startDateTime'] ?? now } };
}

/** What a POST or PUT makes of a body; what is left out takes the service's default, not its old value. */
function storedPolicy(call: Call, owner: Entity, old: Entity | undefined): Entity {
  const { id: _id, createdDateTime: _created, ...body } = bodyOf(call);
  const values = withSubjects(call, writableProperties(body, WRITABLE), namedIn(old)) as Entity;
  requiredText(values, 'displayName');
  const { accessPackage: _package, ...members } = values;
  const scope = enumValue('allowedTargetScope', values['allowedTargetScope'] ?? 'notSpecified', SCOPES);
  const catalog = catalogOf(call.store, textOf(owner['catalogId']));
  if (EXTERNAL_SCOPES.includes(scope) && catalog['isExternallyVisible'] !== true) {
    throw new ServiceError(400, 'InvalidPolicyTarget', 'The catalog is not enabled for external users.');
  }
  return {
    description: '',
    specificAllowedTargets: [],
    requestorSettings: {},
    notificationSettings: { isAssignmentNotificationDisabled: false },
    ...members,
    allowedTargetScope: scope,
    automaticRequestSettings: values['automaticRequestSettings'] ?? null,
    expiration: expirationOf(values['expiration']),
    requestApprovalSettings: approvalOf(values['requestApprovalSettings']),
    reviewSettings: reviewOf(values['reviewSettings'], call.now),
    questions: questionsOf(call, values['questions'], entitiesOf(old?.['questions'])),
    customExtensionStageSettings: extensionsOf(
      call,
      values['customExtensionStageSettings'],
      textOf(catalog['id']),
    ),
    accessPackageId: owner['id'],
    modifiedDateTime: call.now,
  };
}

function policyOf(call: Call): Entity {
  const found = call.store.get('policies', param(call, 'id'));
  if (found === undefined) throw notFound('ResourceNotFound', `The policy '${param(call, 'id')}'`);
  return found;
}

function createPolicy(call: Call): Answer {
  const { accessPackage } = bodyOf(call);
  if (!isEntity(accessPackage)) throw invalidModel("The property 'accessPackage' is required.");
  const owner = packageOf(call.store, textOf(accessPackage['id']));
  const policy = storedPolicy(call, owner, undefined);
  const siblings = call.store.where('policies', 'accessPackageId', textOf(owner['id']));
  if (
    !call.behaviour.duplicatePolicyNames &&
    siblings.some((other) => other['displayName'] === policy['displayName'])
  ) {
    throw new ServiceError(409, 'DuplicateKey', 'There is already a duplicated entity.');
  }
  const id = call.newId();
  const row = call.store.put('policies', id, { id, createdDateTime: call.now, ...policy });
  evaluateAfterPolicyChange(call, row);
  return created(plain(call, KINDS.policy, row));
}

function replacePolicy(call: Call): Answer {
  const old = policyOf(call);
  const owner = packageOf(call.store, textOf(old['accessPackageId']));
  const { id, createdDateTime } = old;
  const { behaviour, body } = call;
  const reviewed = isEntity(body) && isEntity(body['reviewSettings']);
  if (behaviour.reviewsGetLost && reviewed && isEntity(old['reviewSettings'])) {
    throw new ServiceError(404, '', `BusinessFlow not found for id ${textOf(id)}`);
  }
  const kept = without(old, 'id', 'createdDateTime', 'modifiedDateTime', 'accessPackageId');
  const whole = behaviour.putReplacesPolicies ? call : { ...call, body: { ...kept, ...bodyOf(call) } };
  const policy = { id, createdDateTime, ...storedPolicy(whole, owner, old) };
  const row = call.store.put('policies', textOf(id), policy);
  evaluateAfterPolicyChange(call, row);
  scheduleReview(call, textOf(id));
  return ok(plain(call, KINDS.policy, row));
}

export const policyRoutes: readonly Route[] = [
  { method: 'POST', pattern: BASE, handle: createPolicy },
  { method: 'PUT', pattern: `${BASE}/{id}`, handle: replacePolicy },
  {
    method: 'DELETE',
    pattern: `${BASE}/{id}`,
    handle: (call) => {
      const id = textOf(policyOf(call)['id']);
      requireUnassigned(call.store, 'policyId', id, 'InvalidDeletePolicy', 'The policy');
      cancelOpenRequests(call, 'policyId', id);
      call.store.delete('policies', id);
      return NO_CONTENT;
    },
  },
];
