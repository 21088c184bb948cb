/** Paths under /v1.0 that several files name. */
import type { TableName } from './storage/store.ts';

export const EM = '/identityGovernance/entitlementManagement';

/** Tables by the path of the collection that lists them. */
const COLLECTIONS: Readonly<Record<string, TableName>> = {
  [`${EM}/connectedOrganizations`]: 'connectedOrganizations',
  [`${EM}/catalogs`]: 'catalogs',
  [`${EM}/accessPackages`]: 'accessPackages',
  [`${EM}/assignmentPolicies`]: 'policies',
  '/roleManagement/entitlementManagement/roleAssignments': 'roleAssignments',
};

/** The table whose rows a route with this pattern creates (POST) or deletes (DELETE). */
export function collectionOf(pattern: string): TableName | undefined {
  return COLLECTIONS[pattern.replace(/\/\{id\}$/, '')];
}
