/** Custom extensions of a catalog: what the service calls as requests and assignments go their way (CONTRACT 8). */
import { callerName } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, isEntity, textOf } from '../json.ts';
import { catalogOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, typeOf } from '../wire/request-body.ts';
import { bodyOf, created, NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import { checkBody } from '../types/check-body.ts';

const EXTENSIONS = `${EM}/catalogs/{id}/customWorkflowExtensions`;

/** The documentation's second example of a creation has the extension in `value`. */
function sentExtension(call: Call): Entity {
  const sent = bodyOf(call);
  return isEntity(sent['value']) && Object.keys(sent).length === 1 ? sent['value'] : sent;
}

/** The service looks up the address of a logic app by its names. */
function withAddress(value: Json | undefined): Json {
  const endpoint = entityOf(value);
  if (typeOf(endpoint) !== 'logicAppTriggerEndpointConfiguration') return endpoint;
  const { subscriptionId, resourceGroupName, logicAppWorkflowName } = endpoint;
  const names = [subscriptionId, resourceGroupName, logicAppWorkflowName].map((name) =>
    encodeURIComponent(textOf(name)),
  );
  const url = `https://logic.azure.invalid/${names.join('/')}/triggers/manual/paths/invoke`;
  return { ...endpoint, url };
}

/** The service names the type of a callback's configuration, sent or not. */
function withCallbackType(value: Json | undefined): Json {
  if (!isEntity(value)) return null;
  return { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', ...value };
}

function createExtension(call: Call): Answer {
  const catalogId = textOf(catalogOf(call.store, param(call, 'id'))['id']);
  const body = checkedBody(call, sentExtension(call));
  const by = callerName(call);
  const id = call.newId();
  const row = call.store.put('customWorkflowExtensions', id, {
    description: null,
    clientConfiguration: null,
    ...body,
    id,
    callbackConfiguration: withCallbackType(body['callbackConfiguration']),
    endpointConfiguration: withAddress(body['endpointConfiguration']),
    createdBy: by,
    createdDateTime: call.now,
    lastModifiedBy: by,
    lastModifiedDateTime: call.now,
    catalogId,
  });
  return created(plain(call, KINDS.customExtension, row));
}

function extensionOf(call: Call): Entity {
  const catalogId = textOf(catalogOf(call.store, param(call, 'id'))['id']);
  const found = call.store.get('customWorkflowExtensions', param(call, 'extension'));
  if (found?.['catalogId'] === catalogId) return found;
  throw notFound('ResourceNotFound', `The custom extension '${param(call, 'extension')}'`);
}

/** What is left out keeps its value, by PUT too; the type never changes. */
function updateExtension(call: Call): Answer {
  const old = extensionOf(call);
  const type = typeOf(old) ?? 'customCalloutExtension';
  const { id: _id, ...values } = checkBody(type, sentExtension(call), 'update', call.future);
  const row = call.store.put('customWorkflowExtensions', textOf(old['id']), {
    ...old,
    ...values,
    ...(values['endpointConfiguration'] !== undefined && {
      endpointConfiguration: withAddress(values['endpointConfiguration']),
    }),
    ...(values['callbackConfiguration'] !== undefined && {
      callbackConfiguration: withCallbackType(values['callbackConfiguration']),
    }),
    lastModifiedBy: callerName(call),
    lastModifiedDateTime: call.now,
  });
  return ok(plain(call, KINDS.customExtension, row));
}

/** An extension is removed from the policies that call it first. */
function deleteExtension(call: Call): Answer {
  const id = textOf(extensionOf(call)['id']);
  const caller = call.store
    .all('policies')
    .find(({ customExtensionStageSettings }) =>
      entitiesOf(customExtensionStageSettings).some(
        ({ customExtension }) => textOf(entityOf(customExtension)['id']).toLowerCase() === id,
      ),
    );
  if (caller !== undefined) {
    const message = `The custom extension is called by the policy ${textOf(caller['displayName'])}.`;
    throw new ServiceError(400, 'InvalidDeleteCustomExtension', message);
  }
  call.store.delete('customWorkflowExtensions', id);
  return NO_CONTENT;
}

export const customExtensionRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: EXTENSIONS,
    takes: { type: 'customCalloutExtension', purpose: 'create' },
    answers: 'customExtension',
    handle: createExtension,
  },
  // The documentation has PUT, clients made from the metadata send PATCH.
  {
    method: 'PUT',
    pattern: `${EXTENSIONS}/{extension}`,
    takes: { type: 'customCalloutExtension', purpose: 'update' },
    handle: updateExtension,
  },
  {
    method: 'PATCH',
    pattern: `${EXTENSIONS}/{extension}`,
    takes: { type: 'customCalloutExtension', purpose: 'update' },
    handle: updateExtension,
  },
  { method: 'DELETE', pattern: `${EXTENSIONS}/{extension}`, handle: deleteExtension },
];
