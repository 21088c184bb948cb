/** Users, groups, service principals and applications are made and changed, as the portal of the directory does (CONTRACT 13). */
import { alternateKeyOf, rowByKey } from '../directory/alternate-keys.ts';
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { DirectoryObject } from '../directory/deleted-objects.ts';
import { DIRECTORY_OBJECTS } from '../directory/deleted-objects.ts';
import { splitExtensions } from '../directory/extension-values.ts';
import { setMembership } from '../directory/groups.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import { evaluateAfterUserChange } from '../lifecycle/automatic-evaluation.ts';
import { requireFreeUserName, userOf } from '../directory/lookups.ts';
import { findPrincipal } from '../directory/principals.ts';
import { pick, without } from '../wire/query.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { requireMe } from '../read/roots.ts';
import { parseReference, TAKES_REFERENCE } from '../wire/request-body.ts';
import { bodyOf, created, NO_CONTENT, param } from '../route.ts';
import { noteWritten } from '../storage/seeded-rows.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import { checkBody } from '../types/check-body.ts';
import { UNSET_ATTRIBUTES } from '../directory/user-attributes.ts';

const [USER] = DIRECTORY_OBJECTS;

/** The directory has one code for whatever is wrong with a body. */
function checked(
  { future, store }: Call,
  type: DirectoryObject['type'],
  body: Entity,
  purpose: 'create' | 'update',
): Entity {
  const { values, rest } = splitExtensions(store, type, body);
  try {
    return { ...checkBody(type, rest, purpose, future), ...values };
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(error.message) : error;
  }
}

const badRequest = (message: string) => new ServiceError(400, 'Request_BadRequest', message);

function rowOf({ store }: Call, { type, table }: DirectoryObject, id: string): Entity {
  const row = type === 'user' ? userOf(store, id) : rowByKey(store, table, id);
  if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  return row;
}

/** A name to sign in with is of a verified domain, and nobody else has it. */
function requireFreeName({ store }: Call, name: string, self?: string): void {
  const [, domain = ''] = name.toLowerCase().split('@');
  const verified = textsOf(store.get('meta', 'tenant')?.['domains']).map((each) => each.toLowerCase());
  if (!verified.includes(domain))
    throw badRequest(
      'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
    );
  requireFreeUserName(store, name, self);
}

/** A group with a rule is dynamic, and only that. */
function requireRule(group: Entity): void {
  const isDynamic = textsOf(group['groupTypes']).includes('DynamicMembership');
  if (isDynamic && textOf(group['membershipRule']) === '')
    throw badRequest('A membershipRule is required for a group with dynamic membership.');
}

/** Who signs in with an identity of their own only gets a name made of an id (as in an external tenant). */
function withLocalName(call: Call, sent: Entity): Entity {
  if (entitiesOf(sent['identities']).length === 0 || sent['userPrincipalName'] !== undefined) return sent;
  const name = call.newId();
  const [domain = ''] = textsOf(call.store.get('meta', 'tenant')?.['domains']);
  return { accountEnabled: true, mailNickname: name, userPrincipalName: `${name}@${domain}`, ...sent };
}

function newUser(call: Call, body: Entity): Entity {
  const name = textOf(body['userPrincipalName']);
  requireFreeName(call, name);
  return {
    ...UNSET_ATTRIBUTES,
    mail: null,
    userType: 'Member',
    externalUserState: null,
    onPremisesSyncEnabled: null,
    createdDateTime: call.now,
    ...without(body, 'passwordProfile'),
  };
}

/** Ids of objects that a body binds; all of them exist. */
function boundIds({ store }: Call, bound: Json | undefined): string[] {
  return entitiesOf(bound).map(({ id }) => {
    const found = findPrincipal(store, textOf(id));
    if (found === undefined)
      throw badRequest(`Resource '${textOf(id)}' does not exist, so it cannot be bound.`);
    return textOf(found['id']);
  });
}

/** A person owns what they create, unless they name other owners. */
function ownersOf(call: Call, bound: Json | undefined): string[] {
  const { caller } = call;
  if (bound !== undefined) return boundIds(call, bound);
  const { user } = caller.kind === 'person' ? caller.person : {};
  return user === undefined ? [] : [textOf(user['id'])];
}

function newGroup(call: Call, body: Entity): Entity {
  requireRule(body);
  const isUnified = textsOf(body['groupTypes']).includes('Unified');
  const [domain = ''] = textsOf(call.store.get('meta', 'tenant')?.['domains']);
  const mail = body['mailEnabled'] === true ? `${textOf(body['mailNickname'])}@${domain}` : null;
  return {
    description: null,
    groupTypes: [],
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    membershipRule: null,
    createdDateTime: call.now,
    mail,
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    visibility: !isUnified ? null : body['isAssignableToRole'] === true ? 'Private' : 'Public',
    ...without(body, 'members', 'owners'),
    memberIds: boundIds(call, body['members']),
    ownerIds: ownersOf(call, body['owners']),
  };
}

/** An application gets the id that its clients sign in with. */
function newApplication(call: Call, body: Entity): Entity {
  requireFreeKey(call, 'applications', body['uniqueName']);
  return { ...body, appId: call.newId(), createdDateTime: call.now, ownerIds: ownersOf(call, undefined) };
}

function requireFreeKey(
  { store }: Call,
  table: 'applications' | 'groups',
  uniqueName: Json | undefined,
): void {
  if (textOf(uniqueName) === '' || rowByKey(store, table, `uniqueName='${textOf(uniqueName)}'`) === undefined)
    return;
  throw badRequest('Another object with the same value for property uniqueName already exists.');
}

function newServicePrincipal({ store, now }: Call, body: Entity): Entity {
  const { appId } = body;
  if (store.all('servicePrincipals').some((row) => row['appId'] === appId))
    throw new ServiceError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created: the name ${textOf(appId)} is already in use.`,
    );
  const registered = rowByKey(store, 'applications', `appId='${textOf(appId)}'`);
  const { displayName = appId, appRoles = [] } = registered ?? {};
  return { displayName, appRoles, createdDateTime: now, ...body };
}

const NEW = {
  user: newUser,
  group: newGroup,
  servicePrincipal: newServicePrincipal,
  application: newApplication,
} as const;

function recordChange(
  call: Call,
  verb: 'Add' | 'Update',
  { called, audited }: DirectoryObject,
  object: Entity,
): void {
  record(call, {
    activity: `${verb} ${called}`,
    operationType: verb,
    targets: [{ type: audited, object }],
  });
  evaluateAfterUserChange(call.store, call.now);
}

/** What the answer to the creation of a user has beside the usual, where it was given. */
const SHOWN_IF_GIVEN = ['identities', 'passwordPolicies'];

function create(call: Call, object: DirectoryObject, sent = bodyOf(call)): Answer {
  const { type, table } = object;
  const id = call.newId();
  const whole = type === 'user' ? withLocalName(call, sent) : sent;
  const row = { ...NEW[type](call, checked(call, type, whole, 'create')), id };
  const made = call.store.put(table, id, row);
  recordChange(call, 'Add', object, made);
  const given =
    type === 'user' ? pick(made, ...SHOWN_IF_GIVEN.filter((name) => Object.hasOwn(sent, name))) : {};
  return created({ ...plain(call, KINDS[type], made), ...given });
}

/** What a change by another key creates where that is asked for: an object with that key. */
function createMissing(call: Call, object: DirectoryObject): Answer | undefined {
  const key = param(call, 'id');
  const other = alternateKeyOf(object.table, key);
  if (!call.createIfMissing || other === undefined) return undefined;
  if (rowByKey(call.store, object.table, key) !== undefined) return undefined;
  // Parameters of paths are in lower case; the name is as the client wrote it.
  const [, quoted = ''] = /\(\w+='(.*)'\)$/s.exec(decodeURIComponent(call.url.pathname)) ?? [];
  return create(call, object, { ...bodyOf(call), [other.property]: quoted.replaceAll("''", "'") });
}

function update(call: Call, object: DirectoryObject): Answer {
  const made = createMissing(call, object);
  if (made !== undefined) return made;
  const { type, table } = object;
  const row = rowOf(call, object, param(call, 'id'));
  const id = textOf(row['id']);
  const body = without(checked(call, type, bodyOf(call), 'update'), 'passwordProfile', 'members');
  if (type === 'user' && body['userPrincipalName'] !== undefined)
    requireFreeName(call, textOf(body['userPrincipalName']), id);
  const changed = { ...row, ...body, id };
  if (type === 'group') requireRule(changed);
  call.store.put(table, id, changed);
  noteWritten(call.store, table, id, Object.keys(body));
  if (type === 'group') addMembers(call, changed);
  recordChange(call, 'Update', object, changed);
  return NO_CONTENT;
}

/** `members@odata.bind` of a change adds to the members. */
function addMembers(call: Call, group: Entity): void {
  const { members } = checked(call, 'group', bodyOf(call), 'update');
  for (const userId of boundIds(call, members))
    setMembership(call.store, { groupId: textOf(group['id']), role: 'members', userId }, true);
}

function setManager(call: Call, managerId: string | undefined): Answer {
  const row = rowOf(call, USER, param(call, 'id'));
  const changed = { ...row, managerId };
  call.store.put('users', textOf(row['id']), changed);
  noteWritten(call.store, 'users', textOf(row['id']), ['managerId']);
  recordChange(call, 'Update', USER, changed);
  return NO_CONTENT;
}

function managerNamed(call: Call): string {
  const { id } = parseReference(call);
  if (findPrincipal(call.store, id) === undefined)
    throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  return id;
}

export const principalRoutes: readonly Route[] = [
  ...DIRECTORY_OBJECTS.flatMap((object): Route[] => [
    {
      method: 'POST',
      pattern: `/${object.table}`,
      takes: { type: object.type, purpose: 'create' },
      answers: object.type,
      handle: (call) => create(call, object),
    },
    {
      method: 'PATCH',
      pattern: `/${object.table}/{id}`,
      takes: { type: object.type, purpose: 'update' },
      handle: (call) => update(call, object),
    },
  ]),
  {
    method: 'PATCH',
    pattern: '/me',
    takes: { type: 'user', purpose: 'update' },
    handle: (call) => update({ ...call, params: { id: textOf(requireMe(call)['id']) } }, USER),
  },
  {
    method: 'PUT',
    pattern: '/users/{id}/manager/$ref',
    takes: TAKES_REFERENCE,
    handle: (call) => setManager(call, managerNamed(call)),
  },
  {
    method: 'DELETE',
    pattern: '/users/{id}/manager/$ref',
    handle: (call) => setManager(call, undefined),
  },
];
