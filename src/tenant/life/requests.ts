/** Requests for assignments: checked, then begun (CONTRACT 10). */
import { packageOf } from '../find-package.ts';
import { groupIdsOf } from '../groups.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { enumValue } from '../model.ts';
import { invalidModel, notFound, ServiceError } from '../service-error.ts';
import { checkedAnswers } from './answers.ts';
import { heldPackage, isLive } from './assignments.ts';
import { begin } from './begin.ts';
import { endOfPattern } from './delivery.ts';
import { offeredPolicies, requireAssignable, requireEnabled, requireInScope } from './eligibility.ts';
import { endAssignment } from './ending.ts';
import type { Moment } from './moment.ts';
import { callingPerson } from './moment.ts';
import { findPerson, nameOf, personOf } from './person.ts';
import type { Person } from './person.ts';
import { subjectIdOf, subjectOf } from './subjects.ts';
import { wishOf } from './wish.ts';
import type { Wish } from './wish.ts';

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
  requireInScope(moment, person, policy);
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
  const person = callingPerson(moment, "A change of one's own assignment");
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
  if (policy['id'] !== assignment['policyId']) requireInScope(moment, person, policy);
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
