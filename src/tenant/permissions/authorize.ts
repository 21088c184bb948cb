/** Whether a request may be made: the one place that asks, before a handler sees it. Who has no test token may do everything. */
import type { Authority, Context } from '../context.ts';
import { idsIn } from '../directory/groups.ts';
import { entityOf } from '../json.ts';
import { EM } from '../paths.ts';
import { ServiceError, unauthorized } from '../wire/service-error.ts';
import type { Requested } from './concerned.ts';
import { catalogsOf } from './concerned.ts';
import { requireResourceRight } from './resource-rights.ts';
import { standsIn, standsSomewhere } from './standing.ts';
import type { Need, RoleNeed } from './table.ts';
import { neededBy } from './table.ts';
import { seesEverything } from './visible.ts';

const GOVERNED = [EM, '/roleManagement/entitlementManagement'].map((path) => path.toLowerCase());

function isGoverned(path: string): boolean {
  const at = decodeURIComponent(path).toLowerCase();
  return GOVERNED.some((prefix) => at === prefix || at.startsWith(`${prefix}/`));
}

/** Throws 403 for a call that the tenant has no licence for, or the caller no right to; 400 for a resource of others. */
export function authorize(context: Context, request: Requested): void {
  requireLicence(context, request);
  const { authority } = context;
  if (authority === undefined) return;
  const body = entityOf(request.body);
  const need = neededBy(request.method, request.path, body);
  if (need === 'anyone') return;
  if (need === undefined || need === 'tests') throw refusal(request, 'The token is not for this call.');
  requirePermission(authority, need, request);
  requireRole(context, authority, need, request);
  if (request.method !== 'GET' && /\/resourceRequests$/i.test(request.path))
    requireResourceRight(context, authority, body);
}

/** Without a licence for it nobody uses entitlement management, administrators included. */
function requireLicence({ store }: Context, { method, path }: Requested): void {
  if (store.get('meta', 'tenant')?.['licensed'] !== false || !isGoverned(path)) return;
  if (method === 'DELETE' && /\/resourceRoleScopes\/[^/]+$/i.test(path))
    throw new ServiceError(
      403,
      'NoGovernanceSku',
      'The tenant has no license for Microsoft Entra ID Governance.',
    );
  const message =
    'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!';
  throw new ServiceError(403, 'NoLicense', message);
}

function requirePermission(authority: Authority, need: Need, request: Requested): void {
  const { kind } = authority;
  const wanted = kind === 'delegated' ? need.scopes : need.permissions;
  if (wanted.length === 0)
    throw new ServiceError(403, 'Forbidden', 'Application permissions are not supported.');
  if (has(authority, wanted)) return;
  // An application can stand in a role in place of having the permission.
  if (kind === 'application' && need.role !== undefined) return;
  throw refusal(request, `The token has none of ${wanted.join(', ')}.`);
}

const has = ({ permissions }: Authority, wanted: readonly string[]) =>
  wanted.some((permission) => permissions.has(permission));

function requireRole(context: Context, authority: Authority, need: Need, request: Requested): void {
  const { role, namedBy } = need;
  if (role === undefined) return;
  if (authority.kind === 'application' && has(authority, need.permissions)) return;
  if (role.directory.some((each) => authority.directoryRoles.has(each))) return;
  if (role.groupOwner === true && ownsGroup(context, authority, request)) return;
  if (!standsInRole(context, role, request)) throw refusal(request, reasonOf(role));
  if (namedBy !== undefined && isWholeList(request) && !names(request, namedBy) && !seesEverything(context))
    throw refusal(request, `Who has roles on catalogs only has to filter by ${namedBy}.`);
}

function ownsGroup({ store }: Context, { principalId }: Authority, { params }: Requested): boolean {
  const group = store.get('groups', params['id'] ?? '');
  return group !== undefined && idsIn(store, group, 'owners').includes(principalId);
}

function standsInRole(context: Context, role: RoleNeed, request: Requested): boolean {
  // What is one's own is found row by row.
  if (role.own === true) return true;
  const { catalog = [] } = role;
  if (role.on !== 'request') return standsSomewhere(context, catalog);
  const catalogs = catalogsOf(context, request);
  return catalogs.length > 0 && catalogs.every((id) => id !== '' && standsIn(context, id, catalog));
}

function reasonOf({ directory, catalog = [] }: RoleNeed): string {
  const roles = catalog.length === 0 ? '' : `, nor a role on the catalog (${catalog.join(', ')})`;
  return `The caller has no role such as ${directory[0] ?? ''}${roles}.`;
}

const isWholeList = ({ path }: Requested) => /\/entitlementManagement\/[a-z]+$/i.test(path);

function names({ url }: Requested, property: string): boolean {
  const filter = url.searchParams.get('$filter') ?? '';
  return new RegExp(`(^|[\\s(])${property}\\s+eq\\s`, 'i').test(filter) && !/\sor\s/i.test(filter);
}

function refusal({ path }: Requested, reason: string): ServiceError {
  if (isGoverned(path)) return unauthorized(reason);
  if (/^\/sites(\/|$)/i.test(path)) return new ServiceError(403, 'accessDenied', `Access denied. ${reason}`);
  const message = `Insufficient privileges to complete the operation. ${reason}`;
  return new ServiceError(403, 'Authorization_RequestDenied', message);
}
