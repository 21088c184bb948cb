/** Where paths begin: the collections and single entities below `/v1.0`. */
import { rowByKey } from '../directory/alternate-keys.ts';
import type { Call } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { consentsIn, endUserSettings, userOf } from '../directory/lookups.ts';
import { authorizationPolicy, crossTenantPolicy } from '../directory/outer-door.ts';
import { availablePackage, availablePackages } from '../lifecycle/available-packages.ts';
import { suggestions } from '../lifecycle/suggestions.ts';
import { EM } from '../paths.ts';
import { directoryRoleBy, directoryRoles } from '../permissions/active-roles.ts';
import { DIRECTORY_ROLE_DEFINITIONS } from '../permissions/directory-roles.ts';
import { roleAssignmentsNow, roleDefinitions } from '../permissions/held-roles.ts';
import { findPrincipal } from '../directory/principals.ts';
import { listed } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { TableName } from '../storage/store.ts';
import { missingObject, ROLE_DEFINITIONS } from './directory-kinds.ts';
import type { KindName } from './kind-name.ts';
import { subscribedSkus } from './licenses.ts';
import { domains } from './organization-kinds.ts';
import { instances, requests, schedules } from './role-kinds.ts';

export interface Root {
  /** As the documentation writes it. */
  readonly path: string;
  readonly kind: KindName;
  readonly many: boolean;
  readonly rows: (call: Call) => readonly Entity[];
  /** The entity with a key, in lower case. */
  get(call: Call, key: string): Entity | undefined;
  /** Properties of which `$filter` has to name one. */
  readonly filteredBy?: readonly string[];
}

type Rows = Omit<Root, 'path'>;

/** A collection that is a table. */
function table(kind: KindName, name: TableName, more: Partial<Rows> = {}): Rows {
  return {
    kind,
    many: true,
    rows: (call) => listed(call, name),
    get: ({ store }, key) => rowByKey(store, name, key),
    ...more,
  };
}

function one(kind: KindName, row: (call: Call) => Entity | undefined): Rows {
  return { kind, many: false, rows: (call) => [row(call)].filter(isEntity), get: () => undefined };
}

/** A collection whose rows are found by going through them. */
function listOf(kind: KindName, rows: (call: Call) => readonly Entity[], more: Partial<Rows> = {}): Rows {
  const get = (call: Call, key: string) => rows(call).find(({ id }) => textOf(id).toLowerCase() === key);
  return { kind, many: true, rows, get, ...more };
}

function firstOfEachId(rows: readonly Entity[]): Entity[] {
  return [...new Map(rows.toReversed().map((row) => [row['id'], row])).values()].toReversed();
}

const tenantRow = ({ store }: Call) => [store.get('meta', 'tenant')].filter(isEntity);

/** The calling person's own user object; throws 400 for a client that signed in as itself, 404 for an external user who is not in the directory yet. */
export function requireMe(call: Call): Entity {
  const user = me(call);
  if (user === undefined) throw missingObject('me');
  return user;
}

function me({ caller }: Call): Entity | undefined {
  if (caller.kind === 'person') return caller.person.user;
  const message = '/me request is only valid with delegated authentication flow.';
  throw new ServiceError(400, 'BadRequest', message);
}

const ROLES = '/roleManagement/directory';

/** By their paths in lower case. */
export const ROOTS: ReadonlyMap<string, Root> = new Map(
  Object.entries<Rows>({
    [`${EM}/accessPackages`]: table('accessPackage', 'accessPackages'),
    [`${EM}/accessPackageSuggestions`]: listOf('accessPackageSuggestion', suggestions),
    [`${EM}/availableAccessPackages`]: listOf('availableAccessPackage', availablePackages, {
      get: availablePackage,
    }),
    [`${EM}/accessPackageAssignmentApprovals`]: listOf('approval', ({ store }) =>
      store.all('assignmentRequests').filter(({ stages }) => entitiesOf(stages).length > 0),
    ),
    [`${EM}/assignmentPolicies`]: table('policy', 'policies'),
    [`${EM}/assignmentRequests`]: table('assignmentRequest', 'assignmentRequests'),
    [`${EM}/assignments`]: table('assignment', 'assignments'),
    [`${EM}/catalogs`]: table('catalog', 'catalogs'),
    [`${EM}/connectedOrganizations`]: table('connectedOrganization', 'connectedOrganizations'),
    [`${EM}/controlConfigurations`]: listOf('controlConfiguration', ({ store }) => [endUserSettings(store)]),
    [`${EM}/resourceEnvironments`]: listOf('environment', ({ store }) => store.all('resourceEnvironments'), {
      filteredBy: ['originSystem'],
    }),
    [`${EM}/resourceRequests`]: table('resourceRequest', 'resourceRequests'),
    // The id is of the role and its scope: packages with the same role share it, and it stands here once.
    [`${EM}/resourceRoleScopes`]: listOf('roleScope', ({ store }) => firstOfEachId(store.all('roleScopes'))),
    [`${EM}/resources`]: table('resource', 'resources'),
    [`${EM}/settings`]: one('settings', ({ store }) => store.get('settings', 'singleton')),
    [`${EM}/subjects`]: table('subject', 'subjects'),
    '/directory/administrativeUnits': table('administrativeUnit', 'administrativeUnits'),
    '/applications': table('application', 'applications'),
    '/directoryObjects': {
      kind: 'directoryObject',
      many: true,
      rows: () => {
        throw new ServiceError(400, 'Request_UnsupportedQuery', 'directoryObjects can be read by id only.');
      },
      get: ({ store }, key) => findPrincipal(store, key),
    },
    '/domains': listOf('domain', ({ store }) => domains(store.get('meta', 'tenant'))),
    '/directoryRoles': listOf('directoryRole', directoryRoles, { get: directoryRoleBy }),
    '/directoryRoleTemplates': listOf('directoryRoleTemplate', () => DIRECTORY_ROLE_DEFINITIONS),
    '/groups': table('group', 'groups'),
    '/me': one('user', me),
    '/oauth2PermissionGrants': listOf('oAuth2PermissionGrant', ({ store }) => consentsIn(store)),
    '/organization': listOf('organization', tenantRow),
    '/policies/authorizationPolicy': one('authorizationPolicy', ({ store }) => authorizationPolicy(store)),
    '/policies/crossTenantAccessPolicy': one('crossTenantAccessPolicy', crossTenantPolicy),
    [`${ROLES}/roleAssignments`]: listOf('directoryRoleAssignment', ({ store, now }) =>
      roleAssignmentsNow(store, now),
    ),
    [`${ROLES}/roleAssignmentScheduleInstances`]: listOf('roleAssignmentScheduleInstance', instances(false)),
    [`${ROLES}/roleAssignmentScheduleRequests`]: listOf('roleAssignmentScheduleRequest', requests(false)),
    [`${ROLES}/roleAssignmentSchedules`]: listOf('roleAssignmentSchedule', schedules(false)),
    [`${ROLES}/roleDefinitions`]: listOf('directoryRoleDefinition', ({ store }) => roleDefinitions(store)),
    [`${ROLES}/roleEligibilityScheduleInstances`]: listOf('roleEligibilityScheduleInstance', instances(true)),
    [`${ROLES}/roleEligibilityScheduleRequests`]: listOf('roleEligibilityScheduleRequest', requests(true)),
    [`${ROLES}/roleEligibilitySchedules`]: listOf('roleEligibilitySchedule', schedules(true)),
    '/roleManagement/entitlementManagement/roleAssignments': table('roleAssignment', 'roleAssignments', {
      filteredBy: ['principalId', 'roleDefinitionId', 'appScopeId'],
    }),
    '/roleManagement/entitlementManagement/roleDefinitions': listOf('roleDefinition', () => ROLE_DEFINITIONS),
    '/servicePrincipals': table('servicePrincipal', 'servicePrincipals'),
    '/subscribedSkus': listOf('subscribedSku', subscribedSkus),
    '/users': table('user', 'users', {
      // Users go by their names as well.
      get: ({ store }, key) => userOf(store, key),
    }),
  }).map(([path, root]) => [path.toLowerCase(), { ...root, path }]),
);
