import type { DirectoryEntry } from './port.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';

/** Attributes that rules of dynamic groups and automatic assignment usually compare; null where a user has none. */
export const RULE_PROPERTIES = [
  'department',
  'jobTitle',
  'companyName',
  'employeeType',
  'employeeId',
  'officeLocation',
  'city',
  'state',
  'country',
  'usageLocation',
] as const;

/** Properties read of a user; `externalUserState` is returned only when selected (CONTRACT 13.4). */
export const USER_PROPERTIES = [
  ...RULE_PROPERTIES,
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'userType',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'accountEnabled',
  'creationType',
  'identities',
  'onPremisesSyncEnabled',
] as const;

/** Properties read of a group (CONTRACT 13.4). */
export const GROUP_PROPERTIES = [
  'id',
  'displayName',
  'groupTypes',
  'mailEnabled',
  'securityEnabled',
  'onPremisesSyncEnabled',
  'isAssignableToRole',
  'membershipRule',
] as const;

/** Properties read of an application's service principal; its roles are what a package can grant. */
export const SERVICE_PRINCIPAL_PROPERTIES = [
  'id',
  'appId',
  'displayName',
  'accountEnabled',
  'servicePrincipalType',
  'appRoles',
] as const;

/** The entry of a user, group or service principal; `type` is needed where the body does not tell it. */
export function directoryEntry(
  object: JsonObject,
  type: DirectoryEntry['type'] = typeOf(object),
): DirectoryEntry {
  const id = (asString(object['id']) ?? '').toLowerCase();
  return { id, label: labelOf(object) ?? id, type, properties: object };
}

/** The entry of what `findTenantInformationBy…` answered. */
export function tenantEntry(tenant: JsonObject): DirectoryEntry {
  const id = (asString(tenant['tenantId']) ?? '').toLowerCase();
  const label = text(tenant, 'displayName') ?? text(tenant, 'defaultDomainName') ?? id;
  return { id, label, type: 'tenant', properties: tenant };
}

/** The entry of a site; its id is its URL, which is what entitlement management calls it by. */
export function siteEntry(site: JsonObject, asked: string): DirectoryEntry {
  const url = text(site, 'webUrl') ?? asked;
  return { id: url, label: url, type: 'site', properties: site };
}

function typeOf(object: JsonObject): DirectoryEntry['type'] {
  const type = (asString(object['@odata.type']) ?? '').replace(/^#?microsoft\.graph\./, '');
  return type === 'user' || type === 'group' || type === 'servicePrincipal' ? type : 'other';
}

/** A guest's UPN is an encoded address (`bob_fabrikam.com#EXT#@…`), so people know a guest by mail. */
function labelOf(object: JsonObject): string | undefined {
  const mail = object['userType'] === 'Guest' ? text(object, 'mail') : undefined;
  return mail ?? text(object, 'userPrincipalName') ?? text(object, 'displayName');
}

function text(object: JsonObject, property: string): string | undefined {
  const value = asString(object[property]);
  return value === '' ? undefined : value;
}
