/** Sites of SharePoint: read by address or id, found by their names, and whom their permissions are granted to. */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, entityOf, textOf, textsOf } from '../json.ts';
import type { EntityKind } from '../read/kind.ts';
import { page, plain, single } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, ok, param } from '../route.ts';
import { notFound, ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

/** Roles that an application can be granted on a site. */
const ROLES = ['read', 'write', 'owner', 'fullcontrol'];

function grantees(grantedTo: readonly Entity[]): Entity {
  return grantedTo.length === 0
    ? {}
    : { grantedToIdentities: grantedTo, grantedToIdentitiesV2: grantedTo, grantedToV2: grantedTo[0] };
}

/** What packages grant is one user's; what is granted here is an application's. */
const SITE_PERMISSION: EntityKind = {
  type: 'permission',
  properties: ['id', 'roles', 'grantedToV2', 'grantedToIdentities', 'grantedToIdentitiesV2'],
  sparse: true,
  view: ({ store }, { id, roleName, roles, userId, grantedTo }) => ({
    id,
    roles: roles ?? [roleName ?? null],
    ...(userId === undefined
      ? grantees(entitiesOf(grantedTo))
      : {
          grantedToV2: {
            user: { id: userId, displayName: store.get('users', textOf(userId))?.['displayName'] },
          },
        }),
  }),
  filterable: {},
  navigations: {},
  missing: (id) => notFound('itemNotFound', `The permission '${id}'`),
};

const isCalled = (site: Entity, id: string) => textOf(site['id']).toLowerCase() === id.toLowerCase();

function shown(site: Entity): Entity {
  const { id, webUrl, displayName, createdDateTime = null } = site;
  const name = textOf(webUrl).split('/').pop() ?? '';
  const lastModifiedDateTime = createdDateTime;
  return { id, name, displayName, description: '', webUrl, createdDateTime, lastModifiedDateTime };
}

function siteOf({ store, params }: Call): Entity {
  const id = params['id'] ?? '';
  const site = store.all('sites').find((each) => isCalled(each, id));
  if (site === undefined) throw notFound('itemNotFound', `The site '${id}'`);
  return site;
}

function permissionsOf(call: Call): Entity[] {
  return call.store.where('sitePermissions', 'webUrl', textOf(siteOf(call)['webUrl']));
}

function permissionOf(call: Call): Entity {
  const id = param(call, 'permission');
  const row = permissionsOf(call).find((each) => isCalled(each, id));
  if (row === undefined) throw SITE_PERMISSION.missing(id);
  return row;
}

function rolesIn(roles: Json | undefined): string[] {
  const given = textsOf(roles).map((role) => role.toLowerCase());
  const other = given.find((role) => !ROLES.includes(role));
  if (other !== undefined)
    throw new ServiceError(400, 'invalidRequest', `'${other}' is not one of ${ROLES.join(', ')}.`);
  return given;
}

function grant(call: Call): Answer {
  const { webUrl } = siteOf(call);
  const { roles, grantedToIdentities, grantedToIdentitiesV2 } = checkedBody(call);
  const grantedTo = entitiesOf(grantedToIdentitiesV2 ?? grantedToIdentities);
  if (grantedTo.length === 0 || grantedTo.some((each) => entityOf(each['application'])['id'] === undefined))
    throw new ServiceError(400, 'invalidRequest', 'Permissions on a site are granted to applications.');
  const id = call.newId();
  const row = call.store.put('sitePermissions', id, { id, webUrl, roles: rolesIn(roles), grantedTo });
  return created(plain(call, SITE_PERMISSION, row));
}

/** What packages grant changes with them. */
function ownPermission(call: Call): Entity {
  const row = permissionOf(call);
  if (row['userId'] === undefined) return row;
  throw new ServiceError(403, 'accessDenied', 'The permission is held through an access package.');
}

function regrant(call: Call): Answer {
  const row = ownPermission(call);
  const changed = { ...row, roles: rolesIn(checkedBody(call)['roles']) };
  return ok(plain(call, SITE_PERMISSION, call.store.put('sitePermissions', textOf(row['id']), changed)));
}

function revoke(call: Call): Answer {
  call.store.delete('sitePermissions', textOf(ownPermission(call)['id']));
  return NO_CONTENT;
}

const PERMISSIONS = '/sites/{id}/permissions';
const PERMISSION = `${PERMISSIONS}/{permission}`;

export const siteRoutes: readonly Route[] = [
  { method: 'GET', pattern: PERMISSIONS, handle: (call) => page(call, SITE_PERMISSION, permissionsOf(call)) },
  {
    method: 'GET',
    pattern: PERMISSION,
    handle: (call) => single(call, SITE_PERMISSION, permissionOf(call)),
  },
  { method: 'POST', pattern: PERMISSIONS, takes: { type: 'permission', purpose: 'create' }, handle: grant },
  { method: 'PATCH', pattern: PERMISSION, takes: { type: 'permission', purpose: 'update' }, handle: regrant },
  { method: 'DELETE', pattern: PERMISSION, handle: revoke },
];

const ADDRESS = /^\/sites(?:\/([^/:]+)(?::(\/.*))?)?$/;

/** Whether a path is read by `readSites`, past the routes. */
export const isSitesAddress = (path: string) => ADDRESS.test(decodeURIComponent(path));

/** `GET /sites/{host}:/{path}`, the one address whose path is part of the key; and `/sites?search=`, whose option has no `$`. */
export function readSites(store: Store, path: string, { origin, searchParams }: URL): Entity {
  const [, host, below = ''] = ADDRESS.exec(decodeURIComponent(path)) ?? [];
  const context = `${origin}/v1.0/$metadata#sites`;
  if (host !== undefined)
    return { '@odata.context': `${context}/$entity`, ...shown(siteAt(store, host, below)) };
  const search = searchParams.get('search') ?? searchParams.get('$search');
  if (search === null)
    throw new ServiceError(400, 'invalidRequest', 'Sites are found by a search: /sites?search=…');
  const wanted = search.replaceAll(/["*]/g, '').trim().toLowerCase();
  const isFound = ({ displayName, webUrl }: Entity) =>
    [displayName, webUrl].some((text) => textOf(text).toLowerCase().includes(wanted));
  return { '@odata.context': context, value: store.all('sites').filter(isFound).map(shown) };
}

function siteAt(store: Store, host: string, below: string): Entity {
  const address = `https://${host}${below === '/' ? '' : below}`;
  const [site] = store.where('sites', 'webUrl', address);
  const found = site ?? (below === '' ? store.all('sites').find((each) => isCalled(each, host)) : undefined);
  if (found === undefined) throw notFound('itemNotFound', `The site ${address}`);
  return found;
}
