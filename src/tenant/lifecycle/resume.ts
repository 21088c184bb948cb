/** `resume`: what a custom extension answers to a request that waits for it (CONTRACT 8). */
import { record } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import { wrongAt } from '../types/check-body.ts';
import { isWaiting, openCalls } from './callouts.ts';
import { completeRequest, requestTargets } from './delivery.ts';
import { continueAfter } from './stages.ts';

const STAGE = 'microsoft.graph.accessPackageCustomExtensionStage.';
const OUTCOMES = {
  denied: { state: 'denied', status: 'Denied', activity: 'Deny access package assignment' },
  canceled: { state: 'canceled', status: 'Canceled', activity: 'Cancel access package assignment request' },
} as const;

/** Sends a request on, denies or cancels it. Throws 400 for one that does not wait, or for another call. */
export function resume(context: Context, request: Entity, sent: Entity): Entity {
  const { source, type, data } = sent;
  const { stage, customExtensionStageInstanceId, customExtensionStageInstanceDetail, state } = entityOf(data);
  const at = textOf(request['calloutStage']);
  const answered = openCalls(request).find(({ id }) => id === customExtensionStageInstanceId);
  if (!isWaiting(request) || answered === undefined)
    throw new ServiceError(400, 'RequestNotWaiting', 'The request does not wait for this call.');
  if (textOf(type).toLowerCase() !== `${STAGE}${at}`.toLowerCase())
    throw wrongAt('type', `it waits at ${at}.`);
  if (stage !== at) throw wrongAt('data/stage', `it waits at ${at}.`);
  const outcome = Object.entries(OUTCOMES).find(([name]) => name === state)?.[1];
  if (outcome !== undefined && at !== 'assignmentRequestCreated')
    throw wrongAt('data/state', 'a request is denied or canceled as it is created only.');
  record(context, {
    activity: 'Resume access package assignment request',
    targets: requestTargets(context, request),
    details: { source: textOf(source), stage: at },
  });
  const calls = entitiesOf(request['customExtensionCalloutInstances']).map((call) =>
    call === answered
      ? { ...call, status: 'callbackReceived', detail: customExtensionStageInstanceDetail ?? null }
      : call,
  );
  const heard = context.store.put('assignmentRequests', textOf(request['id']), {
    ...request,
    customExtensionCalloutInstances: calls,
  });
  if (outcome !== undefined) return completeRequest(context, heard, outcome);
  return openCalls(heard).length > 0 ? heard : continueAfter(context, heard, at);
}
