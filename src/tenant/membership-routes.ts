/**
 * Access given past entitlement management, as the portal of the directory gives it: members and owners of groups,
 * owners of applications (CONTRACT 13.4). Those of groups are recorded in the audit log in the directory's own words.
 */
import { rowByKey } from './alternate-keys.ts';
import { record } from './audit.ts';
import type { Answer, Call, Route } from './context.ts';
import { requirePrincipal, typeOf } from './principals.ts';
import type { GroupRole } from './groups.ts';
import { idsIn, setMembership } from './groups.ts';
import type { Entity } from './json.ts';
import { textOf, textsOf } from './json.ts';
import { parseReference, TAKES_REFERENCE } from './request-body.ts';
import { NO_CONTENT, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';

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
        return change(call, kind, group, member, false);
      },
    },
  ];
}

/** Owners of applications and service principals stand in the object itself. */
function ownerRoutes(table: 'applications' | 'servicePrincipals'): Route[] {
  const owned = (call: Call) => {
    const row = rowByKey(call.store, table, param(call, 'id'));
    if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
    return { row, ids: textsOf(row['ownerIds']) };
  };
  const keep = (call: Call, row: Entity, ownerIds: readonly string[]): Answer => {
    call.store.put(table, textOf(row['id']), { ...row, ownerIds });
    return NO_CONTENT;
  };
  return [
    {
      method: 'POST',
      pattern: `/${table}/{id}/owners/$ref`,
      takes: TAKES_REFERENCE,
      handle: (call) => {
        const { row, ids } = owned(call);
        const id = textOf(requirePrincipal(call, parseReference(call).id)['id']);
        if (ids.includes(id)) throw alreadyThere('owners');
        return keep(call, row, [...ids, id]);
      },
    },
    {
      method: 'DELETE',
      pattern: `/${table}/{id}/owners/{owner}/$ref`,
      handle: (call) => {
        const { row, ids } = owned(call);
        const id = param(call, 'owner');
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
  ...ownerRoutes('applications'),
  ...ownerRoutes('servicePrincipals'),
];
