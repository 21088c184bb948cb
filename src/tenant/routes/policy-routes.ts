/** Assignment policies: replaced whole by PUT, with what the service fills in by itself (CONTRACT 9). */
import type { Answer, Call, Route } from '../context.ts';
import { findPrincipal } from '../directory/principals.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf } from '../json.ts';
import { requireUnassigned } from '../lifecycle/assignments.ts';
import { evaluateAfterPolicyChange } from '../lifecycle/automatic-evaluation.ts';
import { EXTERNAL_SCOPES } from '../lifecycle/eligibility.ts';
import { cancelOpenRequests } from '../lifecycle/open-requests.ts';
import { scheduleReview } from '../lifecycle/review-schedule.ts';
import { catalogOf, packageOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { without } from '../wire/query.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, typeOf } from '../wire/request-body.ts';
import { created, NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import { isOfType } from '../types/check-body.ts';

const BASE = `${EM}/assignmentPolicies`;

/** Completes every subject set below a value, wherever it stands. */
function withSubjects(call: Call, value: Json | undefined, known: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withSubjects(call, item, known));
  if (!isEntity(value)) return value ?? null;
  if (isOfType(value, 'subjectSet')) return storedSubject(call, value, known);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withSubjects(call, member, known)]),
  );
}

/** Descriptions of the objects that a policy names, by id: it may go on naming those that are deleted meanwhile. */
function namedIn(value: Json | undefined): Map<string, Json> {
  if (Array.isArray(value)) return new Map((value as readonly Json[]).flatMap((item) => [...namedIn(item)]));
  if (!isEntity(value)) return new Map();
  const { userId, groupId, servicePrincipalId, connectedOrganizationId, description } = value;
  const id = textOf(userId ?? groupId ?? servicePrincipalId ?? connectedOrganizationId).toLowerCase();
  const own: [string, Json][] = id === '' ? [] : [[id, description ?? null]];
  return new Map([...own, ...Object.values(value).flatMap((member) => [...namedIn(member)])]);
}

function storedSubject({ store }: Call, subject: Entity, known: ReadonlyMap<string, Json>): Entity {
  const { connectedOrganizationId, userId, groupId, servicePrincipalId, managerLevel } = subject;
  if (connectedOrganizationId !== undefined) {
    const id = textOf(connectedOrganizationId).toLowerCase();
    const organization = store.get('connectedOrganizations', id);
    if (organization === undefined && !known.has(id))
      throw notFound('ResourceNotFound', `The connected organization '${id}'`);
    return {
      ...subject,
      description: organization === undefined ? known.get(id) : organization['displayName'],
    };
  }
  const id = textOf(userId ?? groupId ?? servicePrincipalId).toLowerCase();
  if (id === '')
    return typeOf(subject)?.endsWith('Manager') === true
      ? { ...subject, managerLevel: managerLevel ?? 1 }
      : subject;
  const principal = findPrincipal(store, id);
  if (principal === undefined && !known.has(id))
    throw notFound('ResourceNotFound', `The directory object '${id}'`);
  return { ...subject, description: principal === undefined ? known.get(id) : principal['displayName'] };
}

function expirationOf(value: Json | undefined): Entity {
  const unlimited: Entity = { type: 'noExpiration', duration: null, endDateTime: null };
  return isEntity(value) ? { ...unlimited, ...value } : unlimited;
}

/** The service gives ids; a PUT sends back those that it knows. */
function withIds(call: Call, values: readonly Entity[], known: readonly Entity[]): Entity[] {
  const free = new Set(known.map(({ id }) => id));
  return values.map((value) => ({ ...value, id: free.delete(value['id']) ? value['id'] : call.newId() }));
}

function extensionsOf(
  call: Call,
  value: Json | undefined,
  catalogId: string,
  known: readonly Entity[],
): Entity[] {
  const { store } = call;
  const settings = withIds(call, entitiesOf(value), known);
  for (const { customExtension } of settings) {
    const id = isEntity(customExtension) ? textOf(customExtension['id']).toLowerCase() : '';
    if (store.get('customWorkflowExtensions', id)?.['catalogId'] !== catalogId)
      throw notFound('ResourceNotFound', `The custom extension '${id}' in the catalog`);
  }
  return settings;
}

const STAGE_DEFAULTS = {
  durationBeforeEscalation: 'PT0S',
  isApproverJustificationRequired: false,
  isEscalationEnabled: false,
  approverInformationVisibility: 'default',
  primaryApprovers: [],
  fallbackPrimaryApprovers: [],
  escalationApprovers: [],
  fallbackEscalationApprovers: [],
};

const REQUESTOR_DEFAULTS = {
  enableTargetsToSelfAddAccess: false,
  enableTargetsToSelfUpdateAccess: false,
  enableTargetsToSelfRemoveAccess: false,
  allowCustomAssignmentSchedule: false,
  enableOnBehalfRequestorsToAddAccess: false,
  enableOnBehalfRequestorsToUpdateAccess: false,
  enableOnBehalfRequestorsToRemoveAccess: false,
  onBehalfRequestors: [],
};

/** What is null has its default, as what is left out. */
function withDefaults(defaults: Entity, values: Entity): Entity {
  const given = Object.entries(values).filter(([name, value]) => value !== null || !(name in defaults));
  return { ...defaults, ...Object.fromEntries(given) };
}

/** Null stays: policies of the service come back with it (CONTRACT 9.6). */
function requestorOf(value: Json | undefined): Entity | null {
  return value === null ? null : withDefaults(REQUESTOR_DEFAULTS, isEntity(value) ? value : {});
}

function approvalOf(value: Json | undefined): Entity {
  const settings = isEntity(value) ? value : {};
  const stages = entitiesOf(settings['stages']).map((stage) => withDefaults(STAGE_DEFAULTS, stage));
  const flags = {
    isApprovalRequiredForAdd: false,
    isApprovalRequiredForUpdate: false,
    isRequestorJustificationRequired: false,
  };
  return { ...withDefaults(flags, settings), stages };
}

function reviewOf(value: Json | undefined, now: string): Entity | null {
  if (!isEntity(value)) return null;
  const schedule = isEntity(value['schedule']) ? value['schedule'] : {};
  return { ...value, schedule: { ...schedule, startDateTime: schedule['startDateTime'] ?? now } };
}

/** What a POST or PUT makes of a body; what is left out takes the service's default, not its old value. */
function storedPolicy(call: Call, body: Entity, owner: Entity, old: Entity | undefined): Entity {
  const values = withSubjects(call, body, namedIn(old)) as Entity;
  const { id: _id, accessPackage: _package, ...members } = values;
  const scope = textOf(values['allowedTargetScope']) || 'notSpecified';
  const catalog = catalogOf(call.store, textOf(owner['catalogId']));
  if (EXTERNAL_SCOPES.includes(scope) && catalog['isExternallyVisible'] !== true) {
    throw new ServiceError(400, 'InvalidPolicyTarget', 'The catalog is not enabled for external users.');
  }
  return {
    description: '',
    specificAllowedTargets: [],
    notificationSettings: { isAssignmentNotificationDisabled: false },
    ...members,
    allowedTargetScope: scope,
    automaticRequestSettings: values['automaticRequestSettings'] ?? null,
    expiration: expirationOf(values['expiration']),
    requestorSettings: requestorOf(values['requestorSettings']),
    requestApprovalSettings: approvalOf(values['requestApprovalSettings']),
    reviewSettings: reviewOf(values['reviewSettings'], call.now),
    questions: withIds(call, entitiesOf(values['questions']), entitiesOf(old?.['questions'])),
    customExtensionStageSettings: extensionsOf(
      call,
      values['customExtensionStageSettings'],
      textOf(catalog['id']),
      entitiesOf(old?.['customExtensionStageSettings']),
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
  const body = checkedBody(call);
  const owner = packageOf(call.store, textOf(entityOf(body['accessPackage'])['id']));
  const policy = storedPolicy(call, body, owner, undefined);
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
  const { behaviour } = call;
  const body = checkedBody(call);
  const reviewed = isEntity(body['reviewSettings']);
  if (behaviour.reviewsGetLost && reviewed && isEntity(old['reviewSettings'])) {
    throw new ServiceError(404, '', `BusinessFlow not found for id ${textOf(id)}`);
  }
  const kept = without(old, 'id', 'createdDateTime', 'modifiedDateTime', 'accessPackageId');
  const whole = behaviour.putReplacesPolicies ? body : { ...kept, ...body };
  const policy = { id, createdDateTime, ...storedPolicy(call, whole, owner, old) };
  const row = call.store.put('policies', textOf(id), policy);
  evaluateAfterPolicyChange(call, row);
  scheduleReview(call, textOf(id));
  return ok(plain(call, KINDS.policy, row));
}

export const policyRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: BASE,
    takes: { type: 'accessPackageAssignmentPolicy', purpose: 'create' },
    answers: 'policy',
    handle: createPolicy,
  },
  {
    method: 'PUT',
    pattern: `${BASE}/{id}`,
    takes: { type: 'accessPackageAssignmentPolicy', purpose: 'replace' },
    answers: 'policy',
    handle: replacePolicy,
  },
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
