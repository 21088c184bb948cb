/** Users, groups, service principals, sites, the tenant itself and other tenants (CONTRACT 13). */
import type { Call, Route } from './context.ts';
import { deletedReference, PRINCIPALS } from './deleted-objects.ts';
import type { GroupRole } from './groups.ts';
import { idsIn } from './groups.ts';
import type { Entity } from './json.ts';
import { isEntity, textOf, textsOf } from './json.ts';
import { page, single, without } from './query.ts';
import { bodyOf, ok, param } from './route.ts';
import { notFound } from './service-error.ts';
import type { Store, TableName } from './store.ts';
import { checkBody } from './types/check-body.ts';

const FILTERABLE: Readonly<Record<(typeof PRINCIPALS)[number]['table'], readonly string[]>> = {
  users: ['id', 'userPrincipalName', 'mail', 'displayName', 'userType', 'accountEnabled'],
  groups: ['id', 'displayName', 'mail', 'securityEnabled', 'mailEnabled'],
  servicePrincipals: ['id', 'displayName', 'appId'],
};

/** A user, group or service principal by id, with its type. */
export function findPrincipal(store: Store, id: string): Entity | undefined {
  for (const { table, type } of PRINCIPALS) {
    const row = store.get(table, id.toLowerCase());
    if (row !== undefined) return { '@odata.type': `#microsoft.graph.${type}`, ...visible(row) };
  }
  return undefined;
}

/** The same for what goes on being named after it was deleted: by policies, organizations and packages. */
export function findReferenced(store: Store, id: string): Entity | undefined {
  return findPrincipal(store, id) ?? deletedReference(store, id);
}

function visible(row: Entity): Entity {
  return without(
    row,
    'managerId',
    'memberIds',
    'ownerIds',
    'signIn',
    'deletionDueDateTime',
    'blockedDateTime',
  );
}

function collectionRoutes(table: (typeof PRINCIPALS)[number]['table']): Route[] {
  return [
    {
      method: 'GET',
      pattern: `/${table}`,
      handle: ({ store, query, url }) =>
        ok(page(store.all(table), query, url, { filterable: FILTERABLE[table], project: visible })),
    },
    { method: 'GET', pattern: `/${table}/{id}`, handle: (call) => ok(entity(call, table)) },
  ];
}

function entity({ store, query, params }: Call, table: TableName): Entity {
  const row = store.get(table, params['id'] ?? '');
  if (row === undefined) throw notFound('Request_ResourceNotFound', `Resource '${params['id'] ?? ''}'`);
  return single(row, query, { project: visible });
}

function groupPeople(kind: GroupRole): Route {
  return {
    method: 'GET',
    pattern: `/groups/{id}/${kind}`,
    handle: ({ store, query, url, params }) => {
      const group = store.get('groups', params['id'] ?? '');
      if (group === undefined) throw notFound('Request_ResourceNotFound', `Group '${params['id'] ?? ''}'`);
      const people = idsIn(store, group, kind)
        .map((id) => findPrincipal(store, id))
        .filter(isEntity);
      return ok(page(people, query, url, { filterable: [] }));
    },
  };
}

function tenantInformation(organization: Entity): Entity {
  return {
    tenantId: organization['id'],
    displayName: organization['displayName'],
    federationBrandName: null,
    defaultDomainName: textsOf(organization['domains'])[0],
  };
}

/** The Entra tenant in which a domain is verified. */
export function tenantOfDomain(store: Store, domain: string): Entity | undefined {
  return store.all('organizations').find(({ domains }) => textsOf(domains).includes(domain.toLowerCase()));
}

export const directoryRoutes: readonly Route[] = [
  ...PRINCIPALS.flatMap(({ table }) => collectionRoutes(table)),
  groupPeople('members'),
  groupPeople('owners'),
  {
    method: 'GET',
    pattern: '/servicePrincipals/{id}/appRoleAssignedTo',
    handle: (call) => {
      entity(call, 'servicePrincipals');
      const rows = call.store.where('appRoleAssignments', 'resourceId', param(call, 'id'));
      return ok(page(rows, call.query, call.url, { filterable: ['principalId', 'principalType'] }));
    },
  },
  {
    method: 'GET',
    pattern: '/users/{id}/appRoleAssignments',
    handle: (call) => {
      entity(call, 'users');
      const rows = call.store.where('appRoleAssignments', 'principalId', param(call, 'id'));
      return ok(page(rows, call.query, call.url, { filterable: ['resourceId'] }));
    },
  },
  {
    method: 'GET',
    pattern: '/sites/{id}/permissions',
    handle: ({ store, query, url, params }) => {
      const site = store.all('sites').find(({ id }) => id === params['id']);
      if (site === undefined) throw notFound('itemNotFound', `The site '${params['id'] ?? ''}'`);
      const rows = store.where('sitePermissions', 'webUrl', textOf(site['webUrl']));
      const project = ({ id, roleName, userId }: Entity): Entity => ({
        id,
        roles: [roleName ?? null],
        grantedToV2: {
          user: { id: userId, displayName: store.get('users', textOf(userId))?.['displayName'] },
        },
      });
      return ok(page(rows, query, url, { filterable: [], project }));
    },
  },
  {
    method: 'GET',
    pattern: '/users/{id}/manager',
    handle: ({ store, params }) => {
      const manager = findPrincipal(store, textOf(store.get('users', params['id'] ?? '')?.['managerId']));
      if (manager === undefined) throw notFound('Request_ResourceNotFound', 'The manager');
      return ok(manager);
    },
  },
  {
    method: 'POST',
    pattern: '/directoryObjects/getByIds',
    handle: (call) => {
      const { ids, types } = checkBody('getByIds', bodyOf(call), 'create');
      const wanted = textsOf(types).map((type) => `#microsoft.graph.${type}`.toLowerCase());
      const found = textsOf(ids)
        .map((id) => findPrincipal(call.store, id))
        .filter(isEntity)
        .filter((row) => wanted.length === 0 || wanted.includes(textOf(row['@odata.type']).toLowerCase()));
      return ok({ value: found.map((row) => single(row, call.query, {})) });
    },
  },
  {
    method: 'GET',
    pattern: '/directoryObjects/{id}',
    handle: (call) => {
      const found = findPrincipal(call.store, param(call, 'id'));
      if (found === undefined) throw notFound('Request_ResourceNotFound', `Resource '${param(call, 'id')}'`);
      return ok(single(found, call.query, {}));
    },
  },
  {
    method: 'GET',
    pattern: '/organization',
    handle: ({ store }) => {
      const { id, displayName, domains } = store.get('meta', 'tenant') ?? {};
      const verifiedDomains = textsOf(domains).map((name, index) => ({ name, isDefault: index === 0 }));
      return ok({ value: [{ id, displayName, verifiedDomains }] });
    },
  },
  {
    method: 'GET',
    pattern: "/tenantRelationships/findTenantInformationByDomainName(domainName='{domain}')",
    handle: (call) => {
      const found = tenantOfDomain(call.store, param(call, 'domain'));
      if (found === undefined)
        throw notFound('Request_ResourceNotFound', `The domain '${param(call, 'domain')}'`);
      return ok(tenantInformation(found));
    },
  },
  {
    method: 'GET',
    pattern: "/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenant}')",
    handle: (call) => {
      const found = call.store.get('organizations', param(call, 'tenant'));
      if (found === undefined)
        throw notFound('Request_ResourceNotFound', `The tenant '${param(call, 'tenant')}'`);
      return ok(tenantInformation(found));
    },
  },
];

/** `GET /sites/{host}:/{path}`: the one address whose path is part of the key. */
export function siteByAddress(store: Store, host: string, path: string): Entity {
  const address = `https://${host}${path === '' || path === '/' ? '' : path}`;
  const [site] = store.where('sites', 'webUrl', address);
  if (site === undefined) throw notFound('itemNotFound', `The site ${address}`);
  return without(site, 'roles');
}
