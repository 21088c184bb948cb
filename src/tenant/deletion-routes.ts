/** Deletion of users, groups and applications, and their way back (`/directory/deletedItems`). */
import { rowByKey } from './alternate-keys.ts';
import { record } from './audit.ts';
import type { Answer, Call, Route } from './context.ts';
import {
  deletedObject,
  deletedObjects,
  deleteObject,
  DIRECTORY_OBJECTS,
  purgeObject,
  restoreObject,
} from './deleted-objects.ts';
import type { DirectoryObject } from './deleted-objects.ts';
import type { Entity } from './json.ts';
import { requireFreeUserName } from './lookups.ts';
import { textOf } from './json.ts';
import { without } from './query.ts';
import type { EntityKind } from './read/kind.ts';
import { KINDS } from './read/kinds.ts';
import { page, single } from './read/render.ts';
import { NO_CONTENT, ok, param } from './route.ts';
import { notFound } from './service-error.ts';

const ITEMS = '/directory/deletedItems';

function sortOf(item: Entity): DirectoryObject {
  return DIRECTORY_OBJECTS.find(({ table }) => table === item['table']) ?? DIRECTORY_OBJECTS[0];
}

/** A deleted user gives its name free, so Graph puts the id before it. */
function visible(item: Entity): Entity {
  const name = item['userPrincipalName'];
  return {
    '@odata.type': `#microsoft.graph.${sortOf(item).type}`,
    ...without(item, 'table', 'managerId', 'memberIds', 'ownerIds', 'signIn', 'blockedDateTime'),
    ...(typeof name === 'string' && {
      userPrincipalName: `${textOf(item['id']).replaceAll('-', '')}${name}`,
    }),
  };
}

/** A deleted object says since when, and leads nowhere. */
function deletedKind(type: DirectoryObject['type']): EntityKind {
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
  const name = textOf(item['userPrincipalName']);
  if (name !== '') requireFreeUserName(call.store, name);
  restoreObject(call, item);
  const { called, audited } = sortOf(item);
  record(call, { activity: `Restore ${called}`, targets: [{ type: audited, object: item }] });
  return ok(without(visible(item), 'deletedDateTime', 'userPrincipalName'));
}

export const deletionRoutes: readonly Route[] = [
  ...DIRECTORY_OBJECTS.flatMap(({ table, type, called, audited }): Route[] => [
    {
      method: 'DELETE',
      pattern: `/${table}/{id}`,
      handle: (call) => {
        const row = rowByKey(call.store, table, param(call, 'id'));
        if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
        deleteObject(call, table, textOf(row['id']));
        record(call, {
          activity: `Delete ${called}`,
          operationType: 'Delete',
          targets: [{ type: audited, object: row }],
        });
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      pattern: `${ITEMS}/microsoft.graph.${type}`,
      answers: [type],
      handle: (call) => {
        return page(call, deletedKind(type), deletedObjects(call, table).map(visible));
      },
    },
  ]),
  {
    method: 'GET',
    pattern: `${ITEMS}/{id}`,
    answers: 'directoryObject',
    handle: (call) => {
      const item = itemOf(call);
      return single(call, deletedKind(sortOf(item).type), visible(item));
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
