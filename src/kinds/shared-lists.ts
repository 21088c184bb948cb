/** Lists that several kinds read, so that each is fetched once per run. */
import { odataString, query } from '../model/odata.ts';
import type { KindReader } from './kind.ts';
import { EM } from './wire.ts';

/** Lists of the packages that are read, with what accessPackage and packageResourceRole read from them. */
export async function packageLists(reader: KindReader): Promise<readonly string[]> {
  if (reader.limits === undefined) return [PACKAGES_WITH_ROLES];
  const catalogs = await reader.objects('catalog');
  return catalogs.map(({ id }) =>
    query(PACKAGES_WITH_ROLES, { filter: `catalog/id eq ${odataString(id.toLowerCase())}` }),
  );
}

/** One list of all packages with what accessPackage and packageResourceRole read from it. */
export const PACKAGES_WITH_ROLES = `${EM}/accessPackages?$expand=catalog,resourceRoleScopes($expand=role,scope)`;

/** Key under which a run shares a catalog's resources with their roles and scopes (`KindWriter.once`). */
export function catalogResourcesKey(catalog: string): string {
  return `resources of ${catalog}`;
}

/** Path of a catalog's resources with what packageResourceRole needs of them. */
export function catalogResourcesPath(catalog: string): string {
  return `${EM}/catalogs/${catalog}/resources?$expand=roles,scopes`;
}
