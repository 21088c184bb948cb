/** Roles of entitlement management as Graph has them (CONTRACT 3.1). */

export const ROLE_ASSIGNMENTS = '/roleManagement/entitlementManagement/roleAssignments';
/** Definitions of roles: Microsoft's, and those of the tenant if it has any. */
export const ROLE_DEFINITIONS = '/roleManagement/entitlementManagement/roleDefinitions';
/** What stands before a catalog's id in the scope of an assignment. */
export const CATALOG_SCOPE = '/AccessPackageCatalog/';
/** The scope of an assignment that is for the whole tenant. */
export const TENANT_SCOPE = '/';

/** Of the whole tenant: who has it makes catalogs. */
export const CATALOG_CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';

/** Microsoft's fixed ids of the definitions of tenant-wide roles, by the names that a configuration uses. */
export const TENANT_ROLES: Readonly<Record<string, string>> = {
  catalogCreator: CATALOG_CREATOR,
  connectedOrganizationAdministrator: 'e65cf63f-9cc2-4b48-8871-cb667e9d90fb',
};

export const CATALOG_OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';

/** Microsoft's fixed ids of the catalog-scoped role definitions, by the names that a configuration uses. */
export const CATALOG_ROLES: Readonly<Record<string, string>> = {
  owner: CATALOG_OWNER,
  reader: '44272f93-9762-48e8-af59-1b5351b1d6b3',
  accessPackageManager: '7f480852-ebdc-47d4-87de-0d8498384a83',
  accessPackageAssignmentManager: 'e2182095-804a-4656-ae11-64734e9b7ae5',
};

/**
 * What a configuration calls the role of `roles` with this definition: one role has one name, whether its word or the id
 * of its definition is written.
 */
export function roleNamed(roles: Readonly<Record<string, string>>, definition: string): string {
  if (Object.hasOwn(roles, definition)) return definition;
  const id = definition.toLowerCase();
  return Object.entries(roles).find(([, known]) => known === id)?.[0] ?? id;
}

/** The inverse. */
export function definitionNamed(roles: Readonly<Record<string, string>>, role: string): string {
  return Object.hasOwn(roles, role) ? (roles[role] ?? role) : role;
}
