/** SharePoint's geographies, which entitlement management calls environments (CONTRACT 1.4, 4). */
import { query } from './odata.ts';
import { asString } from './value.ts';
import type { JsonObject } from './value.ts';

/** Path of the environments' list, whose filter is mandatory. */
export const SITE_ENVIRONMENTS = query('/identityGovernance/entitlementManagement/resourceEnvironments', {
  filter: "originSystem eq 'SharePointOnline'",
});

/** The environment of a site; undefined when it is in none of them. */
export function environmentOfSite(site: string, environments: readonly JsonObject[]): JsonObject | undefined {
  const host = hostOf(site);
  return environments.find((environment) => siteHost(environment) === host);
}

/** The host of an environment's sites; its own address is that of its administration (`contoso-admin.sharepoint.com`). */
export function siteHost(environment: JsonObject): string {
  return hostOf(asString(environment['originId']) ?? '').replace(/^([^.]+)-admin\./, '$1.');
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host.toLowerCase() : '';
}
