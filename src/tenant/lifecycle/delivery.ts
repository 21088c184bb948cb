/** Delivery of approved requests: access is assigned or extended. */
import { record } from '../audit.ts';
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import { invalidModel, ServiceError } from '../wire/service-error.ts';
import { liveAssignment } from './assignments.ts';
import { findOrInviteUser, requireInvitable, unblockGuest } from './guests.ts';
import { domainOf, organizationsOf, parseSignIn, personOf } from './person.ts';
import { scheduleReview } from './review-schedule.ts';
import { grantAll, needsSharePoint } from './roles.ts';
import { addDuration, durationMs, parseInstant } from './time.ts';

/** The person that a request is for, as they are now. */
function personOfRequest({ store }: Context, request: Entity): Person {
  const subject = store.get('subjects', textOf(request['subjectId'])) ?? {};
  const signIn = parseSignIn(subject['signIn']);
  const user = store.get('users', textOf(subject['id']));
  return user === undefined
    ? { user, mail: textOf(subject['email']), signIn }
    : personOf(store, user, signIn);
}

/** When access ends that is delivered now: by the policy, or earlier when that was requested; null for never. */
function endOfDelivery(request: Entity, now: string): string | null {
  const ends = [request['expiration'], request['asked']]
    .map((value) => endOfExpiration(value, now))
    .filter((end) => end !== undefined);
  return ends.sort()[0] ?? null;
}

/** The instant that an expiration pattern means for access from `start` on; undefined for never. Throws 400. */
export function endOfExpiration(pattern: unknown, start: string): string | undefined {
  if (!isEntity(pattern)) return undefined;
  const { type, duration, endDateTime } = pattern;
  if (type === 'afterDuration') {
    if (durationMs(textOf(duration)) !== undefined) return addDuration(start, textOf(duration));
    throw invalidModel(`'${textOf(duration)}' is not a duration of a fixed length, such as P90D.`);
  }
  if (type !== 'afterDateTime') return undefined;
  const end = parseInstant(textOf(endDateTime));
  if (end === undefined) throw invalidModel(`'${textOf(endDateTime)}' is not an instant.`);
  return end;
}

/**
 * Delivers a request to add or to extend: at once, or in the time that the service takes. Of that time the first half is
 * before the service takes up a request that was only received, which stays `submitted` meanwhile.
 */
export function deliver(context: Context, request: Entity): Entity {
  const ms = context.behaviour.deliverySeconds * 1000;
  if (ms === 0) return deliverNow(context, request);
  const received = request['state'] === 'submitted';
  return continueAt(context, request, {
    ...(!received && DELIVERING),
    pickUpDateTime: received ? later(context.now, ms / 2) : null,
    deliveryDueDateTime: later(context.now, ms),
  });
}

const DELIVERING = { state: 'delivering', status: 'Delivering' } as const;

/** The next step of a delivery that takes its time, at one of the times of `deliveryDatesOf`. */
export function continueDelivery(context: Context, request: Entity): Entity {
  return request['state'] === 'submitted'
    ? continueAt(context, request, { ...DELIVERING, pickUpDateTime: null })
    : deliverNow(context, request);
}

/** When a delivery that is under way goes on. */
export function deliveryDatesOf({ state, pickUpDateTime, deliveryDueDateTime }: Entity): string[] {
  const due = { submitted: pickUpDateTime, delivering: deliveryDueDateTime }[textOf(state)];
  return typeof due === 'string' ? [due] : [];
}

function continueAt({ store }: Context, request: Entity, change: Entity): Entity {
  return store.put('assignmentRequests', textOf(request['id']), { ...request, ...change });
}

function later(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

/** What stands in the way makes a request `deliveryFailed`. */
function deliverNow(context: Context, request: Entity): Entity {
  try {
    return request['requestType'] === 'userUpdate' || request['requestType'] === 'adminUpdate'
      ? extend(context, request)
      : assign(context, request);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return completeRequest(context, request, {
      state: 'deliveryFailed',
      status: 'DeliveryFailed',
      why: error.message,
      activity: 'Failed access package assignment request',
    });
  }
}

/** Ends a request in a state. */
export function completeRequest(
  context: Context,
  request: Entity,
  outcome: { state: string; status: string; activity: string; why?: string; more?: Entity },
): Entity {
  const { store, now } = context;
  const { state, status, activity, why, more } = outcome;
  const ended = store.put('assignmentRequests', textOf(request['id']), {
    ...request,
    ...more,
    state,
    status,
    completedDateTime: now,
  });
  record(context, {
    activity,
    targets: requestTargets(context, ended),
    ...(why !== undefined && { details: { reason: why } }),
  });
  return ended;
}

/** What an event about a request or an assignment concerns. */
export function requestTargets({ store }: Context, row: Entity) {
  return [
    { type: 'AccessPackage', object: store.get('accessPackages', textOf(row['accessPackageId'])) },
    { type: 'User', object: store.get('subjects', textOf(row['subjectId'])) },
  ];
}

function requireNotPast(request: Entity, now: string): void {
  const end = endOfDelivery(request, now);
  if (end === null || end > now) return;
  throw new ServiceError(400, 'PolicyExpired', `Access through this policy ended at ${end}.`);
}

/** Who was in the directory when the request came, and is not now, is not invited anew under the old address. */
function requireNotDeleted(request: Entity, { user, mail }: Person): void {
  if (user !== undefined || textOf(request['subjectId']).includes('@')) return;
  throw new ServiceError(400, 'SubjectNotFound', `The user ${mail} has been deleted.`);
}

function assign(context: Context, request: Entity): Entity {
  const { store, now } = context;
  const person = personOfRequest(context, request);
  const packageId = textOf(request['accessPackageId']);
  requireNotPast(request, now);
  requireNotDeleted(request, person);
  requireInvitable(context, person);
  if (liveAssignment(store, textOf(person.user?.['id']), packageId) !== undefined)
    throw new ServiceError(400, 'ExistingGrant', 'They hold the access package already.');
  const proposed =
    request['proposesOrganization'] === true ? proposeOrganization(context, person) : undefined;
  const user = unblockGuest(context, findOrInviteUser(context, person));
  const userId = textOf(user['id']);
  if (proposed !== undefined)
    store.put('subjects', userId, { ...store.get('subjects', userId), connectedOrganizationId: proposed });
  const partly = user['externalUserState'] === 'PendingAcceptance' && needsSharePoint(store, packageId);
  const state = partly ? 'partiallyDelivered' : 'delivered';
  const status = partly ? 'PartiallyDelivered' : 'Delivered';
  const id = context.newId();
  store.put('assignments', id, {
    id,
    state,
    status,
    expiredDateTime: null,
    schedule: scheduleUntil(now, endOfDelivery(request, now)),
    accessPackageId: packageId,
    policyId: request['policyId'],
    subjectId: userId,
  });
  grantAll(context, user, packageId);
  scheduleReview(context, textOf(request['policyId']));
  return completeRequest(
    context,
    { ...request, subjectId: userId },
    {
      state,
      status,
      activity: 'Fulfill access package assignment request',
      more: { assignmentId: id },
    },
  );
}

function scheduleUntil(start: string, end: string | null): Entity {
  const expiration = {
    type: end === null ? 'noExpiration' : 'afterDateTime',
    duration: null,
    endDateTime: end,
  };
  return { startDateTime: start, recurrence: null, expiration };
}

/** Proposes a connected organization for a person of none, whom a policy for all external users allows to request access. */
function proposeOrganization(context: Context, person: Person): string | undefined {
  const { store, now } = context;
  const { user, mail, signIn } = person;
  const domainName = domainOf(mail);
  if (user !== undefined || signIn.kind === 'social' || organizationsOf(store, person).length > 0)
    return undefined;
  const tenant = signIn.kind === 'entra' ? store.get('organizations', signIn.tenantId) : undefined;
  const displayName = textOf(tenant?.['displayName']) || domainName;
  const source: Entity = {
    entra: {
      '@odata.type': '#microsoft.graph.azureActiveDirectoryTenant',
      ...(signIn.kind === 'entra' && { tenantId: signIn.tenantId }),
      displayName,
    },
    oneTimePasscode: {
      '@odata.type': '#microsoft.graph.domainIdentitySource',
      domainName,
      displayName,
    },
    federation: {
      '@odata.type': '#microsoft.graph.externalDomainFederation',
      domainName,
      ...(signIn.kind === 'federation' && { issuerUri: signIn.issuerUri ?? null }),
      displayName,
    },
  }[signIn.kind];
  const id = context.newId();
  const organization = store.put('connectedOrganizations', id, {
    id,
    displayName,
    description: '',
    state: 'proposed',
    identitySources: [source],
    createdDateTime: now,
    modifiedDateTime: now,
    internalSponsors: [],
    externalSponsors: [],
  });
  record(context, {
    activity: 'Create connected organization',
    operationType: 'Add',
    targets: [{ type: 'ConnectedOrganization', object: organization }],
    details: { source: typeOf(source) ?? '' },
  });
  return id;
}

function extend(context: Context, request: Entity): Entity {
  const { store, now } = context;
  const assignment = store.get('assignments', textOf(request['assignmentId']));
  if (
    assignment === undefined ||
    liveAssignment(store, textOf(assignment['subjectId']), textOf(assignment['accessPackageId'])) ===
      undefined
  )
    throw new ServiceError(400, 'AssignmentEnded', 'The assignment ended before it could be extended.');
  requireNotPast(request, now);
  const start = isEntity(assignment['schedule']) ? textOf(assignment['schedule']['startDateTime']) : now;
  const schedule = scheduleUntil(start, endOfDelivery(request, now));
  store.put('assignments', textOf(assignment['id']), {
    ...assignment,
    schedule,
    policyId: request['policyId'],
  });
  return completeRequest(context, request, {
    state: 'delivered',
    status: 'Delivered',
    activity: 'Extend access package assignment',
  });
}
