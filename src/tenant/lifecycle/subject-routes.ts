/** People: signing in, and whether entitlement management governs them (CONTRACT 13.4, 16.3). */
import { record } from '../audit.ts';
import type { Answer, Call, Context, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { single } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import { liveAssignmentsOf } from './assignments.ts';
import { callingPerson } from './caller.ts';
import { completeRequest } from './delivery.ts';
import { requireEnabled } from './eligibility.ts';
import { personName, personOf } from './person.ts';
import { subjectOf } from './subjects.ts';

/** Signs the calling person in: the first time redeems a guest's invitation, and SharePoint knows them from then on. */
function signIn(call: Call): Answer {
  const person = callingPerson(call, 'Signing in');
  const { user } = person;
  if (user === undefined) {
    const message = `${personName(person)} is not in the directory: there is no account to sign in to yet.`;
    throw new ServiceError(404, 'Request_ResourceNotFound', message);
  }
  requireEnabled(person);
  const first = user['externalUserState'] === 'PendingAcceptance';
  const signedIn = call.store.put('users', textOf(user['id']), {
    ...user,
    signInActivity: { lastSignInDateTime: call.now },
    ...(first && { externalUserState: 'Accepted', externalUserStateChangeDateTime: call.now }),
  });
  record(call, {
    activity: first ? 'Redeem external user invite' : 'Sign in',
    targets: [{ type: 'User', object: signedIn }],
  });
  completeDelivery(call, textOf(user['id']));
  const { externalUserState, userType, id, displayName } = signedIn;
  return ok({ id, displayName, userType, externalUserState });
}

/** What was delivered in part, because SharePoint did not know the guest, is delivered whole. */
function completeDelivery(context: Context, userId: string): void {
  const { store } = context;
  for (const assignment of liveAssignmentsOf(store, userId)) {
    if (assignment['state'] !== 'partiallyDelivered') continue;
    const id = textOf(assignment['id']);
    store.put('assignments', id, { ...assignment, state: 'delivered', status: 'Delivered' });
    for (const request of store.where('assignmentRequests', 'assignmentId', id)) {
      if (request['state'] !== 'partiallyDelivered') continue;
      const activity = 'Fulfill access package assignment request';
      completeRequest(context, request, { state: 'delivered', status: 'Delivered', activity });
    }
  }
}

/** The subject of a user, whether or not there was anything to know of them yet. */
function subjectRow(call: Call): Entity {
  const user = call.store.get('users', param(call, 'id'));
  if (user === undefined) throw notFound('ResourceNotFound', `The subject '${param(call, 'id')}'`);
  return subjectOf(call, personOf(call.store, user));
}

const SUBJECT = `${EM}/subjects(objectId='{id}')`;

export const subjectRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/entente/signIn', handle: signIn },
  {
    method: 'GET',
    pattern: SUBJECT,
    answers: 'subject',
    handle: (call) => single(call, KINDS.subject, subjectRow(call)),
  },
  {
    method: 'PATCH',
    pattern: SUBJECT,
    takes: { type: 'accessPackageSubject', purpose: 'update' },
    handle: (call) => {
      const row = subjectRow(call);
      const { subjectLifecycle = row['subjectLifecycle'] } = checkedBody(call);
      call.store.put('subjects', textOf(row['id']), { ...row, subjectLifecycle });
      return NO_CONTENT;
    },
  },
];
