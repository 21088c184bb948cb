/** Requests for assignments: checked, begun, cancelled (CONTRACT 10). */
import { record } from '../audit.ts';
import { packageOf } from '../find-package.ts';
import { groupIdsOf } from '../groups.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { enumValue, writable } from '../model.ts';
import { invalidModel, notFound, ServiceError } from '../service-error.ts';
import { checkedAnswers } from './answers.ts';
import { heldPackage, isLive } from './assignments.ts';
import { endAssignment, endOfPattern, finish, requestTargets } from './delivery.ts';
import { listedOrganizations, offeredPolicies, requireAssignable, requireEnabled } from './eligibility.ts';
import { instantOf } from './instant.ts';
import type { Moment } from './moment.ts';
import { callingPerson } from './moment.ts';
import { findPerson, nameOf, organizationsOf, personOf } from './person.ts';
import type { Person } from './person.ts';
import { advance, afterApproval, plannedStages } from './stages.ts';
import { subjectIdOf, subjectOf } from './subjects.ts';

const SORTS = {
  requestType: 'text',
  assignment: 'object',
  accessPackageAssignment: 'object',
  accessPackage: 'reference',
  justification: 'text',
  answers: 'list',
  schedule: 'object',
} as const;
const OPEN = ['submitted', 'pendingApproval', 'scheduled', 'delivering'];

/** What a request asks for, as its body has it. */
interface Wish {
  readonly packageId: string;
  readonly policyId: string;
  readonly assignmentId: string;
  readonly target: Entity;
  readonly justification: string;
  readonly answers: readonly Entity[];
  readonly schedule: Entity;
}

function wishOf(body: Entity): Wish {
  const values = writable(body, SORTS);
  const assignment = values['assignment'] ?? values['accessPackageAssignment'];
  const members = isEntity(assignment) ? assignment : {};
  const { target, targetId } = members;
  const reference = (name: string) => (isEntity(members[name]) ? textOf(members[name]['id']) : '');
  return {
    packageId:
      textOf(members['accessPackageId']) ||
      reference('accessPackage') ||
      referenceId(values['accessPackage']),
    policyId: (textOf(members['assignmentPolicyId']) || reference('assignmentPolicy')).toLowerCase(),
    assignmentId: textOf(members['id']).toLowerCase(),
    target: { ...(isEntity(target) && target), ...(targetId !== undefined && { objectId: targetId }) },
    justification: textOf(values['justification']),
    answers: entitiesOf(values['answers']),
    schedule: isEntity(values['schedule'])
      ? values['schedule']
      : isEntity(members['schedule'])
        ? members['schedule']
        : {},
  };
}

function referenceId(value: Json | undefined): string {
  return isEntity(value) ? textOf(value['id']) : '';
}

type Submit = (moment: Moment, wish: Wish) => Entity;

const TYPES: Readonly<Record<string, Submit>> = {
  userAdd,
  userUpdate: (moment, wish) => update(moment, wish, ownAssignment(moment, wish), 'userUpdate'),
  userRemove,
  adminAdd,
  adminUpdate: (moment, wish) => update(moment, wish, anyAssignment(moment, wish), 'adminUpdate'),
  adminRemove: (moment, wish) => remove(moment, wish, anyAssignment(moment, wish), 'adminRemove'),
};

/** Takes a request; throws for one that is refused. */
export function submit(moment: Moment, body: Entity): Entity {
  const type = enumValue('requestType', body['requestType'], Object.keys(TYPES));
  const wish = wishOf(body);
  if (type.startsWith('admin')) requireAdministrator(moment, wish);
  return (TYPES[type] as Submit)(moment, wish);
}

/** Applications administer; of people only those who hold a role on the catalog do. */
function requireAdministrator(moment: Moment, wish: Wish): void {
  const { store, caller } = moment;
  if (caller.kind !== 'person') return;
  const packageId =
    wish.packageId || textOf(store.get('assignments', wish.assignmentId)?.['accessPackageId']);
  const catalogId = textOf(store.get('accessPackages', packageId.toLowerCase())?.['catalogId']);
  const userId = textOf(caller.person.user?.['id']);
  const holders = userId === '' ? [] : [userId, ...groupIdsOf(store, userId)];
  const isHolder = store
    .where('roleAssignments', 'appScopeId', `/AccessPackageCatalog/${catalogId}`)
    .some(({ principalId }) => holders.includes(textOf(principalId)));
  if (isHolder) return;
  const message = `${nameOf(caller.person)} has no role on the catalog, so they cannot assign access to others.`;
  throw new ServiceError(403, 'UnAuthorized', message);
}

function userAdd(moment: Moment, wish: Wish): Entity {
  const person = callingPerson(moment, 'A request for oneself');
  const accessPackage = packageOf(moment.store, wish.packageId);
  const offered = offeredPolicies(moment, person, accessPackage);
  const policy = chosenPolicy(offered, wish.policyId, accessPackage);
  const approval = approvalOf(policy, 'isApprovalRequiredForAdd');
  requireJustified(policy, approval, wish);
  const answers = checkedAnswers(policy, wish.answers);
  requirePrivacyAccepted(moment, person);
  return begin(moment, { type: 'userAdd', person, accessPackage, policy, approval, wish, answers });
}

/** Somebody from outside accepts the tenant's privacy notice once, before their first request. */
function requirePrivacyAccepted(moment: Moment, person: Person): void {
  const { store, caller, now } = moment;
  const { user } = person;
  const known = user === undefined || user['externalUserState'] === 'PendingAcceptance';
  if (!known || store.get('subjects', subjectIdOf(person))?.['privacyAcceptedDateTime'] !== undefined) return;
  if (caller.kind !== 'person' || !caller.acceptsPrivacy) {
    const tenant = textOf(store.get('meta', 'tenant')?.['displayName']);
    const message = `${nameOf(person)} has not accepted the privacy notice of ${tenant}, which people from outside do before their first request.`;
    throw new ServiceError(403, 'PrivacyNoticeNotAccepted', message);
  }
  const subject = subjectOf(moment, person);
  store.put('subjects', textOf(subject['id']), { ...subject, privacyAcceptedDateTime: now });
}

function chosenPolicy(offered: readonly Entity[], wanted: string, accessPackage: Entity): Entity {
  const [only, another] = offered;
  const name = textOf(accessPackage['displayName']);
  const names = offered.map(({ displayName }) => textOf(displayName)).join(', ');
  if (wanted === '' && only !== undefined && another === undefined) return only;
  if (wanted === '') {
    const message = `Several policies of ${name} apply; choose one with assignmentPolicyId: ${names}.`;
    throw new ServiceError(400, 'SeveralPoliciesApply', message);
  }
  const chosen = offered.find(({ id }) => id === wanted);
  if (chosen !== undefined) return chosen;
  throw new ServiceError(
    403,
    'PolicyNotOffered',
    `That policy is not offered; of ${name} these are: ${names}.`,
  );
}

function approvalOf(
  policy: Entity,
  flag: 'isApprovalRequiredForAdd' | 'isApprovalRequiredForUpdate',
): Entity[] {
  const settings = policy['requestApprovalSettings'];
  return isEntity(settings) && settings[flag] === true ? [...entitiesOf(settings['stages'])] : [];
}

function requireJustified(policy: Entity, approval: readonly Entity[], { justification }: Wish): void {
  const settings = policy['requestApprovalSettings'];
  const required = isEntity(settings) && settings['isRequestorJustificationRequired'] === true;
  if (!required || approval.length === 0 || justification.trim() !== '') return;
  const message = `The policy ${textOf(policy['displayName'])} wants a justification.`;
  throw new ServiceError(400, 'JustificationRequired', message);
}

function adminAdd(moment: Moment, wish: Wish): Entity {
  const { store } = moment;
  const accessPackage = packageOf(store, wish.packageId);
  const policy = store.get('policies', wish.policyId);
  if (policy === undefined || policy['accessPackageId'] !== accessPackage['id'])
    throw notFound('ResourceNotFound', `The policy '${wish.policyId}' of the access package`);
  const person = targetOf(moment, wish.target);
  requireAssignable(moment, person, accessPackage);
  if (heldPackage(store, textOf(person.user?.['id']), textOf(accessPackage['id'])) !== undefined) {
    const message = `${nameOf(person)} holds ${textOf(accessPackage['displayName'])} already.`;
    throw new ServiceError(400, 'ExistingGrant', message);
  }
  const approval = approvalOf(policy, 'isApprovalRequiredForAdd');
  return begin(moment, { type: 'adminAdd', person, accessPackage, policy, approval, wish, answers: [] });
}

function targetOf({ store }: Moment, target: Entity): Person {
  const id = textOf(target['objectId']).toLowerCase();
  if (id === '') {
    const email = textOf(target['email']);
    if (email === '') throw invalidModel('targetId or target.email is required.');
    return findPerson(store, email);
  }
  const user = store.get('users', id);
  if (user === undefined) throw notFound('ResourceNotFound', `The user '${id}'`);
  return personOf(store, user);
}

interface Beginning {
  readonly type: string;
  readonly person: Person;
  readonly accessPackage: Entity;
  readonly policy: Entity;
  /** Stages that have to approve. */
  readonly approval: readonly Entity[];
  readonly wish: Pick<Wish, 'justification' | 'schedule'>;
  readonly answers: readonly Entity[];
  /** What is extended. */
  readonly assignmentId?: string;
}

/** Keeps a request with the terms of its policy: later changes of the policy do not touch it (CONTRACT 9.11). */
export function begin(moment: Moment, beginning: Beginning): Entity {
  const { store, now } = moment;
  const { type, person, accessPackage, policy, approval, wish, answers, assignmentId } = beginning;
  requireNoOpenRequest(moment, person, accessPackage);
  const { startDateTime, asked } = askedSchedule(policy, wish.schedule, type, now);
  const organizations = organizationsOf(store, person);
  const listed = listedOrganizations(policy, organizations);
  const lists = policy['allowedTargetScope'] === 'specificConnectedOrganizationUsers';
  const id = moment.newId();
  const row = store.put('assignmentRequests', id, {
    id,
    requestType: type,
    state: 'submitted',
    status: 'Accepted',
    createdDateTime: now,
    completedDateTime: null,
    justification: wish.justification === '' ? null : wish.justification,
    answers,
    schedule: Object.keys(wish.schedule).length === 0 ? null : wish.schedule,
    accessPackageId: accessPackage['id'],
    policyId: policy['id'],
    subjectId: subjectOf(moment, person)['id'],
    ...(assignmentId !== undefined && { assignmentId }),
    expiration: policy['expiration'],
    asked,
    startDateTime,
    organizationIds: (lists ? listed : organizations).map((organization) => textOf(organization['id'])),
    proposesOrganization: policy['allowedTargetScope'] === 'allExternalUsers',
    stages: plannedStages(moment, approval),
  });
  record(moment, {
    activity: `${initiatorOf(type)} requests access package assignment`,
    operationType: 'Add',
    targets: requestTargets(moment, row),
    details: { policy: textOf(policy['displayName']) },
  });
  return approval.length > 0 ? advance(moment, row) : afterApproval(moment, row);
}

function initiatorOf(type: string): string {
  if (type.startsWith('system')) return 'Service';
  return type.startsWith('user') ? 'User' : 'Administrator';
}

function requireNoOpenRequest({ store }: Moment, person: Person, accessPackage: Entity): void {
  const subjectId = subjectIdOf(person);
  const open = store
    .where('assignmentRequests', 'subjectId', subjectId)
    .some((row) => row['accessPackageId'] === accessPackage['id'] && OPEN.includes(textOf(row['state'])));
  if (!open) return;
  const message = `${nameOf(person)} has a request for ${textOf(accessPackage['displayName'])} under way.`;
  throw new ServiceError(400, 'ExistingOpenRequest', message);
}

/** What of a schedule was asked for; an end may be earlier than the policy's, never later. */
function askedSchedule(
  policy: Entity,
  schedule: Entity,
  type: string,
  now: string,
): { readonly startDateTime: string | null; readonly asked: Entity | null } {
  const { startDateTime, expiration } = schedule;
  const start = instantOf(textOf(startDateTime)) ?? null;
  const asked = isEntity(expiration) && endOfPattern(expiration, now) !== undefined ? expiration : null;
  const settings = policy['requestorSettings'];
  const allowed = isEntity(settings) && settings['allowCustomAssignmentSchedule'] === true;
  const begins = start !== null && start > now ? start : null;
  if (type.startsWith('user') && !allowed && (begins !== null || asked !== null)) {
    const message = `The policy ${textOf(policy['displayName'])} does not let requestors choose when access begins or ends.`;
    throw new ServiceError(400, 'CustomScheduleNotAllowed', message);
  }
  const from = begins ?? now;
  const latest = endOfPattern(policy['expiration'], from);
  const end = endOfPattern(asked, from);
  if (latest !== undefined && latest <= now)
    throw new ServiceError(400, 'PolicyExpired', `Access through this policy ended at ${latest}.`);
  if (end !== undefined && (end <= from || (latest !== undefined && end > latest))) {
    const message = `Access can end at ${latest ?? 'any time'} at the latest, and after it has begun.`;
    throw new ServiceError(400, 'InvalidSchedule', message);
  }
  return { startDateTime: begins, asked };
}

function anyAssignment({ store }: Moment, wish: Wish): Entity {
  const found = store.get('assignments', wish.assignmentId);
  if (found === undefined) throw notFound('ResourceNotFound', `The assignment '${wish.assignmentId}'`);
  return requireLive(found);
}

function requireLive(assignment: Entity): Entity {
  if (isLive(assignment)) return assignment;
  throw new ServiceError(400, 'AssignmentEnded', 'The assignment has ended already.');
}

function ownAssignment(moment: Moment, wish: Wish): Entity {
  const person = callingPerson(moment, 'A change of an assignment of one’s own');
  requireEnabled(person);
  const userId = textOf(person.user?.['id']);
  const found =
    wish.assignmentId === ''
      ? heldPackage(moment.store, userId, wish.packageId.toLowerCase())
      : moment.store.get('assignments', wish.assignmentId);
  if (found?.['subjectId'] !== userId || userId === '')
    throw notFound('ResourceNotFound', `An assignment of ${nameOf(person)}`);
  return requireLive(found);
}

function policyOf({ store }: Moment, assignment: Entity): Entity {
  return store.get('policies', textOf(assignment['policyId'])) ?? {};
}

function update(moment: Moment, wish: Wish, assignment: Entity, type: string): Entity {
  const { store } = moment;
  const accessPackage = packageOf(store, textOf(assignment['accessPackageId']));
  const policy =
    type === 'adminUpdate' && wish.policyId !== ''
      ? store.get('policies', wish.policyId)
      : policyOf(moment, assignment);
  if (policy === undefined || policy['accessPackageId'] !== accessPackage['id'])
    throw notFound('ResourceNotFound', `The policy '${wish.policyId}' of the access package`);
  requireAllowed(policy, type, 'enableTargetsToSelfUpdateAccess', 'extend their access');
  const approval = type === 'userUpdate' ? approvalOf(policy, 'isApprovalRequiredForUpdate') : [];
  if (type === 'userUpdate') {
    requireEnding(policy);
    requireJustified(policy, approval, wish);
  }
  const user = store.get('users', textOf(assignment['subjectId'])) ?? {};
  const person = personOf(store, user);
  const assignmentId = textOf(assignment['id']);
  return begin(moment, { type, person, accessPackage, policy, approval, wish, answers: [], assignmentId });
}

/** Access that never ends cannot be extended. */
function requireEnding(policy: Entity): void {
  if (endOfPattern(policy['expiration'], new Date(0).toISOString()) !== undefined) return;
  const message = `Access through the policy ${textOf(policy['displayName'])} does not end, so there is nothing to extend.`;
  throw new ServiceError(400, 'NothingToExtend', message);
}

function requireAllowed(policy: Entity, type: string, flag: string, what: string): void {
  const settings = policy['requestorSettings'];
  if (!type.startsWith('user') || (isEntity(settings) && settings[flag] === true)) return;
  const message = `The policy ${textOf(policy['displayName'])} does not let people ${what} themselves.`;
  throw new ServiceError(403, 'NotAllowedByPolicy', message);
}

function userRemove(moment: Moment, wish: Wish): Entity {
  const assignment = ownAssignment(moment, wish);
  requireAllowed(
    policyOf(moment, assignment),
    'userRemove',
    'enableTargetsToSelfRemoveAccess',
    'give up their access',
  );
  return remove(moment, wish, assignment, 'userRemove');
}

function remove(moment: Moment, wish: Wish, assignment: Entity, type: string): Entity {
  const { store, now } = moment;
  const id = moment.newId();
  const row = store.put('assignmentRequests', id, {
    id,
    requestType: type,
    state: 'delivered',
    status: 'Delivered',
    createdDateTime: now,
    completedDateTime: now,
    justification: wish.justification === '' ? null : wish.justification,
    answers: [],
    schedule: null,
    accessPackageId: assignment['accessPackageId'],
    policyId: assignment['policyId'],
    subjectId: assignment['subjectId'],
    assignmentId: assignment['id'],
    stages: [],
  });
  endAssignment(moment, assignment, 'Remove access package assignment');
  return row;
}

/** Takes a request back before anything was delivered; throws when it is too late or not theirs. */
export function cancel(moment: Moment, request: Entity): Entity {
  const person = callingPerson(moment, 'Cancelling a request');
  if (request['subjectId'] !== subjectIdOf(person))
    throw new ServiceError(403, 'Forbidden', `The request is not one of ${nameOf(person)}.`);
  if (!OPEN.includes(textOf(request['state'])))
    throw new ServiceError(
      400,
      'RequestNotCancellable',
      `The request is ${textOf(request['state'])} already.`,
    );
  return abandon(moment, request);
}

/** Ends a request that is under way without a decision. */
function abandon(moment: Moment, request: Entity): Entity {
  const stages = entitiesOf(request['stages']).map((stage) =>
    stage['status'] === 'InProgress' ? { ...stage, status: 'Completed' } : stage,
  );
  return finish(
    moment,
    { ...request, stages },
    {
      state: 'canceled',
      status: 'Canceled',
      activity: 'Cancel access package assignment request',
    },
  );
}

/** What is under way for a package or through a policy ends with it. */
export function abandonAll(moment: Moment, field: 'accessPackageId' | 'policyId', id: string): void {
  for (const request of moment.store.where('assignmentRequests', field, id))
    if (OPEN.includes(textOf(request['state']))) abandon(moment, request);
}
