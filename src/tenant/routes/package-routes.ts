/** Access packages, what they grant, and what they are incompatible with (CONTRACT 5, 6, 7). */
import type { Answer, Call, Route } from '../context.ts';
import type { Json } from '../json.ts';
import { entityOf, textOf, textsOf } from '../json.ts';
import { requireUnassigned } from '../lifecycle/assignments.ts';
import { cancelOpenRequests } from '../lifecycle/open-requests.ts';
import { grantToAssignees, revokeFromAssignees } from '../lifecycle/roles.ts';
import { catalogOf, packageOf } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody, addReference, parseReference, TAKES_REFERENCE } from '../wire/request-body.ts';
import { roleId, rolesOf, rootScope } from '../directory/resources.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { invalidModel, notFound, ServiceError } from '../wire/service-error.ts';

const BASE = `${EM}/accessPackages`;

function requireUniqueName({ store }: Call, catalogId: string, name: string, self?: string): void {
  const same = store
    .where('accessPackages', 'catalogId', catalogId)
    .find(({ displayName, id }) => textOf(displayName).toLowerCase() === name.toLowerCase() && id !== self);
  if (same === undefined) return;
  const message = `There's an existing access package with name ${name} in the catalog.`;
  throw new ServiceError(409, 'DuplicateAccessPackage', message);
}

function createPackage(call: Call): Answer {
  const { catalog, ...members } = checkedBody(call);
  const catalogId = textOf(catalogOf(call.store, textOf(entityOf(catalog)['id']))['id']);
  requireUniqueName(call, catalogId, textOf(members['displayName']));
  const id = call.newId();
  const row = call.store.put('accessPackages', id, {
    description: '',
    isHidden: false,
    ...members,
    id,
    createdDateTime: call.now,
    modifiedDateTime: call.now,
    catalogId,
    incompatibleAccessPackages: [],
    incompatibleGroups: [],
  });
  return created(plain(call, KINDS.accessPackage, row));
}

function updatePackage(call: Call): Answer {
  const row = packageOf(call.store, param(call, 'id'));
  const { id: _id, ...values } = checkedBody(call);
  const name = values['displayName'];
  if (typeof name === 'string') requireUniqueName(call, textOf(row['catalogId']), name, textOf(row['id']));
  call.store.put('accessPackages', textOf(row['id']), { ...row, ...values, modifiedDateTime: call.now });
  return NO_CONTENT;
}

function deletePackage(call: Call): Answer {
  const { store, behaviour } = call;
  const id = textOf(packageOf(store, param(call, 'id'))['id']);
  const policies = store.where('policies', 'accessPackageId', id);
  if (behaviour.refuseDeletingPackageWithPolicies && policies.length > 0) {
    throw new ServiceError(
      400,
      'InvalidDeleteAccessPackage',
      'The access package cannot be deleted because it has policies.',
    );
  }
  const naming = store
    .all('accessPackages')
    .find((other) => textsOf(other['incompatibleAccessPackages']).includes(id));
  if (behaviour.refuseDeletingIncompatiblePackage && naming !== undefined) {
    const message = `The access package is named as incompatible by ${textOf(naming['displayName'])}.`;
    throw new ServiceError(400, 'InvalidDeleteAccessPackage', message);
  }
  const refusal = 'InvalidDeleteAccessPackage';
  requireUnassigned(store, 'accessPackageId', id, refusal, 'The access package');
  cancelOpenRequests(call, 'accessPackageId', id);
  for (const policy of policies) store.delete('policies', textOf(policy['id']));
  for (const scope of store.where('roleScopes', 'accessPackageId', id))
    store.delete('roleScopes', `${id} ${textOf(scope['id'])}`);
  store.delete('accessPackages', id);
  return NO_CONTENT;
}

function addRoleScope(call: Call): Answer {
  const { store } = call;
  const owner = packageOf(store, param(call, 'id'));
  const body = checkedBody(call);
  const [role, scope] = [entityOf(body['role']), entityOf(body['scope'])];
  const reference = entityOf(role['resource']);
  const resource = store.get('resources', textOf(reference['id']).toLowerCase());
  if (resource === undefined || resource['catalogId'] !== owner['catalogId']) {
    throw notFound('ResourceNotFound', `The resource '${textOf(reference['id'])}' in the catalog`);
  }
  const known = rolesOf(store, resource).find(({ originId }) => sameId(originId, role['originId']));
  if (known === undefined) throw notFound('RoleNotFound', `The role '${textOf(role['originId'])}'`);
  if (!sameId(scope['originId'], resource['originId']))
    throw notFound('ScopeNotFound', `The scope '${textOf(scope['originId'])}'`);
  const accessPackageId = textOf(owner['id']);
  const roleOriginId = textOf(known['originId']);
  const id = `${roleId(resource, roleOriginId)}_${textOf(rootScope(resource)['id'])}`;
  const key = `${accessPackageId} ${id}`;
  if (store.get('roleScopes', key) !== undefined) {
    throw new ServiceError(409, 'ResourceRoleScopeExists', 'The role is already part of the access package.');
  }
  const roleName = known['displayName'];
  const resourceId = resource['id'];
  const row = { id, accessPackageId, resourceId, roleOriginId, roleName, createdDateTime: call.now };
  const added = store.put('roleScopes', key, row);
  grantToAssignees(call, added);
  return created(plain(call, KINDS.roleScope, added));
}

/** Ids are compared in whatever casing (CONTRACT 1.3). */
function sameId(one: Json | undefined, other: Json | undefined): boolean {
  return textOf(one).toLowerCase() === textOf(other).toLowerCase();
}

function removeRoleScope(call: Call): Answer {
  const key = `${textOf(packageOf(call.store, param(call, 'id'))['id'])} ${param(call, 'scope')}`;
  const removed = call.store.get('roleScopes', key);
  if (removed === undefined) throw notFound('ResourceNotFound', 'The role scope');
  call.store.delete('roleScopes', key);
  revokeFromAssignees(call, removed);
  return NO_CONTENT;
}

function incompatibleRoutes(list: 'incompatibleAccessPackages' | 'incompatibleGroups'): Route[] {
  const collection = list === 'incompatibleGroups' ? 'groups' : 'accessPackages';
  const write = (call: Call, change: (ids: readonly string[]) => readonly string[]): Answer => {
    const row = packageOf(call.store, param(call, 'id'));
    call.store.put('accessPackages', textOf(row['id']), { ...row, [list]: change(textsOf(row[list])) });
    return NO_CONTENT;
  };
  return [
    {
      method: 'POST',
      pattern: `${BASE}/{id}/${list}/$ref`,
      takes: TAKES_REFERENCE,
      handle: (call) => {
        const reference = parseReference(call);
        if (reference.collection !== collection || call.store.get(collection, reference.id) === undefined) {
          throw notFound('ResourceNotFound', `The ${reference.collection} object '${reference.id}'`);
        }
        if (reference.id === param(call, 'id'))
          throw invalidModel('An access package cannot be incompatible with itself.');
        return write(call, (ids) => addReference(call, ids, reference.id));
      },
    },
    {
      method: 'DELETE',
      pattern: `${BASE}/{id}/${list}/{other}/$ref`,
      handle: (call) => {
        const other = param(call, 'other');
        if (!textsOf(packageOf(call.store, param(call, 'id'))[list]).includes(other)) {
          throw notFound('ResourceNotFound', `The reference '${other}'`);
        }
        return write(call, (ids) => ids.filter((id) => id !== other));
      },
    },
  ];
}

export const packageRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: BASE,
    takes: { type: 'accessPackage', purpose: 'create' },
    answers: 'accessPackage',
    handle: createPackage,
  },
  {
    method: 'PATCH',
    pattern: `${BASE}/{id}`,
    takes: { type: 'accessPackage', purpose: 'update' },
    handle: updatePackage,
  },
  { method: 'DELETE', pattern: `${BASE}/{id}`, handle: deletePackage },
  {
    method: 'POST',
    pattern: `${BASE}/{id}/resourceRoleScopes`,
    takes: { type: 'accessPackageResourceRoleScope', purpose: 'create' },
    answers: 'roleScope',
    handle: addRoleScope,
  },
  { method: 'DELETE', pattern: `${BASE}/{id}/resourceRoleScopes/{scope}`, handle: removeRoleScope },
  ...incompatibleRoutes('incompatibleAccessPackages'),
  ...incompatibleRoutes('incompatibleGroups'),
];
