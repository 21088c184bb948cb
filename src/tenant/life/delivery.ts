/** Access is given and extended. */
import { record } from '../audit.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { typeOf } from '../model.ts';
import { invalidModel, ServiceError } from '../service-error.ts';
import { heldPackage } from './assignments.ts';
import { ensureUser, requireInvitable, unblock } from './guests.ts';
import { after, instantOf, milliseconds } from './instant.ts';
import type { Moment } from './moment.ts';
import { domainOf, organizationsOf, parseSignIn, personOf } from './person.ts';
import type { Person } from './person.ts';
import { planReview } from './review-plan.ts';
import { grantAll, needsSharePoint } from './roles.ts';

/** The person that a request is for, as they are now. */
function personOfRequest({ store }: Moment, request: Entity): Person {
  const subject = store.get('subjects', textOf(request['subjectId'])) ?? {};
  const signIn = parseSignIn(subject['signIn']);
  const user = store.get('users', textOf(subject['id']));
  return user === undefined
    ? { user, mail: textOf(subject['email']), signIn }
    : personOf(store, user, signIn);
}

/** When access ends that is delivered now: by the policy, or earlier when that was asked for; null for never. */
function endOfDelivery(request: Entity, now: string): string | null {
  const ends = [request['expiration'], request['asked']]
    .map((value) => endOfPattern(value, now))
    .filter((end) => end !== undefined);
  return ends.sort()[0] ?? null;
}

/** The instant that an expiration pattern means for access from `start` on; undefined for never. Throws 400. */
export function endOfPattern(pattern: unknown, start: string): string | undefined {
  if (!isEntity(pattern)) return undefined;
  const { type, duration, endDateTime } = pattern;
  if (type === 'afterDuration') {
    if (milliseconds(textOf(duration)) !== undefined) return after(start, textOf(duration));
    throw invalidModel(`'${textOf(duration)}' is no duration of a fixed length, such as P90D.`);
  }
  if (type !== 'afterDateTime') return undefined;
  const end = instantOf(textOf(endDateTime));
  if (end === undefined) throw invalidModel(`'${textOf(endDateTime)}' is no instant.`);
  return end;
}

/** Delivers a request to add or to extend; what stands in the way makes it `deliveryFailed`. */
export function deliver(moment: Moment, request: Entity): Entity {
  try {
    return request['requestType'] === 'userUpdate' || request['requestType'] === 'adminUpdate'
      ? extend(moment, request)
      : assign(moment, request);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return finish(moment, request, {
      state: 'deliveryFailed',
      status: 'DeliveryFailed',
      why: error.message,
      activity: 'Failed access package assignment request',
    });
  }
}

/** Ends a request in a state. */
export function finish(
  moment: Moment,
  request: Entity,
  outcome: { state: string; status: string; activity: string; why?: string; more?: Entity },
): Entity {
  const { store, now } = moment;
  const { state, status, activity, why, more } = outcome;
  const ended = store.put('assignmentRequests', textOf(request['id']), {
    ...request,
    ...more,
    state,
    status,
    completedDateTime: now,
  });
  record(moment, {
    activity,
    targets: requestTargets(moment, ended),
    ...(why !== undefined && { details: { reason: why } }),
  });
  return ended;
}

/** What an event about a request or an assignment concerns. */
export function requestTargets({ store }: Moment, row: Entity) {
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

function assign(moment: Moment, request: Entity): Entity {
  const { store, now } = moment;
  const person = personOfRequest(moment, request);
  const packageId = textOf(request['accessPackageId']);
  requireNotPast(request, now);
  requireInvitable(moment, person);
  if (heldPackage(store, textOf(person.user?.['id']), packageId) !== undefined)
    throw new ServiceError(400, 'ExistingGrant', 'They hold the access package already.');
  const proposed = request['proposesOrganization'] === true ? proposeOrganization(moment, person) : undefined;
  const user = unblock(moment, ensureUser(moment, person));
  const userId = textOf(user['id']);
  if (proposed !== undefined)
    store.put('subjects', userId, { ...store.get('subjects', userId), connectedOrganizationId: proposed });
  const partly = user['externalUserState'] === 'PendingAcceptance' && needsSharePoint(store, packageId);
  const state = partly ? 'partiallyDelivered' : 'delivered';
  const status = partly ? 'PartiallyDelivered' : 'Delivered';
  const id = moment.newId();
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
  grantAll(moment, user, packageId);
  planReview(moment, textOf(request['policyId']));
  return finish(
    moment,
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

/** A newcomer of no organization whom anybody-may-ask lets in brings a proposed organization with them. */
function proposeOrganization(moment: Moment, person: Person): string | undefined {
  const { store, now } = moment;
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
  const id = moment.newId();
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
  record(moment, {
    activity: 'Create connected organization',
    operationType: 'Add',
    targets: [{ type: 'ConnectedOrganization', object: organization }],
    details: { source: typeOf(source) ?? '' },
  });
  return id;
}

function extend(moment: Moment, request: Entity): Entity {
  const { store, now } = moment;
  const assignment = store.get('assignments', textOf(request['assignmentId']));
  if (
    assignment === undefined ||
    heldPackage(store, textOf(assignment['subjectId']), textOf(assignment['accessPackageId'])) === undefined
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
  return finish(moment, request, {
    state: 'delivered',
    status: 'Delivered',
    activity: 'Extend access package assignment',
  });
}
