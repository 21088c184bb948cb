/** Lists that several kinds read, so that each is fetched once per run. */
import { EM } from './wire.ts';

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
