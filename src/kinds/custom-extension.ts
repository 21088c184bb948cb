/** A Logic App that policies of a catalog call at stages of a request or an assignment (CONTRACT 8). */
import { formatAddress } from '../model/address.ts';
import { folded, unfolded, unlisted } from '../model/unlisted.ts';
import { withUnsaid } from '../model/unsaid.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Governance } from '../schema/governance.ts';
import type { AttributeTable } from './bearing.ts';
import { declareMembers } from './declare-members.ts';
import { EXTENSION_TYPES, extensionTypeNamed, extensionTypeOf } from './extension-types.ts';
import type { Declaration, KindReader, KindWriter, Naming, RemoteObject } from './kind.ts';
import { defineKind } from './kind.ts';
import { POLICIES, POLICY_EXPAND } from './policy-requests.ts';
import { EM, expandedId, firstThere, idOf, naturalKey, shortType, typed } from './wire.ts';

type CatalogSpec = NonNullable<Governance['catalogs']>[string];
type ExtensionSpec = NonNullable<CatalogSpec['customExtensions']>[string];

interface Spec {
  readonly catalog: string;
  readonly extension: ExtensionSpec;
}

/** How long a list may lag behind a write. */
const LISTED_WITHIN_MS = 60_000;
const LOGIC_APP = 'logicAppTriggerEndpointConfiguration';
const PROOF_OF_POSSESSION = 'azureAdPopTokenAuthentication';
const TOKEN = 'azureAdTokenAuthentication';
const CALLBACK = 'customExtensionCallbackConfiguration';
/** What examples of the documentation call the time-out of a call-back; in the metadata it is `timeoutDuration`. */
const DOCUMENTED_TIMEOUT = 'durationBeforeTimeout';
/** What the service fills in, and types that the place implies. */
const FILLED_IN = new RegExp(
  `^(?:createdBy|lastModifiedBy|endpointConfiguration\\.url|callbackConfiguration\\.(?:${DOCUMENTED_TIMEOUT}|@odata\\.type=${CALLBACK})|clientConfiguration\\.@odata\\.type=.*)$`,
);

const TEXTS: AttributeTable = {
  displayName: { type: 'string', bearsOn: 'nothing' },
  description: { type: 'string', default: '', bearsOn: 'nothing' },
};

const CLIENT: AttributeTable = {
  // Which values the service gives to what is left out is not documented, so undeclared ones go back as they are.
  clientConfiguration: {
    type: 'object',
    mutability: 'kept',
    members: {
      maximumRetries: { type: 'integer', mutability: 'kept', bearsOn: 'workflows' },
      timeoutInMilliseconds: { type: 'integer', mutability: 'kept', bearsOn: 'workflows' },
    },
  },
};

/** All that a configuration of a type holds which is not listed here. */
const OTHERS: AttributeTable[string] = { type: 'json', bearsOn: 'workflows' };

const ATTRIBUTES: AttributeTable = {
  catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'workflows' },
  '@odata.type': {
    type: 'enum',
    values: Object.values(EXTENSION_TYPES),
    mutability: 'replace',
    bearsOn: 'workflows',
  },
  ...TEXTS,
  endpointConfiguration: {
    type: 'object',
    members: {
      '@odata.type': { type: 'string', bearsOn: 'workflows' },
      subscriptionId: { type: 'guid', bearsOn: 'workflows' },
      resourceGroupName: { type: 'string', bearsOn: 'workflows' },
      logicAppWorkflowName: { type: 'string', bearsOn: 'workflows' },
      unlisted: OTHERS,
    },
  },
  authenticationConfiguration: {
    type: 'object',
    members: {
      '@odata.type': { type: 'string', bearsOn: 'workflows' },
      resourceId: { type: 'string', bearsOn: 'workflows' },
      unlisted: OTHERS,
    },
  },
  ...CLIENT,
  // A request waits for an extension that has a time to answer in, and for no other.
  callbackConfiguration: {
    type: 'object',
    nullable: true,
    default: null,
    members: { timeoutDuration: { type: 'duration', bearsOn: 'workflows' } },
  },
};

export default defineKind<Spec>({
  name: 'customExtension',
  attributes: ATTRIBUTES,
  yaml: {
    *declarations(document): Generator<Declaration<Spec>> {
      for (const [catalog, { customExtensions }] of Object.entries(document.catalogs ?? {})) {
        for (const [key, extension] of Object.entries(customExtensions ?? {})) {
          yield {
            address: formatAddress('customExtension', catalog, key),
            path: ['catalogs', catalog, 'customExtensions', key],
            spec: { catalog, extension },
          };
        }
      }
    },
    normalize: ({ spec: { catalog, extension }, path }, resolve) => ({
      catalog: resolve.reference('catalog', [catalog], path),
      '@odata.type': extensionTypeNamed(extension.type),
      displayName: extension.displayName,
      description: extension.description,
      endpointConfiguration: typedOrUnlisted(extension.logicApp as JsonObject, LOGIC_APP),
      authenticationConfiguration:
        extension.authentication === undefined
          ? { '@odata.type': PROOF_OF_POSSESSION }
          : typedOrUnlisted(extension.authentication as JsonObject, TOKEN),
      ...(extension.client !== undefined && { clientConfiguration: { ...extension.client } }),
      callbackConfiguration: extension.callback === undefined ? null : { ...extension.callback },
    }),
    declare: (attributes, key, naming) => ({
      path: ['catalogs', naming.reference(asString(attributes['catalog']) ?? ''), 'customExtensions', key],
      listed: false,
      spec: extensionSpec(attributes, naming),
    }),
  },
  identity: {
    by: 'id',
    parent: 'catalog',
    addressKeys: [{ kind: 'catalog', key: 0 }],
    naturalKeys: (attributes) => [naturalKey([attributes['catalog']], attributes['displayName'])],
    // Whether the service refuses a second one of the same name is not documented.
    duplicates: () => 'possible',
  },
  graph: {
    type: 'microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
    elsewhere: FILLED_IN,
    limit: 500,
    async read(reader) {
      const catalogs = (await reader.objects('catalog')).filter(({ id, attributes }) =>
        reader.wants('catalog', id, asString(attributes['displayName']) ?? ''),
      );
      return (await Promise.all(catalogs.map(({ id }) => extensionsOf(reader, id)))).flat();
    },
    async create(writer, desired) {
      const catalog = asString(desired['catalog']) ?? '';
      const path = collectionOf(catalog);
      const id = await writer.poll(`the catalog ${catalog}`, () =>
        writer.make({
          what: 'the new custom extension',
          request: { method: 'POST', path, body: withUnfolded(foldedBody(desired)) },
          unique: false,
          find: () => findExtension(writer, path, desired),
        }),
      );
      writer.created(id);
      // The next plan must find it in the list.
      return writer.poll(
        'the new custom extension to be listed',
        async () => ((await isListed(writer.graph, path, id)) ? id : undefined),
        { withinMs: LISTED_WITHIN_MS },
      );
    },
    async update(writer, id, _before, after) {
      const path = `${collectionOf(asString(after['catalog']) ?? '')}/${id}`;
      const live = await writer.graph.get(path);
      const read = foldedBody(liveAttributes(live), live);
      const body = withUnsaid(ATTRIBUTES, withFolded(live), foldedBody(after, live), FILLED_IN, read);
      await writer.graph.write({ method: 'PUT', path, body: withUnfolded(body) });
    },
    async delete(writer, id, live) {
      const path = collectionOf(asString(live['catalog']) ?? '');
      await writer.graph.write({ method: 'DELETE', path: `${path}/${id}` });
      await writer.poll(
        'the custom extension to be gone',
        async () => ((await isListed(writer.graph, path, id)) ? undefined : true),
        { withinMs: LISTED_WITHIN_MS },
      );
    },
  },
  access: { uses: (graph, id) => callersOf(graph, id) },
  words: {
    noun: 'custom extension',
    displayName: (attributes) => asString(attributes['displayName']) ?? '',
    facts: waitingFacts,
  },
});

function collectionOf(catalog: string): string {
  return `${EM}/catalogs/${catalog}/customWorkflowExtensions`;
}

async function extensionsOf(reader: KindReader, catalog: string): Promise<RemoteObject[]> {
  const extensions = await reader.list(collectionOf(catalog));
  return extensions.map((entity) => ({
    id: idOf(entity, 'a custom extension'),
    attributes: { ...liveAttributes(entity), catalog, createdDateTime: entity['createdDateTime'] },
    entity: withFolded(entity),
  }));
}

function liveAttributes(entity: JsonObject): JsonObject {
  const callback = entity['callbackConfiguration'];
  return {
    ...withFolded(entity),
    '@odata.type': shortType(entity['@odata.type']),
    callbackConfiguration: isObject(callback) ? callbackOf(callback) : null,
  };
}

/** A configuration as it was read, under the short name of its type; one of another type than those listed is folded. */
function foldedUnless(listed: readonly string[], value: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(value)) return value;
  const type = shortType(value['@odata.type']);
  return listed.includes(type) ? { ...value, '@odata.type': type } : folded(value, type);
}

const FOLDED = {
  endpointConfiguration: [LOGIC_APP],
  authenticationConfiguration: [TOKEN, PROOF_OF_POSSESSION],
} as const;

/** An extension as Graph has it; configurations of types that are not listed are folded. */
function withFolded(entity: JsonObject): JsonObject {
  const configurations = Object.entries(FOLDED).flatMap(([name, listed]) =>
    name in entity ? [[name, foldedUnless(listed, entity[name])] as const] : [],
  );
  return { ...entity, ...Object.fromEntries(configurations) };
}

/** The inverse. */
function withUnfolded(body: JsonObject): JsonObject {
  const configurations = Object.keys(FOLDED).flatMap((name) => {
    const value = body[name];
    return isObject(value) ? [[name, typed(unfolded(value))] as const] : [];
  });
  return { ...body, ...Object.fromEntries(configurations) };
}

/** A declared configuration: of the type that its place implies, or whole. */
function typedOrUnlisted({ unlisted: other, ...members }: JsonObject, type: string): JsonObject {
  return isObject(other)
    ? folded(other, shortType(other['@odata.type']))
    : { '@odata.type': type, ...members };
}

/** Without a time to answer in, nothing waits. */
function callbackOf(callback: JsonObject): JsonObject | null {
  const timeoutDuration = callback['timeoutDuration'] ?? callback[DOCUMENTED_TIMEOUT];
  return timeoutDuration === undefined || timeoutDuration === null ? null : { timeoutDuration };
}

/** The body of a POST; with what is `live` that of a PUT, which says of everything that it is not there. */
function foldedBody(attributes: JsonObject, live?: JsonObject): JsonObject {
  const {
    catalog: _catalog,
    clientConfiguration: client,
    callbackConfiguration: callback,
    ...members
  } = attributes;
  const known = live?.['callbackConfiguration'];
  const { endpointConfiguration: endpoint, authenticationConfiguration: authentication } = members;
  return typed({
    ...members,
    endpointConfiguration: isObject(endpoint) ? typed(endpoint) : endpoint,
    authenticationConfiguration: isObject(authentication) ? typed(authentication) : authentication,
    ...((isObject(client) || live !== undefined) && { clientConfiguration: client ?? null }),
    ...((isObject(callback) || live !== undefined) && {
      callbackConfiguration: isObject(callback) ? wireCallback(callback, isObject(known) ? known : {}) : null,
    }),
  });
}

/** In the word in which the service has it, and in that of the metadata where it has none. */
function wireCallback({ timeoutDuration }: JsonObject, live: JsonObject): JsonObject {
  const name = Object.hasOwn(live, DOCUMENTED_TIMEOUT) ? DOCUMENTED_TIMEOUT : 'timeoutDuration';
  return { '@odata.type': live['@odata.type'] ?? `#microsoft.graph.${CALLBACK}`, [name]: timeoutDuration };
}

function extensionSpec(attributes: JsonObject, naming: Naming): JsonObject {
  const texts = declareMembers(TEXTS, attributes, naming);
  // Undeclared it is kept, and yet another tenant would not have it.
  const { clientConfiguration: client } = declareMembers(CLIENT, attributes, { ...naming, kept: true });
  const { callbackConfiguration: callback } = attributes;
  return {
    type: extensionTypeOf(attributes['@odata.type']),
    ...texts,
    logicApp: logicAppSpec(attributes['endpointConfiguration']),
    ...authenticationSpec(attributes['authenticationConfiguration']),
    ...(isObject(client) && Object.keys(client).length > 0 && { client }),
    ...(isObject(callback) && { callback }),
  };
}

function logicAppSpec(endpoint: JsonValue | undefined): JsonObject {
  const { '@odata.type': type, ...names } = isObject(endpoint) ? endpoint : {};
  return type === LOGIC_APP ? names : unlisted(unfolded(isObject(endpoint) ? endpoint : {}));
}

function authenticationSpec(value: JsonValue | undefined): JsonObject {
  const { '@odata.type': type, ...members } = isObject(value) ? value : {};
  if (type === PROOF_OF_POSSESSION) return {};
  return { authentication: type === TOKEN ? members : unlisted(unfolded(isObject(value) ? value : {})) };
}

/** The extension of that name and sort which this run can have made. */
async function findExtension(
  writer: KindWriter,
  path: string,
  desired: JsonObject,
): Promise<string | undefined> {
  const name = asString(desired['displayName'])?.toLowerCase();
  const found = (await writer.graph.list(path)).filter(
    (entity) =>
      asString(entity['displayName'])?.toLowerCase() === name &&
      shortType(entity['@odata.type']) === desired['@odata.type'],
  );
  return firstThere(writer, path, found);
}

async function isListed(graph: GraphReader, path: string, id: string): Promise<boolean> {
  return (await graph.list(path)).some((entity) => expandedId(entity) === id.toLowerCase());
}

/** Policies that call it, as reasons not to remove it. */
async function callersOf(graph: GraphReader, id: string): Promise<readonly string[]> {
  const policies = await graph.list(`${POLICIES}?${POLICY_EXPAND}`);
  const callers = policies.filter(({ customExtensionStageSettings: settings }) =>
    objectsOf(settings).some(({ customExtension }) => expandedId(customExtension) === id.toLowerCase()),
  );
  if (callers.length === 0) return [];
  return [callers.length === 1 ? 'a policy calls it' : `${callers.length} policies call it`];
}

/** That requests wait is seen in the portal only where the extension is edited. */
function waitingFacts(attributes: JsonObject): readonly string[] {
  const { callbackConfiguration: callback, '@odata.type': type } = attributes;
  const time = isObject(callback) ? asString(callback['timeoutDuration']) : undefined;
  if (time === undefined || type !== EXTENSION_TYPES.requestWorkflow) return [];
  return [`Requests that call it wait up to ${time} for the Logic App, which can deny them`];
}
