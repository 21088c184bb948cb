/** Roles of applications: given to users, groups and other applications, and taken away. */
import { rowByKey } from '../directory/alternate-keys.ts';
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { userOf } from '../directory/lookups.ts';
import { requirePrincipal, typeOf } from '../directory/principals.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';

const HOLDERS = ['users', 'groups', 'servicePrincipals'] as const;
type Holders = (typeof HOLDERS)[number];

function recordGrant(call: Call, given: boolean, resource: Entity, holder: Entity): void {
  const to = typeOf(holder) === 'Group' ? 'group' : 'user';
  record(call, {
    activity: given ? `Add app role assignment grant to ${to}` : `Remove app role assignment from ${to}`,
    operationType: given ? 'Assign' : 'Unassign',
    targets: [
      { type: 'ServicePrincipal', object: resource },
      { type: typeOf(holder), object: holder },
    ],
  });
}

function grant(call: Call, resource: Entity, holder: Entity, appRoleId: string): Answer {
  const id = call.newId();
  const row = call.store.put('appRoleAssignments', id, {
    id,
    createdDateTime: call.now,
    appRoleId,
    principalId: holder['id'],
    principalDisplayName: holder['displayName'],
    principalType: typeOf(holder),
    resourceId: resource['id'],
    resourceDisplayName: resource['displayName'],
  });
  recordGrant(call, true, resource, holder);
  return created(plain(call, KINDS.appRoleAssignment, row));
}

function resourceOf({ store }: Call, key: string): Entity {
  const resource = rowByKey(store, 'servicePrincipals', key);
  if (resource === undefined) throw missingObject(key);
  return resource;
}

/** At the application: the holder is in the body. */
function assignOn(call: Call): Answer {
  const body = checkedBody(call);
  const resource = resourceOf(call, param(call, 'id'));
  const holder = requirePrincipal(call, textOf(body['principalId']).toLowerCase());
  return grant(call, resource, holder, textOf(body['appRoleId']).toLowerCase());
}

function holderOf(call: Call, table: Holders): Entity {
  const key = param(call, 'id');
  const row = table === 'users' ? userOf(call.store, key) : rowByKey(call.store, table, key);
  if (row === undefined) throw missingObject(key);
  return requirePrincipal(call, textOf(row['id']));
}

/** At the holder: the application is in the body. */
function assignTo(call: Call, table: Holders): Answer {
  const body = checkedBody(call);
  const holder = holderOf(call, table);
  if (textOf(body['principalId']).toLowerCase() !== holder['id'])
    throw new ServiceError(400, 'Request_BadRequest', 'principalId is not the object of the address.');
  if (body['resourceId'] === undefined)
    throw new ServiceError(400, 'Request_BadRequest', 'resourceId: the property is required.');
  const resource = resourceOf(call, textOf(body['resourceId']).toLowerCase());
  return grant(call, resource, holder, textOf(body['appRoleId']).toLowerCase());
}

function revoke(call: Call, field: 'principalId' | 'resourceId', owner: Entity): Answer {
  const row = call.store.get('appRoleAssignments', param(call, 'assignment'));
  if (row === undefined || row[field] !== owner['id']) throw missingObject(param(call, 'assignment'));
  call.store.delete('appRoleAssignments', textOf(row['id']));
  const resource = call.store.get('servicePrincipals', textOf(row['resourceId'])) ?? {
    id: row['resourceId'],
  };
  recordGrant(call, false, resource, requirePrincipal(call, textOf(row['principalId'])));
  return NO_CONTENT;
}

const TAKES = { type: 'appRoleAssignment', purpose: 'create' } as const;
const AT_APPLICATION = '/servicePrincipals/{id}/appRoleAssignedTo';

export const appRoleRoutes: readonly Route[] = [
  { method: 'POST', pattern: AT_APPLICATION, takes: TAKES, answers: 'appRoleAssignment', handle: assignOn },
  {
    method: 'DELETE',
    pattern: `${AT_APPLICATION}/{assignment}`,
    handle: (call) => revoke(call, 'resourceId', resourceOf(call, param(call, 'id'))),
  },
  ...HOLDERS.flatMap((table): Route[] => [
    {
      method: 'POST',
      pattern: `/${table}/{id}/appRoleAssignments`,
      takes: TAKES,
      answers: 'appRoleAssignment',
      handle: (call) => assignTo(call, table),
    },
    {
      method: 'DELETE',
      pattern: `/${table}/{id}/appRoleAssignments/{assignment}`,
      handle: (call) => revoke(call, 'principalId', holderOf(call, table)),
    },
  ]),
];
