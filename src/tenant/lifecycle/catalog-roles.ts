/** Roles on catalogs, as they bear on requests. */
import type { Person } from '../context.ts';
import { groupIdsOf } from '../groups.ts';
import { textOf } from '../json.ts';
import type { Store } from '../store.ts';

/** Whether a person holds a role on the catalog of a package, themselves or through a group. */
export function hasCatalogRole(store: Store, { user }: Person, packageId: string): boolean {
  const userId = textOf(user?.['id']);
  if (userId === '') return false;
  const catalogId = textOf(store.get('accessPackages', packageId.toLowerCase())?.['catalogId']);
  const holders = [userId, ...groupIdsOf(store, userId)];
  return store
    .where('roleAssignments', 'appScopeId', `/AccessPackageCatalog/${catalogId}`)
    .some(({ principalId }) => holders.includes(textOf(principalId)));
}
