/** Guests that entitlement management invites, and blocks and deletes after their last access (CONTRACT 16.3). */
import { record } from '../audit.ts';
import type { Context, Person } from '../context.ts';
import { deleteObject } from '../directory/deleted-objects.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf, textsOf } from '../json.ts';
import { authorizationPolicy, isRedeemedByItself, shutBy } from '../directory/outer-door.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { UNSET_ATTRIBUTES } from '../directory/user-attributes.ts';
import { liveAssignmentsOf } from './assignments.ts';
import { evaluateAfterUserChange } from './automatic-evaluation.ts';
import { domainOf } from './person.ts';
import { subjectOf } from './subjects.ts';
import { addDuration } from './time.ts';

/** Whether the tenant's list of domains lets an address be invited. */
function isInvitable(store: Store, mail: string): boolean {
  const lists = store.get('meta', 'tenant')?.['invitationDomains'];
  if (!isEntity(lists)) return true;
  const named = (list: 'allow' | 'deny') =>
    textsOf(lists[list]).some((domain) => domain.toLowerCase() === domainOf(mail));
  return lists['allow'] === undefined ? !named('deny') : named('allow');
}

/** Throws when cross-tenant access keeps a person out, who may be a guest already: it is asked at each sign-in. */
export function requireLetIn({ store }: Context, person: Person): void {
  const setting = shutBy(store, person);
  if (setting === undefined) return;
  const message = `${person.mail} cannot collaborate here: cross-tenant access blocks it (crossTenantAccessPolicy/${setting}).`;
  throw new ServiceError(403, 'CrossTenantAccessBlocked', message);
}

/** Throws when a person who is not in the directory cannot be invited. */
export function requireInvitable(context: Context, person: Person): void {
  const { store } = context;
  const { user, mail } = person;
  if (user !== undefined) return;
  requireLetIn(context, person);
  // It is entitlement management that invites, so who of the people may invite says nothing, unless none may (inference).
  if (authorizationPolicy(store)['allowInvitesFrom'] === 'none') {
    const message = `${mail} cannot be invited: nobody may invite guests (authorizationPolicy/allowInvitesFrom is none).`;
    throw new ServiceError(403, 'InvitationsNotAllowed', message);
  }
  if (isInvitable(store, mail)) return;
  const message = `${mail} cannot be invited: the tenant's list of domains does not let in ${domainOf(mail)}.`;
  throw new ServiceError(403, 'DomainNotAllowed', message);
}

/** The user object that an invitation makes. */
export function invitedUser(context: Context, person: Person, more: Entity = {}): Entity {
  const { store, now } = context;
  const { mail, signIn } = person;
  const [domain = ''] = textsOf(store.get('meta', 'tenant')?.['domains']);
  const id = context.newId();
  return store.put('users', id, {
    ...UNSET_ATTRIBUTES,
    id,
    accountEnabled: true,
    createdDateTime: now,
    creationType: 'Invitation',
    displayName: mail,
    externalUserState: isRedeemedByItself(store, person) ? 'Accepted' : 'PendingAcceptance',
    externalUserStateChangeDateTime: now,
    mail,
    onPremisesSyncEnabled: null,
    userPrincipalName: `${mail.replace('@', '_')}#EXT#@${domain}`,
    userType: 'Guest',
    signIn: { ...signIn },
    ...more,
  });
}

/**
 * The user object of a person; one who is not in the directory becomes a guest, without an invitation e-mail, and is governed from then
 * on. Their open requests follow them.
 */
export function findOrInviteUser(context: Context, person: Person): Entity {
  if (person.user !== undefined) return person.user;
  const { store, now } = context;
  const user = invitedUser(context, person);
  const id = textOf(user['id']);
  const formerSubject = subjectOf(context, person);
  const subject = subjectOf(context, { ...person, user });
  const { connectedOrganizationId } = formerSubject;
  store.put('subjects', id, {
    ...formerSubject,
    ...subject,
    connectedOrganizationId,
    subjectLifecycle: 'governed',
  });
  const formerId = textOf(formerSubject['id']);
  for (const request of store.where('assignmentRequests', 'subjectId', formerId))
    store.put('assignmentRequests', textOf(request['id']), { ...request, subjectId: id });
  store.delete('subjects', formerId);
  record(context, {
    activity: 'Invite external user without an e-mail',
    operationType: 'Add',
    targets: [{ type: 'User', object: user }],
  });
  evaluateAfterUserChange(store, now);
  return user;
}

/** Applies the settings to a governed guest who has lost the last access. */
export function applyExternalUserLifecycle(context: Context, userId: string): void {
  const { store, now } = context;
  const user = store.get('users', userId);
  const governed = store.get('subjects', userId)?.['subjectLifecycle'] === 'governed';
  if (user === undefined || !governed || liveAssignmentsOf(store, userId).length > 0) return;
  const settings = store.get('settings', 'singleton') ?? {};
  const action = settings['externalUserLifecycleAction'];
  if (action !== 'blockSignIn' && action !== 'blockSignInAndDelete') return;
  const wait = textOf(settings['durationUntilExternalUserDeletedAfterBlocked']);
  const deletion = action === 'blockSignInAndDelete' ? { deletionDueDateTime: addDuration(now, wait) } : {};
  const blocked = store.put('users', userId, {
    ...user,
    accountEnabled: false,
    blockedDateTime: now,
    ...deletion,
  });
  record(context, {
    activity: 'Block sign-in of an external user without access',
    targets: [{ type: 'User', object: blocked }],
  });
}

/** A guest who was blocked after the last access and is given access again signs in again, and stays. */
export function unblockGuest(context: Context, user: Entity): Entity {
  if (user['blockedDateTime'] === undefined) return user;
  const { deletionDueDateTime: _due, blockedDateTime: _blocked, ...kept } = user;
  return context.store.put('users', textOf(user['id']), { ...kept, accountEnabled: true });
}

/** Removes a guest whose time after blocking has passed, and what they still had in the directory. */
export function deleteGuest(context: Context, user: Entity): void {
  const { store } = context;
  const id = textOf(user['id']);
  const having = [
    ['groupMemberships', 'userId'],
    ['appRoleAssignments', 'principalId'],
    ['sitePermissions', 'userId'],
    ['directoryRoleAssignments', 'principalId'],
  ] as const;
  for (const [table, field] of having) {
    for (const [key, row] of store.entries(table)) if (row[field] === id) store.delete(table, key);
  }
  deleteObject(context, 'users', id);
  record(context, {
    activity: 'Delete external user',
    operationType: 'Delete',
    targets: [{ type: 'User', object: user }],
  });
}
