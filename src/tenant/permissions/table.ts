/**
 * What a call needs, by method and path: Graph's permissions, and the roles that come with them (CONTRACT 1.1, and the
 * tables of permissions and roles on the documentation's pages). The first line that fits holds, for all below it too.
 */
import type { Entity } from '../json.ts';
import { entityOf, textOf } from '../json.ts';
import { EM } from '../paths.ts';
import type { DirectoryRole } from './directory-roles.ts';
import type { CatalogRole } from './standing.ts';
import { ASSIGNERS, VIEWERS } from './standing.ts';

/** A role that a person has to have beside the scope; an application can have it in place of the permission. */
export interface RoleNeed {
  /** Of the directory: for the whole tenant. */
  readonly directory: readonly DirectoryRole[];
  /** Of entitlement management. */
  readonly catalog?: readonly CatalogRole[];
  /**
   * Where that role has to be held: on every catalog that the request is about; or anywhere, and then the answer holds
   * what is in those catalogs.
   */
  readonly on?: 'request' | 'anywhere';
  /** Those who own the group of the path need none. */
  readonly groupOwner?: boolean;
  /** What is one's own is seen without any. */
  readonly own?: boolean;
}

export interface Need {
  /** Scopes of a person's token, of which one is enough. */
  readonly scopes: readonly string[];
  /** The same for an application; none: it cannot make the call. */
  readonly permissions: readonly string[];
  readonly role?: RoleNeed;
  /** A property that `$filter` has to name when the caller has roles on catalogs only. */
  readonly namedBy?: string;
}

/** `anyone` who has a token; `tests`: only those who may do everything, since Graph has no such call. */
export type Needed = Need | 'anyone' | 'tests';

const ADMINISTRATORS: readonly DirectoryRole[] = [
  'Identity Governance Administrator',
  'Global Administrator',
];
export const READERS: readonly DirectoryRole[] = [
  ...ADMINISTRATORS,
  ...(['Global Reader', 'Security Reader', 'Security Administrator', 'Compliance Administrator'] as const),
];

const EM_WRITE = ['EntitlementManagement.ReadWrite.All'];
export const EM_READ = ['EntitlementManagement.Read.All', ...EM_WRITE];
const SUBJECT = 'EntitlementMgmt-SubjectAccess.ReadWrite';

const emRead = (catalog: readonly CatalogRole[], more: Partial<RoleNeed> = {}): Need => ({
  scopes: EM_READ,
  permissions: EM_READ,
  role: { directory: READERS, catalog, on: 'anywhere', ...more },
});
const emWrite = (catalog: readonly CatalogRole[], on: RoleNeed['on'] = 'request'): Need => ({
  scopes: EM_WRITE,
  permissions: EM_WRITE,
  role: { directory: ADMINISTRATORS, catalog, on },
});

/** What people do for themselves, and approvers for others: the handlers say for whom. */
const OWN_READ: Need = { scopes: [SUBJECT, ...EM_READ], permissions: EM_READ };
const OWN_WRITE: Need = { scopes: [SUBJECT, ...EM_WRITE], permissions: EM_WRITE };

const OWNERS: readonly CatalogRole[] = ['owner'];
const MANAGERS: readonly CatalogRole[] = ['owner', 'packageManager'];
const ANY_ROLE: readonly CatalogRole[] = [...VIEWERS, 'creator', 'organizationAdministrator'];

function directory(
  permissions: readonly string[],
  roles?: readonly DirectoryRole[],
  more: Partial<RoleNeed> = {},
): Need {
  const need = { scopes: permissions, permissions };
  return roles === undefined
    ? need
    : { ...need, role: { directory: ['Global Administrator', ...roles], ...more } };
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const USERS = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', ...DIRECTORY];
const GROUPS = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY];
const APPLICATIONS = ['Application.Read.All', 'Application.ReadWrite.All', ...DIRECTORY];
const CHANGES_USERS = directory(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ['User Administrator']);
const CHANGES_GROUPS = directory(
  ['Group.ReadWrite.All', 'GroupMember.ReadWrite.All', 'Directory.ReadWrite.All'],
  ['Groups Administrator', 'User Administrator'],
  { groupOwner: true },
);
const CHANGES_APPLICATIONS = directory(
  ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.ReadWrite.All'],
  ['Application Administrator', 'Cloud Application Administrator'],
);
const CONSENTS = ['DelegatedPermissionGrant.ReadWrite.All', ...DIRECTORY];
const CHANGES_CONSENTS = directory(
  ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
  ['Application Administrator', 'Cloud Application Administrator'],
);
const UNITS = ['AdministrativeUnit.Read.All', 'AdministrativeUnit.ReadWrite.All'];
const ROLE_READERS = ['RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory'];
const CHANGES_ROLES = directory(['RoleManagement.ReadWrite.Directory'], ['Privileged Role Administrator']);
const AUTHORIZATION = 'Policy.ReadWrite.Authorization';
const CROSS_TENANT = 'Policy.ReadWrite.CrossTenantAccess';
const DELETED = [...USERS, ...GROUPS, ...APPLICATIONS];

/** Users request for themselves; who assigns to others needs a role on the catalog. */
function requesting(body: Entity): Need {
  return textOf(body['requestType']).toLowerCase().startsWith('admin') ? emWrite(ASSIGNERS) : OWN_WRITE;
}

/** Policies that assign by themselves are made by administrators, not by those with a role on the catalog (CONTRACT 9.8). */
function governing(body: Entity): Need {
  const automatic = entityOf(body['automaticRequestSettings'])['requestAccessForAllowedTargets'] === true;
  return emWrite(automatic ? [] : MANAGERS);
}

interface Line {
  readonly methods: readonly string[];
  /** Segments; `{}` is any one. A function goes by its name. */
  readonly path: readonly string[];
  readonly need: Needed | ((body: Entity) => Need);
}

const WRITES = ['POST', 'PATCH', 'PUT', 'DELETE'];

function line(methods: string, path: string, need: Line['need']): Line {
  return {
    methods: methods.split(' ').flatMap((method) => (method === 'write' ? WRITES : [method])),
    path: segmentsOf(path),
    need,
  };
}

/** Decoded, in lower case; `name('key')` as `name/key`, and functions without their parameters. */
function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .map((segment) => decodeURIComponent(segment).toLowerCase())
    .filter((segment) => segment !== '')
    .flatMap((segment) => {
      const [, name = segment, inner] = /^([^(]*)\((.*)\)$/s.exec(segment) ?? [];
      return inner?.startsWith("'") === true ? [name, inner] : [name];
    });
}

const ROLES = '/roleManagement/entitlementManagement';

const LINES: readonly Line[] = [
  line('GET', `${EM}/accessPackageSuggestions`, OWN_READ),
  line('GET', `${EM}/availableAccessPackages`, OWN_READ),
  line('GET', `${EM}/accessPackages/filterByCurrentUser`, OWN_READ),
  line('POST', `${EM}/accessPackages/{}/getApplicablePolicyRequirements`, OWN_READ),
  line('GET', `${EM}/accessPackages`, emRead(VIEWERS)),
  line('write', `${EM}/accessPackages`, emWrite(MANAGERS)),
  line('GET', `${EM}/assignmentPolicies`, { ...emRead(VIEWERS), namedBy: 'accessPackage/id' }),
  line('write', `${EM}/assignmentPolicies`, governing),
  line('POST', `${EM}/catalogs/{}`, emWrite(OWNERS)),
  line('POST', `${EM}/catalogs`, emWrite(['creator'], 'anywhere')),
  line('GET', `${EM}/catalogs`, emRead(VIEWERS)),
  line('write', `${EM}/catalogs`, emWrite(OWNERS)),
  line('GET', `${EM}/resources`, emRead(VIEWERS)),
  line('write', `${EM}/resources`, emWrite(OWNERS)),
  line('GET', `${EM}/resourceRoleScopes`, emRead(VIEWERS)),
  line('GET', `${EM}/resourceRequests`, emRead(VIEWERS)),
  line('write', `${EM}/resourceRequests`, emWrite(OWNERS)),
  line('GET', `${EM}/resourceEnvironments`, emRead(VIEWERS)),
  line('GET', `${EM}/assignments/filterByCurrentUser`, OWN_READ),
  line('GET', `${EM}/assignments/additionalAccess`, {
    ...emRead(ASSIGNERS, { on: 'request' }),
    permissions: [],
  }),
  line('GET', `${EM}/assignments`, { ...emRead(ASSIGNERS, { own: true }), namedBy: 'accessPackage/id' }),
  line('write', `${EM}/assignments`, emWrite(ASSIGNERS)),
  line('GET', `${EM}/assignmentRequests/filterByCurrentUser`, OWN_READ),
  line('GET', `${EM}/assignmentRequests`, {
    ...emRead(ASSIGNERS, { own: true }),
    namedBy: 'accessPackage/id',
  }),
  line('POST', `${EM}/assignmentRequests/{}/cancel`, OWN_WRITE),
  line('POST', `${EM}/assignmentRequests/{}`, emWrite(ASSIGNERS)),
  line('POST', `${EM}/assignmentRequests`, requesting),
  line('write', `${EM}/assignmentRequests`, emWrite(ASSIGNERS)),
  line('GET', `${EM}/accessPackageAssignmentApprovals/filterByCurrentUser`, OWN_READ),
  // Approvals are for people: no application reads them, whatever it may do otherwise.
  line('GET', `${EM}/accessPackageAssignmentApprovals`, {
    ...emRead(ASSIGNERS, { own: true }),
    permissions: [],
  }),
  line('PATCH', `${EM}/accessPackageAssignmentApprovals`, { ...OWN_WRITE, permissions: [] }),
  line('GET', `${EM}/connectedOrganizations`, emRead(ANY_ROLE)),
  line('write', `${EM}/connectedOrganizations`, emWrite(['organizationAdministrator'], 'anywhere')),
  line('GET', `${EM}/subjects`, emRead(VIEWERS)),
  line('write', `${EM}/subjects`, emWrite(OWNERS, 'anywhere')),
  line('GET', `${EM}/settings`, emRead([])),
  line('write', `${EM}/settings`, emWrite([])),
  line('GET', `${EM}/controlConfigurations`, emRead([])),
  line('write', `${EM}/controlConfigurations`, emWrite([])),
  line('GET', `${ROLES}/roleDefinitions`, emRead(ANY_ROLE)),
  line('GET', `${ROLES}/roleAssignments`, emRead(VIEWERS, { own: true })),
  line('write', `${ROLES}/roleAssignments`, emWrite(OWNERS)),

  ...['/me', '/directoryObjects/{}', '/users/{}', '/groups/{}', '/servicePrincipals/{}'].flatMap((at) =>
    ['checkMemberGroups', 'checkMemberObjects', 'getMemberGroups', 'getMemberObjects'].map((name) =>
      line('POST', `${at}/${name}`, directory([...(at === '/me' ? ['User.Read'] : []), ...USERS, ...GROUPS])),
    ),
  ),
  ...['/users', '/groups'].map((at) => line('write', `${at}/{}/appRoleAssignments`, CHANGES_APPLICATIONS)),
  line('POST', '/me/changePassword', {
    ...directory(['UserAuthenticationMethod.ReadWrite', 'Directory.AccessAsUser.All']),
    permissions: [],
  }),
  ...['/me', '/users/{}', '/groups/{}'].flatMap((at) =>
    ['assignLicense', 'reprocessLicenseAssignment'].map((name) =>
      line(
        'POST',
        `${at}/${name}`,
        directory(
          [
            'LicenseAssignment.ReadWrite.All',
            at === '/groups/{}' ? 'Group.ReadWrite.All' : 'User.ReadWrite.All',
            'Directory.ReadWrite.All',
          ],
          ['License Administrator', 'User Administrator'],
        ),
      ),
    ),
  ),
  ...['/me', '/users/{}'].map((at) =>
    line(
      'POST',
      `${at}/revokeSignInSessions`,
      directory(['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All']),
    ),
  ),
  ...['/me', '/users/{}', '/servicePrincipals/{}'].map((at) =>
    line('GET', `${at}/oauth2PermissionGrants`, directory(CONSENTS)),
  ),
  line('GET', '/oauth2PermissionGrants', directory(CONSENTS)),
  line('write', '/oauth2PermissionGrants', CHANGES_CONSENTS),
  line('GET', '/domains', directory(['Domain.Read.All', 'Domain.ReadWrite.All', ...DIRECTORY])),
  line(
    'GET',
    '/subscribedSkus',
    directory(['LicenseAssignment.Read.All', 'Organization.Read.All', ...DIRECTORY]),
  ),
  line('GET', '/me', directory(['User.Read', ...USERS])),
  line('PATCH', '/me', directory(['User.ReadWrite', 'User.ReadWrite.All', 'Directory.ReadWrite.All'])),
  line('PATCH', '/organization', directory(['Organization.ReadWrite.All'], [])),
  line('GET', '/organization', directory(['User.Read', 'Organization.Read.All', ...DIRECTORY])),
  line('GET', '/users', directory(USERS)),
  line('write', '/users', CHANGES_USERS),
  line('GET', '/groups', directory(GROUPS)),
  line('write', '/groups', CHANGES_GROUPS),
  line('GET', '/servicePrincipals', directory(APPLICATIONS)),
  line('write', '/servicePrincipals', CHANGES_APPLICATIONS),
  line('GET', '/applications', directory(APPLICATIONS)),
  line('write', '/applications', CHANGES_APPLICATIONS),
  line('GET POST', '/directoryObjects', directory(DIRECTORY)),
  line('DELETE', '/directoryObjects', directory(['Directory.ReadWrite.All'], ['User Administrator'])),
  line('GET', '/directory/deletedItems', directory(DELETED)),
  line('GET', '/directory/administrativeUnits', directory([...UNITS, ...DIRECTORY])),
  line(
    'write',
    '/directory/administrativeUnits',
    directory(
      ['AdministrativeUnit.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['Privileged Role Administrator'],
    ),
  ),
  line('POST', '/directory/deletedItems/getUserOwnedObjects', directory([...GROUPS, ...APPLICATIONS])),
  line(
    'write',
    '/directory/deletedItems',
    directory(
      DELETED.filter((each) => each.includes('Write')),
      ['User Administrator'],
    ),
  ),
  line('GET write', '/sites/{}/permissions', directory(['Sites.FullControl.All'])),
  line('GET', '/sites', directory(['Sites.Read.All', 'Sites.ReadWrite.All', 'Sites.FullControl.All'])),
  line('GET', '/auditLogs', directory(['AuditLog.Read.All'], [...READERS, 'Reports Reader'])),
  line('write', '/roleManagement/directory', CHANGES_ROLES),
  line('write', '/directoryRoles', CHANGES_ROLES),
  ...['/directoryRoles', '/directoryRoleTemplates'].map((at) =>
    line('GET', at, directory([...ROLE_READERS, ...DIRECTORY])),
  ),
  line('GET', '/roleManagement/directory', directory([...ROLE_READERS, ...DIRECTORY])),
  line(
    'GET',
    '/policies/authorizationPolicy',
    directory(['Policy.Read.All', AUTHORIZATION], [...READERS, 'Privileged Role Administrator']),
  ),
  line(
    'PATCH',
    '/policies/authorizationPolicy',
    directory([AUTHORIZATION], ['Privileged Role Administrator']),
  ),
  line('GET', '/policies/crossTenantAccessPolicy', directory(['Policy.Read.All', CROSS_TENANT], READERS)),
  line('write', '/policies/crossTenantAccessPolicy', directory([CROSS_TENANT], ['Security Administrator'])),
  line(
    'POST',
    '/invitations',
    directory(['User.Invite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All']),
  ),
  line('GET', '/tenantRelationships', directory(['CrossTenantInformation.ReadBasic.All'])),

  line('GET', '/entente/clock', 'anyone'),
  line('POST', '/entente/signIn', 'anyone'),
  // The handler asks whether the caller reviews.
  line('POST', '/entente/assignments/{}/review', 'anyone'),
  line('GET write', '/entente', 'tests'),
];

/** What a call needs; undefined for one that no line is about, which nobody with a token may make. */
export function neededBy(method: string, path: string, body: Entity): Needed | undefined {
  const segments = segmentsOf(path);
  const fits = (wanted: string, index: number) => wanted === '{}' || wanted === segments[index];
  const found = LINES.find(
    (each) => each.methods.includes(method) && each.path.length <= segments.length && each.path.every(fits),
  );
  return typeof found?.need === 'function' ? found.need(body) : found?.need;
}
