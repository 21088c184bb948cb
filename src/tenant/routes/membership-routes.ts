/**
 * Access given past entitlement management, as the portal of the directory gives it: members and owners of groups,
 * owners of applications, sponsors of users (CONTRACT 13.4). Those of groups are recorded in the audit log in the directory's own words.
 */
import { rowByKey } from '../directory/alternate-keys.ts';
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { GroupRole } from '../directory/groups.ts';
import { idsIn, setMembership } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { userOf } from '../directory/lookups.ts';
import { requirePrincipal, typeOf } from '../directory/principals.ts';
import { parseReference, TAKES_REFERENCE } from '../wire/request-body.ts';
import { NO_CONTENT, param } from '../route.ts';
import { noteWritten } from '../storage/seeded-rows.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';

const NAMES = { members: 'member', owners: 'owner' } as const;

function groupOf(call: Call): Entity {
  const group = rowByKey(call.store, 'groups', param(call, 'id'));
  if (group === undefined) throw notFound('Request_ResourceNotFound', `Group '${param(call, 'id')}'`);
  return group;
}

function alreadyThere(kind: string): ServiceError {
  const message = `One or more added object references already exist for the following modified properties: '${kind}'.`;
  return new ServiceError(400, 'Request_BadRequest', message);
}

/** A group that has owners keeps one of them who is a user. */
function requireOtherOwner({ store }: Call, group: Entity, owner: Entity): void {
  const users = idsIn(store, group, 'owners').filter((id) => store.get('users', id) !== undefined);
  if (users.length !== 1 || users[0] !== owner['id']) return;
  const message = 'The group must have at least one owner, hence this owner cannot be removed.';
  throw new ServiceError(400, 'Request_BadRequest', message);
}

function change(call: Call, kind: GroupRole, group: Entity, member: Entity, present: boolean): Answer {
  if (textsOf(group['groupTypes']).includes('DynamicMembership') && kind === 'members')
    throw new ServiceError(
      403,
      'Authorization_RequestDenied',
      'The members of a dynamic group follow its rule.',
    );
  setMembership(
    call.store,
    { groupId: textOf(group['id']), role: kind, userId: textOf(member['id']) },
    present,
  );
  record(call, {
    activity: present ? `Add ${NAMES[kind]} to group` : `Remove ${NAMES[kind]} from group`,
    operationType: present ? 'Assign' : 'Unassign',
    targets: [
      { type: typeOf(member), object: member },
      { type: 'Group', object: group },
    ],
  });
  return NO_CONTENT;
}

function groupRoutes(kind: GroupRole): Route[] {
  return [
    {
      method: 'POST',
      pattern: `/groups/{id}/${kind}/$ref`,
      takes: TAKES_REFERENCE,
      handle: (call) => {
        const group = groupOf(call);
        const member = requirePrincipal(call, parseReference(call).id);
        if (idsIn(call.store, group, kind).includes(textOf(member['id']))) throw alreadyThere(kind);
        return change(call, kind, group, member, true);
      },
    },
    {
      method: 'DELETE',
      pattern: `/groups/{id}/${kind}/{member}/$ref`,
      handle: (call) => {
        const group = groupOf(call);
        const member = requirePrincipal(call, param(call, 'member'));
        if (!idsIn(call.store, group, kind).includes(textOf(member['id'])))
          throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'member')}'`);
        if (kind === 'owners') requireOtherOwner(call, group, member);
        return change(call, kind, group, member, false);
      },
    },
  ];
}

/** Links that stand in the object itself: owners of applications and service principals, sponsors of users. */
interface OwnLinks {
  readonly table: 'applications' | 'servicePrincipals' | 'users';
  readonly name: 'owners' | 'sponsors';
  /** Where the ids stand. */
  readonly field: 'ownerIds' | 'sponsorIds';
  /** Types of what they lead to; absent: of any principal. */
  readonly types?: readonly string[];
}

function linkRoutes({ table, name, field, types }: OwnLinks): Route[] {
  const linked = (call: Call) => {
    const id = param(call, 'id');
    const row = table === 'users' ? userOf(call.store, id) : rowByKey(call.store, table, id);
    if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
    return { row, ids: textsOf(row[field]) };
  };
  const keep = (call: Call, row: Entity, ids: readonly string[]): Answer => {
    const id = textOf(row['id']);
    call.store.put(table, id, { ...row, [field]: ids });
    noteWritten(call.store, table, id, [field]);
    return NO_CONTENT;
  };
  return [
    {
      method: 'POST',
      pattern: `/${table}/{id}/${name}/$ref`,
      takes: TAKES_REFERENCE,
      handle: (call) => {
        const { row, ids } = linked(call);
        const other = requirePrincipal(call, parseReference(call).id);
        const id = textOf(other['id']);
        if (types?.includes(typeOf(other)) === false)
          throw new ServiceError(400, 'Request_BadRequest', `The object '${id}' cannot be one of ${name}.`);
        if (ids.includes(id)) throw alreadyThere(name);
        return keep(call, row, [...ids, id]);
      },
    },
    {
      method: 'DELETE',
      pattern: `/${table}/{id}/${name}/{${name.slice(0, -1)}}/$ref`,
      handle: (call) => {
        const { row, ids } = linked(call);
        const id = param(call, name.slice(0, -1));
        if (!ids.includes(id)) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
        return keep(
          call,
          row,
          ids.filter((each) => each !== id),
        );
      },
    },
  ];
}

export const membershipRoutes: readonly Route[] = [
  ...groupRoutes('members'),
  ...groupRoutes('owners'),
  ...linkRoutes({ table: 'applications', name: 'owners', field: 'ownerIds' }),
  ...linkRoutes({ table: 'servicePrincipals', name: 'owners', field: 'ownerIds' }),
  ...linkRoutes({ table: 'users', name: 'sponsors', field: 'sponsorIds', types: ['User', 'Group'] }),
];
