/** Users, groups and service principals are made and changed, as the portal of the directory does (CONTRACT 13). */
import { record } from './audit.ts';
import type { Answer, Call, Route } from './context.ts';
import type { Principal } from './deleted-objects.ts';
import { PRINCIPALS } from './deleted-objects.ts';
import type { Entity } from './json.ts';
import { textOf, textsOf } from './json.ts';
import { evaluateAfterUserChange } from './lifecycle/automatic-evaluation.ts';
import { requireFreeUserName, userOf } from './lookups.ts';
import { findPrincipal } from './principals.ts';
import { without } from './query.ts';
import { KINDS } from './read/kinds.ts';
import { plain } from './read/render.ts';
import { parseReference } from './request-body.ts';
import { bodyOf, created, NO_CONTENT, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';
import { checkBody } from './types/check-body.ts';
import { UNSET_ATTRIBUTES } from './user-attributes.ts';

const [USER] = PRINCIPALS;

/** The directory has one code for whatever is wrong with a body. */
function checked(type: Principal['type'], body: Entity, purpose: 'create' | 'update'): Entity {
  try {
    return checkBody(type, body, purpose);
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(error.message) : error;
  }
}

const badRequest = (message: string) => new ServiceError(400, 'Request_BadRequest', message);

function rowOf({ store }: Call, { type, table }: Principal, id: string): Entity {
  const row = type === 'user' ? userOf(store, id) : store.get(table, id);
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

function newGroup({ now }: Call, body: Entity): Entity {
  requireRule(body);
  return {
    description: null,
    groupTypes: [],
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    membershipRule: null,
    createdDateTime: now,
    ...body,
    memberIds: [],
    ownerIds: [],
  };
}

function newServicePrincipal({ store, now }: Call, body: Entity): Entity {
  const { appId } = body;
  if (store.all('servicePrincipals').some((row) => row['appId'] === appId))
    throw new ServiceError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created: the name ${textOf(appId)} is already in use.`,
    );
  return { displayName: appId, appRoles: [], createdDateTime: now, ...body };
}

const NEW = { user: newUser, group: newGroup, servicePrincipal: newServicePrincipal } as const;

function recordChange(
  call: Call,
  verb: 'Add' | 'Update',
  { called, audited }: Principal,
  object: Entity,
): void {
  record(call, {
    activity: `${verb} ${called}`,
    operationType: verb,
    targets: [{ type: audited, object }],
  });
  evaluateAfterUserChange(call.store, call.now);
}

function create(call: Call, principal: Principal): Answer {
  const { type, table } = principal;
  const id = call.newId();
  const row = { ...NEW[type](call, checked(type, bodyOf(call), 'create')), id };
  const made = call.store.put(table, id, row);
  recordChange(call, 'Add', principal, made);
  return created(plain(call, KINDS[type], made));
}

function update(call: Call, principal: Principal): Answer {
  const { type, table } = principal;
  const row = rowOf(call, principal, param(call, 'id'));
  const id = textOf(row['id']);
  const body = without(checked(type, bodyOf(call), 'update'), 'passwordProfile');
  if (type === 'user' && body['userPrincipalName'] !== undefined)
    requireFreeName(call, textOf(body['userPrincipalName']), id);
  const changed = { ...row, ...body };
  if (type === 'group') requireRule(changed);
  call.store.put(table, id, changed);
  recordChange(call, 'Update', principal, changed);
  return NO_CONTENT;
}

function setManager(call: Call, managerId: string | undefined): Answer {
  const row = rowOf(call, USER, param(call, 'id'));
  const changed = { ...row, managerId };
  call.store.put('users', textOf(row['id']), changed);
  recordChange(call, 'Update', USER, changed);
  return NO_CONTENT;
}

function managerNamed(call: Call): string {
  checkBody('objectReference', bodyOf(call), 'create');
  const { id } = parseReference(bodyOf(call));
  if (findPrincipal(call.store, id) === undefined)
    throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  return id;
}

export const principalRoutes: readonly Route[] = [
  ...PRINCIPALS.flatMap((principal): Route[] => [
    { method: 'POST', pattern: `/${principal.table}`, handle: (call) => create(call, principal) },
    { method: 'PATCH', pattern: `/${principal.table}/{id}`, handle: (call) => update(call, principal) },
  ]),
  {
    method: 'PUT',
    pattern: '/users/{id}/manager/$ref',
    handle: (call) => setManager(call, managerNamed(call)),
  },
  {
    method: 'DELETE',
    pattern: '/users/{id}/manager/$ref',
    handle: (call) => setManager(call, undefined),
  },
];
