/** A package as somebody makes it in the portal, without approval for anyone on the internet. */
import type { Portal } from './workbench.ts';

interface Offered {
  readonly id: string;
  readonly originId: string;
  readonly originSystem: string;
  readonly roles: readonly Record<string, unknown>[];
  readonly scopes: readonly Record<string, unknown>[];
}

/** Adds a group to a catalog. */
export async function addGroup(portal: Portal, catalog: string, originId: string): Promise<void> {
  await portal('POST', '/resourceRequests', {
    requestType: 'adminAdd',
    catalog: { id: catalog },
    resource: { originId, originSystem: 'AadGroup' },
  });
}

/** A package of the catalog that makes everyone who asks a member of a group that the catalog has. */
export async function openPackage(
  portal: Portal,
  catalog: string,
  { displayName, group }: { readonly displayName: string; readonly group: string },
): Promise<void> {
  const { id } = await portal('POST', '/accessPackages', {
    displayName,
    description: 'Made in the portal',
    catalog: { id: catalog },
  });
  const listed = await portal('GET', `/catalogs/${catalog}/resources?$expand=roles,scopes`);
  const offered = (listed['value'] as Offered[]).find(({ originId }) => originId === group);
  if (offered === undefined) throw new Error(`The catalog has no group ${group}`);
  const { id: resource, originId, originSystem, roles, scopes } = offered;
  const role = roles.find((each) => each['displayName'] === 'Member');
  await portal('POST', `/accessPackages/${String(id)}/resourceRoleScopes`, {
    role: { ...role, resource: { id: resource, originId, originSystem } },
    scope: scopes[0],
  });
  await portal('POST', '/assignmentPolicies', {
    displayName: `${displayName} for all`,
    description: '',
    accessPackage: { id },
    allowedTargetScope: 'allExternalUsers',
    expiration: { type: 'noExpiration' },
    requestorSettings: { enableTargetsToSelfAddAccess: true },
    requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
  });
}
