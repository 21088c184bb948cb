/**
 * Access given past entitlement management, as the portal of the directory gives it: members and owners of groups,
 * roles of applications (CONTRACT 13.4). Each is recorded in the audit log in the directory's own words.
 */
import { rowByKey } from './alternate-keys.ts';
import { record } from './audit.ts';
import type { Answer, Call, Route } from './context.ts';
import { findPrincipal } from './principals.ts';
import type { GroupRole } from './groups.ts';
import { idsIn, setMembership } from './groups.ts';
import type { Entity } from './json.ts';
import { textOf, textsOf } from './json.ts';
import { checkedBody, parseReference, TAKES_REFERENCE } from './request-body.ts';
import { created, NO_CONTENT, param } from './route.ts';
import { notFound, ServiceError } from './service-error.ts';

const NAMES = { members: 'member', owners: 'owner' } as const;

function groupOf(call: Call): Entity {
  const group = rowByKey(call.store, 'groups', param(call, 'id'));
  if (group === undefined) throw notFound('Request_ResourceNotFound', `Group '${param(call, 'id')}'`);
  return group;
}

function principal(call: Call, id: string): Entity {
  const found = findPrincipal(call.store, id);
  if (found === undefined) throw notFound('Request_ResourceNotFound', `Resource '${id}'`);
  return found;
}

const typeOf = (object: Entity) => {
  const name = textOf(object['@odata.type']).slice('#microsoft.graph.'.length);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

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
        const member = principal(call, parseReference(call).id);
        if (idsIn(call.store, group, kind).includes(textOf(member['id']))) {
          const message = `One or more added object references already exist for the following modified properties: '${kind}'.`;
          throw new ServiceError(400, 'Request_BadRequest', message);
        }
        return change(call, kind, group, member, true);
      },
    },
    {
      method: 'DELETE',
      pattern: `/groups/{id}/${kind}/{member}/$ref`,
      handle: (call) => {
        const group = groupOf(call);
        const member = principal(call, param(call, 'member'));
        if (!idsIn(call.store, group, kind).includes(textOf(member['id'])))
          throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'member')}'`);
        return change(call, kind, group, member, false);
      },
    },
  ];
}

function assignAppRole(call: Call): Answer {
  const body = checkedBody(call);
  const resource = rowByKey(call.store, 'servicePrincipals', param(call, 'id'));
  if (resource === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
  const holder = principal(call, textOf(body['principalId']).toLowerCase());
  const id = call.newId();
  const row = {
    id,
    createdDateTime: call.now,
    appRoleId: textOf(body['appRoleId']).toLowerCase(),
    principalId: holder['id'],
    principalDisplayName: holder['displayName'],
    principalType: typeOf(holder),
    resourceId: resource['id'],
    resourceDisplayName: resource['displayName'],
  };
  call.store.put('appRoleAssignments', id, row);
  const to = typeOf(holder) === 'Group' ? 'group' : 'user';
  record(call, {
    activity: `Add app role assignment grant to ${to}`,
    operationType: 'Assign',
    targets: [
      { type: 'ServicePrincipal', object: resource },
      { type: typeOf(holder), object: holder },
    ],
  });
  return created(row);
}

export const membershipRoutes: readonly Route[] = [
  ...groupRoutes('members'),
  ...groupRoutes('owners'),
  {
    method: 'POST',
    pattern: '/servicePrincipals/{id}/appRoleAssignedTo',
    takes: { type: 'appRoleAssignment', purpose: 'create' },
    answers: 'appRoleAssignment',
    handle: assignAppRole,
  },
];
