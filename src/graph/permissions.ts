/** Which permissions of Microsoft Graph Entente needs (CONTRACT 1.1). */

/** One need: any of the permissions, and what for. */
export interface PermissionNeed {
  readonly anyOf: readonly string[];
  readonly purpose: string;
}

/** What the configuration has to do with, as far as permissions follow from it. */
export interface Scope {
  readonly groups: boolean;
  readonly applications: boolean;
  readonly sites: boolean;
  readonly directoryRoles: boolean;
  readonly outerDoor: boolean;
}

const CROSS_TENANT = 'Policy.ReadWrite.CrossTenantAccess';
const EM_WRITE = 'EntitlementManagement.ReadWrite.All';
const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];

/** What every reading command needs of entitlement management, and what every writing one does. */
export const READ_NEED: PermissionNeed = {
  anyOf: ['EntitlementManagement.Read.All', EM_WRITE],
  purpose: 'read entitlement management',
};
export const WRITE_NEED: PermissionNeed = { anyOf: [EM_WRITE], purpose: 'change entitlement management' };

/** What `plan` and `drift` need. */
export function readNeeds({ sites, directoryRoles, outerDoor }: Scope): readonly PermissionNeed[] {
  return [
    READ_NEED,
    { anyOf: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY], purpose: 'look up users and guests' },
    { anyOf: ['Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY], purpose: 'look up groups' },
    {
      anyOf: ['Application.Read.All', 'Application.ReadWrite.All', ...DIRECTORY],
      purpose: 'look up applications and their roles',
    },
    { anyOf: ['CrossTenantInformation.ReadBasic.All'], purpose: 'find the Entra tenants of partner domains' },
    ...(sites
      ? [
          {
            anyOf: ['Sites.Read.All', 'Sites.ReadWrite.All', 'Sites.FullControl.All'],
            purpose: 'look up SharePoint sites',
          },
        ]
      : []),
    ...(directoryRoles
      ? [
          {
            anyOf: ['RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory', ...DIRECTORY],
            purpose: 'look up directory roles',
          },
        ]
      : []),
    ...(outerDoor ? [{ anyOf: ['Policy.Read.All', CROSS_TENANT], purpose: 'read cross-tenant access' }] : []),
  ];
}

/** What answers about access can do without: what it would tell is then unknown. */
export const outerDoorNeed: PermissionNeed = {
  anyOf: ['Policy.Read.All'],
  purpose: 'tell whether people of other tenants are let in',
};

/** What `drift` can do without. */
export const auditNeed: PermissionNeed = {
  anyOf: ['AuditLog.Read.All'],
  purpose: 'say who changed what, and when',
};

/** What `apply` needs more. */
export function writeNeeds({
  groups,
  applications,
  sites,
  directoryRoles,
  outerDoor,
}: Scope): readonly PermissionNeed[] {
  return [
    WRITE_NEED,
    ...(groups ? [{ anyOf: ['Group.ReadWrite.All'], purpose: 'add groups to catalogs' }] : []),
    ...(applications
      ? [{ anyOf: ['Application.ReadWrite.All'], purpose: 'add applications to catalogs' }]
      : []),
    ...(sites ? [{ anyOf: ['Sites.FullControl.All'], purpose: 'add SharePoint sites to catalogs' }] : []),
    ...(directoryRoles
      ? [{ anyOf: ['RoleManagement.ReadWrite.Directory'], purpose: 'add directory roles to catalogs' }]
      : []),
    ...(outerDoor ? [{ anyOf: [CROSS_TENANT], purpose: 'change cross-tenant access' }] : []),
  ];
}

/** The needs that none of the granted permissions meets. */
export function missingPermissions(
  needs: readonly PermissionNeed[],
  granted: readonly string[],
): readonly PermissionNeed[] {
  return needs.filter(({ anyOf }) => !anyOf.some((permission) => granted.includes(permission)));
}
