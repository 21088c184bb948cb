/** Deletion of users, groups and applications, and their way back (`/directory/deletedItems`). */
import { rowByKey } from '../directory/alternate-keys.ts';
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import {
  deletedObject,
  deletedObjects,
  deleteObject,
  DIRECTORY_OBJECTS,
  purgeObject,
  restoreObject,
} from '../directory/deleted-objects.ts';
import type { DirectoryObject } from '../directory/deleted-objects.ts';
import type { Entity } from '../json.ts';
import { requireFreeUserName } from '../directory/lookups.ts';
import { idsIn } from '../directory/groups.ts';
import { textOf, textsOf } from '../json.ts';
import { without } from '../wire/query.ts';
import { missingObject } from '../read/directory-kinds.ts';
import type { EntityKind } from '../read/kind.ts';
import { KINDS } from '../read/kinds.ts';
import { page, plain, single } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, ok, param } from '../route.ts';

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
  const { properties, filterable, ...kind } = KINDS[type];
  return {
    ...kind,
    properties: [...new Set([...properties, 'deletedDateTime'])],
    filterable: { ...filterable, deletedDateTime: 'date' },
    navigations: {},
  };
}

function itemOf(call: Call): Entity {
  const item = deletedObject(call, param(call, 'id'));
  if (item === undefined) throw missingObject(param(call, 'id'));
  return item;
}

function restore(call: Call): Answer {
  const item = itemOf(call);
  const name = textOf(item['userPrincipalName']);
  if (name !== '') requireFreeUserName(call.store, name);
  restoreObject(call, item);
  const { called, audited } = sortOf(item);
  record(call, { activity: `Restore ${called}`, targets: [{ type: audited, object: item }] });
  const { type } = sortOf(item);
  const restored = without(item, 'table', 'deletedDateTime');
  return ok({
    '@odata.context': `${call.url.origin}/v1.0/$metadata#directoryObjects/$entity`,
    '@odata.type': `#microsoft.graph.${type}`,
    ...plain(call, KINDS[type], restored),
  });
}

/** Deleted groups or applications of an owner, by their ids, a thousand at most and on one page. */
function ownedItems(call: Call): Answer {
  const { userId, type } = checkedBody(call);
  const owner = textOf(userId).toLowerCase();
  if (call.store.get('users', owner) === undefined) throw missingObject(owner);
  const wanted = DIRECTORY_OBJECTS.find(({ audited }) => audited === type) ?? DIRECTORY_OBJECTS[0];
  const owned = deletedObjects(call, wanted.table)
    .filter((item) => ownersOfItem(call, item).includes(owner))
    .sort((a, b) => (textOf(a['id']) < textOf(b['id']) ? -1 : 1))
    .slice(0, 1000);
  const value = owned.map((item) => {
    const shown = plain(call, deletedKind(wanted.type), visible(item));
    return { '@odata.type': `#microsoft.graph.${wanted.type}`, ...without(shown, '@odata.context') };
  });
  return ok({ '@odata.context': `${call.url.origin}/v1.0/$metadata#directoryObjects`, value });
}

/** Owners of a deleted group are those that it would have again. */
function ownersOfItem({ store }: Call, item: Entity): readonly string[] {
  return item['table'] === 'groups' ? idsIn(store, item, 'owners') : textsOf(item['ownerIds']);
}

function remove(call: Call, { table, called, audited }: DirectoryObject): Answer {
  const row = rowByKey(call.store, table, param(call, 'id'));
  if (row === undefined) throw missingObject(param(call, 'id'));
  deleteObject(call, table, textOf(row['id']));
  record(call, {
    activity: `Delete ${called}`,
    operationType: 'Delete',
    targets: [{ type: audited, object: row }],
  });
  return NO_CONTENT;
}

export const deletionRoutes: readonly Route[] = [
  ...DIRECTORY_OBJECTS.flatMap((object): Route[] => [
    {
      method: 'DELETE',
      pattern: `/${object.table}/{id}`,
      handle: (call) => remove(call, object),
    },
    {
      method: 'GET',
      pattern: `${ITEMS}/microsoft.graph.${object.type}`,
      answers: [object.type],
      handle: (call) => {
        return page(call, deletedKind(object.type), deletedObjects(call, object.table).map(visible));
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
  {
    method: 'POST',
    pattern: `${ITEMS}/getUserOwnedObjects`,
    takes: { type: 'getUserOwnedObjects', purpose: 'create' },
    handle: ownedItems,
  },
  {
    method: 'DELETE',
    pattern: '/directoryObjects/{id}',
    handle: (call) => {
      const found = DIRECTORY_OBJECTS.find(({ table }) => call.store.get(table, param(call, 'id')));
      if (found === undefined) throw missingObject(param(call, 'id'));
      return remove(call, found);
    },
  },
];
