/** Requests for assignments: checked, then created (CONTRACT 10). */
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf } from '../json.ts';
import { packageOf } from '../directory/lookups.ts';
import { assignsPackage } from '../permissions/standing.ts';
import { invalidModel, notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { checkedAnswers, requireEditable } from './answers.ts';
import { approversFor } from './approvers.ts';
import { storeRequest } from './assignment-request.ts';
import { isLive, liveAssignment } from './assignments.ts';
import { callingPerson } from './caller.ts';
import { callOut } from './callouts.ts';
import { createRequest } from './create-request.ts';
import { endOfExpiration } from './delivery.ts';
import { requestablePolicies, requireAssignable, requireEnabled, requireInScope } from './eligibility.ts';
import { endAssignment } from './end-assignment.ts';
import { findPerson, organizationsOf, personName, personOf } from './person.ts';
import type { RequestInput } from './request-input.ts';
import { parseRequestInput } from './request-input.ts';
import { questionsFor } from './resource-attributes.ts';
import { approversOf } from './stages.ts';
import { subjectIdOf, subjectOf } from './subjects.ts';

type Submit = (context: Context, input: RequestInput) => Entity;

const TYPES: Readonly<Record<string, Submit>> = {
  userAdd,
  userUpdate: (context, input) => update(context, input, ownAssignment(context, input), 'userUpdate'),
  userRemove,
  adminAdd,
  adminUpdate: (context, input) => update(context, input, anyAssignment(context, input), 'adminUpdate'),
  adminRemove: (context, input) => remove(context, input, anyAssignment(context, input), 'adminRemove'),
  onBehalfAdd,
  approverRemove,
};

/** Takes a request, whose body was checked; throws for one that is refused. */
export function submit(context: Context, body: Entity): Entity {
  const type = textOf(body['requestType']);
  const input = parseRequestInput(body);
  requireNoBypass(type, input);
  if (type.startsWith('admin')) requireAdministrator(context, input);
  return (TYPES[type] as Submit)(context, input);
}

/** Applications administer; of people only those do who assign the package to others. A token says it before. */
function requireAdministrator({ store, caller, authority }: Context, input: RequestInput): void {
  if (caller.kind !== 'person' || authority !== undefined) return;
  const packageId =
    input.packageId || textOf(store.get('assignments', input.assignmentId)?.['accessPackageId']);
  if (assignsPackage(store, caller.person, packageId)) return;
  const message = `${personName(caller.person)} has no role on the catalog, so they cannot assign access to others.`;
  throw new ServiceError(403, 'UnAuthorized', message);
}

/** Only an administrator's assignment goes past the approval of its policy. */
function requireNoBypass(type: string, { bypassApproval }: RequestInput): void {
  if (!bypassApproval || type === 'adminAdd') return;
  const message = 'Only an assignment by an administrator can do without approval (bypassApproval).';
  throw new ServiceError(403, 'Forbidden', message);
}

function userAdd(context: Context, input: RequestInput): Entity {
  const person = callingPerson(context, 'A request for oneself');
  requireOwn(person, input.target);
  const accessPackage = packageOf(context.store, input.packageId);
  const offered = requestablePolicies(context, person, accessPackage);
  const policy = choosePolicy(offered, input.policyId, accessPackage);
  const approval = approvalOf(policy, 'isApprovalRequiredForAdd');
  requireJustified(policy, approval, input);
  const answers = checkedAnswers(questionsFor(context.store, policy, person.user), input.answers);
  requirePrivacyAccepted(context, person);
  return createRequest(context, { type: 'userAdd', person, accessPackage, policy, approval, input, answers });
}

/** A request for oneself names no other target. */
function requireOwn(person: Person, { objectId }: Entity): void {
  const id = textOf(objectId).toLowerCase();
  if (id === '' || id === person.user?.['id']) return;
  const message = `${personName(person)} requests for another person: that is onBehalfAdd, where the policy allows it.`;
  throw new ServiceError(403, 'Forbidden', message);
}

/** A requestor whom the policy names requests for a person of its scope, who need not be able to do so by themselves. */
function onBehalfAdd(context: Context, input: RequestInput): Entity {
  const { store } = context;
  const by = callingPerson(context, 'A request for others');
  requireEnabled(by);
  const person = targetOf(context, input.target);
  const accessPackage = packageOf(store, input.packageId);
  const offered = requestablePolicies(context, person, accessPackage, (policy) =>
    takesRequestsOf(store, policy, by, person),
  );
  const policy = choosePolicy(offered, input.policyId, accessPackage);
  const approval = approvalOf(policy, 'isApprovalRequiredForAdd');
  requireJustified(policy, approval, input);
  const answers = checkedAnswers(questionsFor(store, policy, person.user), input.answers);
  const requestedById = textOf(subjectOf(context, by)['id']);
  return createRequest(context, {
    type: 'onBehalfAdd',
    person,
    accessPackage,
    policy,
    approval,
    input,
    answers,
    requestedById,
  });
}

/** Whether a policy lets one person request for another. */
function takesRequestsOf(store: Store, policy: Entity, by: Person, person: Person): boolean {
  const settings = entityOf(policy['requestorSettings']);
  if (settings['enableOnBehalfRequestorsToAddAccess'] !== true) return false;
  const target = {
    userId: textOf(person.user?.['id']),
    organizationIds: organizationsOf(store, person).map(({ id }) => textOf(id)),
  };
  const allowed = approversFor(store, target, entitiesOf(settings['onBehalfRequestors']), []);
  return allowed.includes(textOf(by.user?.['id']));
}

/** An approver takes back access that they can decide about. */
function approverRemove(context: Context, input: RequestInput): Entity {
  const by = callingPerson(context, 'A removal by an approver');
  requireEnabled(by);
  const assignment = anyAssignment(context, input);
  const isApprover = context.store
    .where('assignmentRequests', 'assignmentId', textOf(assignment['id']))
    .flatMap((request) => entitiesOf(request['stages']))
    .some((stage) => approversOf(stage).includes(textOf(by.user?.['id'])));
  if (isApprover) return remove(context, input, assignment, 'approverRemove');
  const message = `${personName(by)} is not an approver of this assignment.`;
  throw new ServiceError(403, 'Forbidden', message);
}

/** An external user accepts the tenant's privacy notice once, before their first request. */
function requirePrivacyAccepted(context: Context, person: Person): void {
  const { store, caller, now } = context;
  const { user } = person;
  const known = user === undefined || user['externalUserState'] === 'PendingAcceptance';
  if (!known || store.get('subjects', subjectIdOf(person))?.['privacyAcceptedDateTime'] !== undefined) return;
  if (caller.kind !== 'person' || !caller.acceptsPrivacy) {
    const tenant = textOf(store.get('meta', 'tenant')?.['displayName']);
    const message = `${personName(person)} has not accepted the privacy notice of ${tenant}, which people from outside do before their first request.`;
    throw new ServiceError(403, 'PrivacyNoticeNotAccepted', message);
  }
  const subject = subjectOf(context, person);
  store.put('subjects', textOf(subject['id']), { ...subject, privacyAcceptedDateTime: now });
}

function choosePolicy(offered: readonly Entity[], policyId: string, accessPackage: Entity): Entity {
  const [only, another] = offered;
  const name = textOf(accessPackage['displayName']);
  const names = offered.map(({ displayName }) => textOf(displayName)).join(', ');
  if (policyId === '' && only !== undefined && another === undefined) return only;
  if (policyId === '') {
    const message = `Several policies of ${name} apply; choose one with assignmentPolicyId: ${names}.`;
    throw new ServiceError(400, 'SeveralPoliciesApply', message);
  }
  const chosen = offered.find(({ id }) => id === policyId);
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

function requireJustified(
  policy: Entity,
  approval: readonly Entity[],
  { justification }: RequestInput,
): void {
  const settings = policy['requestApprovalSettings'];
  const required = isEntity(settings) && settings['isRequestorJustificationRequired'] === true;
  if (!required || approval.length === 0 || justification.trim() !== '') return;
  const message = `The policy ${textOf(policy['displayName'])} requires a justification.`;
  throw new ServiceError(400, 'JustificationRequired', message);
}

function adminAdd(context: Context, input: RequestInput): Entity {
  const { store } = context;
  const accessPackage = packageOf(store, input.packageId);
  const policy = store.get('policies', input.policyId);
  if (policy === undefined || policy['accessPackageId'] !== accessPackage['id'])
    throw notFound('ResourceNotFound', `The policy '${input.policyId}' of the access package`);
  const person = targetOf(context, input.target);
  requireInScope(context, person, policy);
  requireAssignable(context, person, accessPackage);
  if (liveAssignment(store, textOf(person.user?.['id']), textOf(accessPackage['id'])) !== undefined) {
    const message = `${personName(person)} holds ${textOf(accessPackage['displayName'])} already.`;
    throw new ServiceError(400, 'ExistingGrant', message);
  }
  const approval = input.bypassApproval ? [] : approvalOf(policy, 'isApprovalRequiredForAdd');
  // An administrator is not asked, and may answer.
  const questions = questionsFor(store, policy, person.user).map((each) => ({ ...each, isRequired: false }));
  return createRequest(context, {
    type: 'adminAdd',
    person,
    accessPackage,
    policy,
    approval,
    input,
    answers: checkedAnswers(questions, input.answers),
  });
}

function targetOf({ store }: Context, target: Entity): Person {
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

function anyAssignment({ store }: Context, input: RequestInput): Entity {
  const found = store.get('assignments', input.assignmentId);
  if (found === undefined) throw notFound('ResourceNotFound', `The assignment '${input.assignmentId}'`);
  return requireLive(found);
}

function requireLive(assignment: Entity): Entity {
  if (isLive(assignment)) return assignment;
  throw new ServiceError(400, 'AssignmentEnded', 'The assignment has ended already.');
}

function ownAssignment(context: Context, input: RequestInput): Entity {
  const person = callingPerson(context, "A change of one's own assignment");
  requireEnabled(person);
  const userId = textOf(person.user?.['id']);
  const found =
    input.assignmentId === ''
      ? liveAssignment(context.store, userId, input.packageId.toLowerCase())
      : context.store.get('assignments', input.assignmentId);
  if (found?.['subjectId'] !== userId || userId === '')
    throw notFound('ResourceNotFound', `An assignment of ${personName(person)}`);
  return requireLive(found);
}

function policyOf({ store }: Context, assignment: Entity): Entity {
  return store.get('policies', textOf(assignment['policyId'])) ?? {};
}

function update(context: Context, input: RequestInput, assignment: Entity, type: string): Entity {
  const { store } = context;
  const accessPackage = packageOf(store, textOf(assignment['accessPackageId']));
  const policy =
    type === 'adminUpdate' && input.policyId !== ''
      ? store.get('policies', input.policyId)
      : policyOf(context, assignment);
  if (policy === undefined || policy['accessPackageId'] !== accessPackage['id'])
    throw notFound('ResourceNotFound', `The policy '${input.policyId}' of the access package`);
  requireAllowed(policy, type, 'enableTargetsToSelfUpdateAccess', 'extend their access');
  const approval = type === 'userUpdate' ? approvalOf(policy, 'isApprovalRequiredForUpdate') : [];
  if (type === 'userUpdate') {
    requireExpiring(policy);
    requireJustified(policy, approval, input);
  }
  // The assignments of a deleted user stay, and are only removed.
  const person = targetOf(context, { objectId: assignment['subjectId'] });
  if (policy['id'] !== assignment['policyId']) requireInScope(context, person, policy);
  const assignmentId = textOf(assignment['id']);
  return createRequest(context, {
    type,
    person,
    accessPackage,
    policy,
    approval,
    input,
    answers: changedAnswers(context, policy, assignment, { type, answers: input.answers }),
    assignmentId,
  });
}

/** The answers of an assignment after a change: those that are given now, and the others as they were. */
function changedAnswers(
  { store }: Context,
  policy: Entity,
  assignment: Entity,
  { type, answers }: { readonly type: string; readonly answers: readonly Entity[] },
): Entity[] {
  if (answers.length === 0) return [];
  const user = store.get('users', textOf(assignment['subjectId']));
  const questions = questionsFor(store, policy, user).map((each) => ({ ...each, isRequired: false }));
  if (type === 'userUpdate') requireEditable(questions, answers);
  const known = store
    .where('assignmentRequests', 'assignmentId', textOf(assignment['id']))
    .flatMap((request) => entitiesOf(request['answers']));
  return checkedAnswers(questions, answers, known);
}

/** Access that never ends cannot be extended. */
function requireExpiring(policy: Entity): void {
  if (endOfExpiration(policy['expiration'], new Date(0).toISOString()) !== undefined) return;
  const message = `Access through the policy ${textOf(policy['displayName'])} does not end, so there is nothing to extend.`;
  throw new ServiceError(400, 'NothingToExtend', message);
}

function requireAllowed(policy: Entity, type: string, flag: string, what: string): void {
  const settings = policy['requestorSettings'];
  if (!type.startsWith('user') || (isEntity(settings) && settings[flag] === true)) return;
  const message = `The policy ${textOf(policy['displayName'])} does not let people ${what} themselves.`;
  throw new ServiceError(403, 'NotAllowedByPolicy', message);
}

function userRemove(context: Context, input: RequestInput): Entity {
  const assignment = ownAssignment(context, input);
  requireAllowed(
    policyOf(context, assignment),
    'userRemove',
    'enableTargetsToSelfRemoveAccess',
    'give up their access',
  );
  return remove(context, input, assignment, 'userRemove');
}

function remove(context: Context, input: RequestInput, assignment: Entity, type: string): Entity {
  const row = storeRequest(context, {
    requestType: type,
    state: 'delivered',
    status: 'Delivered',
    completedDateTime: context.now,
    justification: input.justification,
    accessPackageId: assignment['accessPackageId'],
    policyId: assignment['policyId'],
    subjectId: assignment['subjectId'],
    assignmentId: assignment['id'],
  });
  endAssignment(context, assignment, 'Remove access package assignment');
  return callOut(context, row, 'assignmentRequestRemoved');
}
