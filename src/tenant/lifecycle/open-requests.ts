/** Open requests: one at a time for a person and a package, until they are decided or cancelled. */
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf } from '../json.ts';
import { assignsPackage } from '../permissions/standing.ts';
import { ServiceError } from '../wire/service-error.ts';
import { callingPerson } from './caller.ts';
import { completeRequest } from './delivery.ts';
import { personName } from './person.ts';
import { subjectIdOf } from './subjects.ts';

const OPEN = ['submitted', 'pendingApproval', 'scheduled', 'delivering'];

function isOpen(request: Entity): boolean {
  return OPEN.includes(textOf(request['state']));
}

/** Throws when a person has an open request for a package. */
export function requireNoOpenRequest({ store }: Context, person: Person, accessPackage: Entity): void {
  const subjectId = subjectIdOf(person);
  const open = store
    .where('assignmentRequests', 'subjectId', subjectId)
    .some((row) => row['accessPackageId'] === accessPackage['id'] && isOpen(row));
  if (!open) return;
  const message = `${personName(person)} has a request for ${textOf(accessPackage['displayName'])} under way.`;
  throw new ServiceError(400, 'ExistingOpenRequest', message);
}

/**
 * Cancels a request before it is delivered: who made it, whom it is for, and those who administer the catalog can.
 * Throws when it is too late, and for others.
 */
export function cancelOwnRequest(context: Context, request: Entity): Entity {
  const person = callingPerson(context, 'Cancelling a request');
  const own = [request['subjectId'], request['requestedById']].includes(subjectIdOf(person));
  if (!own && !assignsPackage(context.store, person, textOf(request['accessPackageId'])))
    throw new ServiceError(403, 'Forbidden', `The request is not one of ${personName(person)}.`);
  if (!isOpen(request))
    throw new ServiceError(
      400,
      'RequestNotCancellable',
      `The request is ${textOf(request['state'])} already.`,
    );
  return cancelRequest(context, request);
}

/** Cancels an open request. */
function cancelRequest(context: Context, request: Entity): Entity {
  const stages = entitiesOf(request['stages']).map((stage) =>
    stage['status'] === 'InProgress' ? { ...stage, status: 'Completed' } : stage,
  );
  return completeRequest(
    context,
    { ...request, stages },
    {
      state: 'canceled',
      status: 'Canceled',
      activity: 'Cancel access package assignment request',
    },
  );
}

/** Cancels the open requests for a package, through a policy or about an assignment, which ends. */
export function cancelOpenRequests(
  context: Context,
  field: 'accessPackageId' | 'policyId' | 'assignmentId',
  id: string,
): void {
  for (const request of context.store.where('assignmentRequests', field, id))
    if (isOpen(request)) cancelRequest(context, request);
}
