/**
 * Custom extensions that a policy calls as a request goes its way. The tenant calls nothing outside: it keeps which
 * call it would make, and a request waits for those that are to answer (CONTRACT 8).
 */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import { durationMs } from './time.ts';

const HOLDING = ['assignmentRequestCreated', 'assignmentRequestApproved'];

/** Whether a request waits for an extension. */
export function isWaiting(request: Entity): boolean {
  return request['status'] === 'WaitingForCallback';
}

/** The calls of a request that are to be answered still. */
export function openCalls(request: Entity): Entity[] {
  return entitiesOf(request['customExtensionCalloutInstances']).filter(
    ({ status }) => status === 'waitingForCallback',
  );
}

/** Calls what the request's policy names for a stage of the workflow; as it was when it names nothing. */
export function callOut(context: Context, request: Entity, stage: string): Entity {
  const { store } = context;
  const policy = store.get('policies', textOf(request['policyId']));
  const called = entitiesOf(policy?.['customExtensionStageSettings'])
    .filter((setting) => setting['stage'] === stage)
    .map(({ customExtension }) => textOf(entityOf(customExtension)['id']).toLowerCase());
  if (called.length === 0) return request;
  const calls = called.map((id): Entity => ({
    id: context.newId(),
    customExtensionId: id,
    externalCorrelationId: context.newId(),
    detail: null,
    status: waitsFor(store.get('customWorkflowExtensions', id), stage) ? 'waitingForCallback' : 'calloutSent',
  }));
  const known = entitiesOf(request['customExtensionCalloutInstances']);
  const waits = calls.some(({ status }) => status === 'waitingForCallback');
  return store.put('assignmentRequests', textOf(request['id']), {
    ...request,
    customExtensionCalloutInstances: [...known, ...calls],
    ...(waits && { state: 'submitted', status: 'WaitingForCallback', calloutStage: stage }),
  });
}

/** A request waits for an extension that has a time to answer in, before it is approved and before it is delivered. */
function waitsFor(extension: Entity | undefined, stage: string): boolean {
  const { durationBeforeTimeout, timeoutDuration } = entityOf(extension?.['callbackConfiguration']);
  const length = durationMs(textOf(durationBeforeTimeout ?? timeoutDuration)) ?? 0;
  const ofRequests = typeOf(extension ?? {}) === 'accessPackageAssignmentRequestWorkflowExtension';
  return ofRequests && length > 0 && HOLDING.includes(stage);
}
