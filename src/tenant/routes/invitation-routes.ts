/** Guests whom a person or an application invites, past entitlement management. */
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entityOf, textOf } from '../json.ts';
import { evaluateAfterUserChange } from '../lifecycle/automatic-evaluation.ts';
import { invitedUser, requireInvitable } from '../lifecycle/guests.ts';
import { domainOf, findPerson, isOwn } from '../lifecycle/person.ts';
import { authorizationPolicy } from '../directory/outer-door.ts';
import { rolesOf } from '../permissions/held-roles.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

const badRequest = (message: string) => new ServiceError(400, 'BadRequest', message);

const INVITERS = ['Global Administrator', 'User Administrator', 'Guest Inviter'] as const;

/** Who may invite, as the policy of authorization says it of people; an application has the permission or not. */
function requireInviter({ store, caller, authority, now }: Call): void {
  const from = authorizationPolicy(store)['allowInvitesFrom'];
  const user = caller.kind === 'person' ? caller.person.user : undefined;
  if (from !== 'none' && user === undefined) return;
  const roles = new Set([
    ...(user === undefined ? [] : rolesOf(store, user, now)),
    ...(authority?.directoryRoles ?? []),
  ]);
  const mayAlways = INVITERS.some((role) => roles.has(role));
  const isMember = user?.['userType'] === 'Member';
  const may =
    from === 'everyone' ||
    (from === 'adminsGuestInvitersAndAllMembers' && (isMember || mayAlways)) ||
    (from === 'adminsAndGuestInviters' && mayAlways);
  if (may) return;
  throw new ServiceError(
    403,
    'InvitationsNotAllowed',
    `Guest invitations are not allowed here (authorizationPolicy/allowInvitesFrom is ${textOf(from)}).`,
  );
}

/** One who is a guest already is invited anew, as the same user. */
function userFor(call: Call, mail: string, body: Entity): Entity {
  if (!/^[^\s@]+@[^\s@]+$/.test(mail)) throw badRequest(`The address '${mail}' is none that can be invited.`);
  if (isOwn(call.store, domainOf(mail)))
    throw badRequest(
      'The invited user already exists in the directory, or has an address of a verified domain.',
    );
  const person = findPerson(call.store, mail, undefined);
  if (person.user !== undefined) return person.user;
  requireInvitable(call, person);
  const { invitedUserDisplayName: displayName, invitedUserType: userType = 'Guest' } = body;
  return invitedUser(call, person, { userType, ...(typeof displayName === 'string' && { displayName }) });
}

/** A guest who redeems again, with another address where one is named, and stays the same user. */
function reinvited(call: Call, mail: string, body: Entity): Entity {
  const { store, now } = call;
  const id = textOf(entityOf(body['invitedUser'])['id']).toLowerCase();
  if (id === '') throw badRequest('invitedUser: to reset the redemption the id of the user is required.');
  const user = store.get('users', id);
  if (user === undefined) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  if (user['userType'] !== 'Guest' && user['creationType'] !== 'Invitation')
    throw badRequest(`invitedUser: the user '${id}' was never invited.`);
  const other = findPerson(store, mail, undefined).user;
  if (other !== undefined && other['id'] !== user['id'])
    throw badRequest(`The address '${mail}' is that of another user.`);
  return store.put('users', id, {
    ...user,
    mail,
    externalUserState: 'PendingAcceptance',
    externalUserStateChangeDateTime: now,
  });
}

function invite(call: Call): Answer {
  requireInviter(call);
  const body = checkedBody(call);
  const mail = textOf(body['invitedUserEmailAddress']);
  const user = body['resetRedemption'] === true ? reinvited(call, mail, body) : userFor(call, mail, body);
  const { id: invitedId, userType, displayName, externalUserState } = user;
  record(call, {
    activity: 'Invite external user',
    operationType: 'Add',
    targets: [{ type: 'User', object: user }],
  });
  evaluateAfterUserChange(call.store, call.now);
  const id = call.newId();
  const tenant = textOf(call.store.get('meta', 'tenant')?.['id']);
  return created({
    id,
    inviteRedeemUrl: `https://login.microsoftonline.com/redeem?tenant=${tenant}&user=${textOf(invitedId)}&ticket=${id}`,
    invitedUserDisplayName: displayName,
    invitedUserType: userType,
    invitedUserEmailAddress: mail,
    sendInvitationMessage: body['sendInvitationMessage'] ?? false,
    resetRedemption: body['resetRedemption'] ?? false,
    inviteRedirectUrl: body['inviteRedirectUrl'],
    status: externalUserState === 'Accepted' ? 'Completed' : 'PendingAcceptance',
    invitedUserMessageInfo: {
      messageLanguage: null,
      ccRecipients: [{ emailAddress: { name: null, address: null } }],
      customizedMessageBody: null,
      ...entityOf(body['invitedUserMessageInfo']),
    },
    invitedUser: { id: invitedId },
  });
}

export const invitationRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/invitations',
    takes: { type: 'invitation', purpose: 'create' },
    handle: invite,
  },
];
