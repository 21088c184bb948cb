/** Deletion of users, groups and applications, and their way back (`/directory/deletedItems`). */
import { record } from './audit.ts';
import type { Answer, Call, Route } from './context.ts';
import {
  deletedObject,
  deletedObjects,
  deleteObject,
  PRINCIPALS,
  purgeObject,
  restoreObject,
} from './deleted-objects.ts';
import type { Entity } from './json.ts';
import { textOf } from './json.ts';
import { without } from './query.ts';
import type { EntityKind } from './read/kind.ts';
import { KINDS } from './read/kinds.ts';
import { page, single } from './read/render.ts';
import { NO_CONTENT, ok, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';

const ITEMS = '/directory/deletedItems';

const WORDS = { user: 'user', group: 'group', servicePrincipal: 'service principal' } as const;

/** What the audit log calls a type of object: `User`. */
const auditType = (type: keyof typeof WORDS) => `${type.charAt(0).toUpperCase()}${type.slice(1)}`;

function typeOfItem(item: Entity): keyof typeof WORDS {
  return PRINCIPALS.find(({ table }) => table === item['table'])?.type ?? 'user';
}

/** A deleted user gives its name free, so Graph puts the id before it. */
function visible(item: Entity): Entity {
  const name = item['userPrincipalName'];
  return {
    '@odata.type': `#microsoft.graph.${typeOfItem(item)}`,
    ...without(item, 'table', 'managerId', 'memberIds', 'ownerIds', 'signIn', 'blockedDateTime'),
    ...(typeof name === 'string' && {
      userPrincipalName: `${textOf(item['id']).replaceAll('-', '')}${name}`,
    }),
  };
}

/** A deleted object says since when, and leads nowhere. */
function deletedKind(type: keyof typeof WORDS): EntityKind {
  const { properties, ...kind } = KINDS[type];
  return { ...kind, properties: [...new Set([...properties, 'deletedDateTime'])], navigations: {} };
}

function itemOf(call: Call): Entity {
  const item = deletedObject(call, param(call, 'id'));
  if (item === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
  return item;
}

function restore(call: Call): Answer {
  const item = itemOf(call);
  const name = textOf(item['userPrincipalName']).toLowerCase();
  const taken = (other: Entity) => textOf(other['userPrincipalName']).toLowerCase() === name;
  if (name !== '' && call.store.all('users').some(taken)) {
    const message = `Another object with the same value for property userPrincipalName already exists.`;
    throw new ServiceError(400, 'Request_BadRequest', message);
  }
  restoreObject(call, item);
  const type = typeOfItem(item);
  record(call, {
    activity: `Restore ${WORDS[type]}`,
    targets: [{ type: auditType(type), object: item }],
  });
  return ok(without(visible(item), 'deletedDateTime', 'userPrincipalName'));
}

export const deletionRoutes: readonly Route[] = [
  ...PRINCIPALS.flatMap(({ table, type }): Route[] => [
    {
      method: 'DELETE',
      pattern: `/${table}/{id}`,
      handle: (call) => {
        const row = call.store.get(table, param(call, 'id'));
        if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
        deleteObject(call, table, param(call, 'id'));
        record(call, {
          activity: `Delete ${WORDS[type]}`,
          operationType: 'Delete',
          targets: [{ type: auditType(type), object: row }],
        });
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      pattern: `${ITEMS}/microsoft.graph.${type}`,
      handle: (call) => {
        return page(call, deletedKind(type), deletedObjects(call, table).map(visible));
      },
    },
  ]),
  {
    method: 'GET',
    pattern: `${ITEMS}/{id}`,
    handle: (call) => {
      const item = itemOf(call);
      return single(call, deletedKind(typeOfItem(item)), visible(item));
    },
  },
  {
    method: 'DELETE',
    pattern: `${ITEMS}/{id}`,
    handle: (call) => {
      purgeObject(call, itemOf(call));
      return NO_CONTENT;
    },
  },
  { method: 'POST', pattern: `${ITEMS}/{id}/restore`, handle: restore },
];
