/** What can be asked of any object of the directory: which groups and roles it has. */
import type { Answer, Call, Route } from '../context.ts';
import { groupIdsOf } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { roleAssignmentsNow } from '../permissions/held-roles.ts';
import { requirePrincipal } from '../directory/principals.ts';
import { unitsOf } from '../read/links.ts';
import { requireMe } from '../read/roots.ts';
import { checkedBody } from '../wire/request-body.ts';
import { ok } from '../route.ts';

/** Where objects are addressed. */
const OBJECTS = ['/directoryObjects/{id}', '/users/{id}', '/groups/{id}', '/servicePrincipals/{id}', '/me'];

function objectOf(call: Call): Entity {
  const id = call.params['id'];
  if (id === undefined) return requireMe(call);
  return requirePrincipal(call, id);
}

function groupsOf(call: Call, securityEnabledOnly: boolean): string[] {
  const ids = [...groupIdsOf(call.store, textOf(objectOf(call)['id']))];
  return securityEnabledOnly
    ? ids.filter((id) => call.store.get('groups', id)?.['securityEnabled'] === true)
    : ids;
}

/** Groups, administrative units, and roles of the directory by their templates. */
function objectsOf(call: Call, securityEnabledOnly: boolean): string[] {
  const { id } = objectOf(call);
  const roles = roleAssignmentsNow(call.store, call.now).filter(({ principalId }) => principalId === id);
  const units = securityEnabledOnly ? [] : unitsOf(call, textOf(id));
  return [
    ...groupsOf(call, securityEnabledOnly),
    ...units.map((unit) => textOf(unit['id'])),
    ...roles.map((role) => textOf(role['roleDefinitionId'])),
  ];
}

function texts({ url }: Call, value: readonly string[]): Answer {
  return ok({ '@odata.context': `${url.origin}/v1.0/$metadata#Collection(Edm.String)`, value });
}

/** The ids of a body among those that an object has, as the body writes them. */
function among(call: Call, member: 'groupIds' | 'ids', ids: readonly string[]): Answer {
  const asked = textsOf(checkedBody(call)[member]);
  return texts(
    call,
    asked.filter((id) => ids.includes(id.toLowerCase())),
  );
}

const isSecurityOnly = (call: Call) => checkedBody(call)['securityEnabledOnly'] === true;

const FUNCTIONS: Readonly<Record<string, (call: Call) => Answer>> = {
  checkMemberGroups: (call) => among(call, 'groupIds', groupsOf(call, false)),
  checkMemberObjects: (call) => among(call, 'ids', objectsOf(call, false)),
  getMemberGroups: (call) => texts(call, groupsOf(call, isSecurityOnly(call))),
  getMemberObjects: (call) => texts(call, objectsOf(call, isSecurityOnly(call))),
};

export const objectRoutes: readonly Route[] = OBJECTS.flatMap((at) =>
  Object.entries(FUNCTIONS).map(([name, handle]): Route => {
    return { method: 'POST', pattern: `${at}/${name}`, takes: { type: name, purpose: 'create' }, handle };
  }),
);
