/** Random writes of an embedded tenant: bodies from its table of types, about objects that are there. */
import fc from 'fast-check';
import type { Purpose } from '../../src/tenant/types/language.ts';
import type { Body, TenantCall } from './tenant-call.ts';
import { EM } from './tenant-call.ts';
import { rightBody } from './typed-body.ts';

/** What a write is about: an id of each collection that it names, chosen by a number of its own. */
export interface Write {
  readonly method: string;
  /** `{COLLECTION}` is an id of that collection. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Chooses among the objects that are there. */
  readonly seed: number;
}

/** Where the ids of a collection are listed. */
const LISTS: Readonly<Record<string, string>> = {
  catalogs: `${EM}/catalogs`,
  accessPackages: `${EM}/accessPackages`,
  assignmentPolicies: `${EM}/assignmentPolicies?$expand=accessPackage`,
  connectedOrganizations: `${EM}/connectedOrganizations`,
  assignments: `${EM}/assignments?$filter=state eq 'delivered'`,
  assignmentRequests: `${EM}/assignmentRequests`,
  resources: `${EM}/resources?$filter=originSystem eq 'AadGroup'`,
  resourceRoleScopes: `${EM}/resourceRoleScopes`,
  roleAssignments:
    "/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '/' or principalId ne '0'",
  users: '/users',
  groups: '/groups',
  servicePrincipals: '/servicePrincipals',
  units: '/directory/administrativeUnits',
  deletedUsers: '/directory/deletedItems/microsoft.graph.user',
};

const id = (collection: string) => `{${collection}}`;
const typed = (method: string, path: string, type: string, purpose: Purpose, more: object = {}) =>
  rightBody(type, purpose).map((body) => ({ method, path, body: { ...body, ...more } }));
const fixed = (method: string, path: string, body?: object) =>
  fc.constant({ method, path, ...(body !== undefined && { body: body as Record<string, unknown> }) });
const named = (address: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0${address}` });
const names = fc.constantFrom('One', 'Two', 'Three', 'Zoë & Co', "O'Neil");

const user = { '@odata.type': '#microsoft.graph.singleUser', userId: id('users') };
const request = (requestType: string, assignment: object) =>
  fixed('POST', `${EM}/assignmentRequests`, { requestType, assignment });
const assigned = {
  accessPackageId: id('packageOfPolicy'),
  assignmentPolicyId: id('assignmentPolicies'),
  targetId: id('users'),
};
const resource = (requestType: string, type: string, list: string) =>
  fixed('POST', `${EM}/resourceRequests`, {
    requestType,
    catalog: { id: id('catalogs') },
    resource: { originSystem: type, originId: id(list) },
  });

const WRITES = [
  names.chain((displayName) =>
    typed('POST', `${EM}/catalogs`, 'accessPackageCatalog', 'create', { displayName }),
  ),
  typed('PATCH', `${EM}/catalogs/${id('catalogs')}`, 'accessPackageCatalog', 'update'),
  fixed('DELETE', `${EM}/catalogs/${id('catalogs')}`),
  typed(
    'POST',
    `${EM}/catalogs/${id('catalogs')}/customWorkflowExtensions`,
    'customCalloutExtension',
    'create',
  ),
  names.chain((displayName) =>
    typed('POST', `${EM}/accessPackages`, 'accessPackage', 'create', {
      displayName,
      catalog: { id: id('catalogs') },
    }),
  ),
  typed('PATCH', `${EM}/accessPackages/${id('accessPackages')}`, 'accessPackage', 'update'),
  fixed('DELETE', `${EM}/accessPackages/${id('accessPackages')}`),
  fixed(
    'POST',
    `${EM}/accessPackages/${id('accessPackages')}/incompatibleAccessPackages/$ref`,
    named(`${EM}/accessPackages/${id('accessPackages')}`),
  ),
  fixed(
    'POST',
    `${EM}/accessPackages/${id('accessPackages')}/incompatibleGroups/$ref`,
    named(`/groups/${id('groups')}`),
  ),
  ...[{}, { specificAllowedTargets: [user], allowedTargetScope: 'specificDirectoryUsers' }].map((more) =>
    typed('POST', `${EM}/assignmentPolicies`, 'accessPackageAssignmentPolicy', 'create', {
      accessPackage: { id: id('accessPackages') },
      allowedTargetScope: 'allDirectoryUsers',
      specificAllowedTargets: [],
      customExtensionStageSettings: [],
      requestApprovalSettings: null,
      reviewSettings: null,
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      automaticRequestSettings: null,
      expiration: null,
      ...more,
    }),
  ),
  fixed('DELETE', `${EM}/assignmentPolicies/${id('assignmentPolicies')}`),
  resource('adminAdd', 'AadGroup', 'groups'),
  resource('adminAdd', 'AadApplication', 'servicePrincipals'),
  resource('adminRemove', 'AadGroup', 'groups'),
  fixed('POST', `${EM}/accessPackages/${id('accessPackages')}/resourceRoleScopes`, {
    role: {
      originId: `Member_${id('originOfResource')}`,
      originSystem: 'AadGroup',
      resource: { id: id('resources') },
    },
    scope: { originId: id('originOfResource'), originSystem: 'AadGroup' },
  }),
  typed('POST', `${EM}/connectedOrganizations`, 'connectedOrganization', 'create'),
  typed(
    'PATCH',
    `${EM}/connectedOrganizations/${id('connectedOrganizations')}`,
    'connectedOrganization',
    'update',
  ),
  fixed('DELETE', `${EM}/connectedOrganizations/${id('connectedOrganizations')}`),
  fixed(
    'POST',
    `${EM}/connectedOrganizations/${id('connectedOrganizations')}/internalSponsors/$ref`,
    named(`/users/${id('users')}`),
  ),
  typed('PATCH', `${EM}/settings`, 'entitlementManagementSettings', 'update'),
  typed('PATCH', `${EM}/controlConfigurations/endUserSettings`, 'endUserSettings', 'update'),
  fixed('POST', '/roleManagement/entitlementManagement/roleAssignments', {
    principalId: id('users'),
    roleDefinitionId: 'ae79f266-94d4-4dab-b730-feca7e132178',
    appScopeId: `/AccessPackageCatalog/${id('catalogs')}`,
  }),
  fixed('DELETE', `/roleManagement/entitlementManagement/roleAssignments/${id('roleAssignments')}`),
  request('adminAdd', assigned),
  request('adminRemove', { id: id('assignments') }),
  request('adminUpdate', { id: id('assignments') }),
  fixed('DELETE', `${EM}/assignmentRequests/${id('assignmentRequests')}`),
  fixed('POST', '/groups', {
    displayName: 'Made',
    mailEnabled: false,
    mailNickname: 'made',
    securityEnabled: true,
  }),
  fixed('POST', `/groups/${id('groups')}/members/$ref`, named(`/users/${id('users')}`)),
  fixed('PUT', `/users/${id('users')}/manager/$ref`, named(`/users/${id('users')}`)),
  fixed('POST', `/users/${id('users')}/sponsors/$ref`, named(`/groups/${id('groups')}`)),
  fixed('POST', '/directory/administrativeUnits', { displayName: 'Unit' }),
  fixed('POST', `/directory/administrativeUnits/${id('units')}/members/$ref`, named(`/users/${id('users')}`)),
  fixed('DELETE', `/directory/administrativeUnits/${id('units')}`),
  fixed('PATCH', `/users/${id('users')}`, { department: 'Sales' }),
  fixed('DELETE', `/users/${id('users')}`),
  fixed('POST', `/directory/deletedItems/${id('deletedUsers')}/restore`, {}),
  fixed('DELETE', `/groups/${id('groups')}`),
  fixed('POST', '/entente/clock', { duration: 'P7D' }),
];

const approval = {
  isApprovalRequiredForAdd: true,
  stages: [{ durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [user] }],
};
/** What every sequence begins with, so that there is something of each kind to change. */
const BEGINNING = [
  { method: 'POST', path: `${EM}/catalogs`, body: { displayName: 'Begun', isExternallyVisible: true } },
  {
    method: 'POST',
    path: `${EM}/accessPackages`,
    body: { displayName: 'Begun', catalog: { id: id('catalogs') } },
  },
  ...[null, approval].map((requestApprovalSettings) => ({
    method: 'POST',
    path: `${EM}/assignmentPolicies`,
    body: {
      displayName: 'Begun',
      accessPackage: { id: id('accessPackages') },
      allowedTargetScope: 'allDirectoryUsers',
      expiration: { type: 'afterDuration', duration: 'P30D' },
      requestApprovalSettings,
    },
  })),
  {
    method: 'POST',
    path: `${EM}/resourceRequests`,
    body: {
      requestType: 'adminAdd',
      catalog: { id: id('catalogs') },
      resource: { originSystem: 'AadGroup', originId: id('groups') },
    },
  },
  ...[0, 1].map((seed) => ({
    method: 'POST',
    path: `${EM}/assignmentRequests`,
    body: { requestType: 'adminAdd', assignment: assigned },
    seed,
  })),
].map((write): Write => ({ seed: 0, ...write }));

export const writes: fc.Arbitrary<readonly Write[]> = fc
  .array(
    fc.tuple(fc.oneof(...WRITES), fc.nat()).map(([write, seed]) => ({ ...write, seed })),
    { minLength: 10, maxLength: 40 },
  )
  .map((sequence) => [...BEGINNING, ...sequence]);

/** Sends a write about objects that are there; those that need one of which there is none are left out. */
export async function sendWrite(call: TenantCall, { method, path, body, seed }: Write): Promise<number> {
  const wanted = new Set(
    [...JSON.stringify([path, body ?? null]).matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = '']) => name),
  );
  const ids = new Map<string, string>();
  for (const name of wanted) {
    const at = LISTS[name];
    if (at === undefined) continue;
    const { value = [] } = (await call('GET', at)).body as Partial<Body>;
    const chosen = value[seed % Math.max(1, value.length)];
    if (chosen === undefined) return 0;
    ids.set(name, chosen.id);
    if (name === 'assignmentPolicies') ids.set('packageOfPolicy', (chosen['accessPackage'] as Body).id);
    if (name === 'resources') ids.set('originOfResource', String(chosen['originId']));
  }
  const filled = (text: string) =>
    text.replace(/\{([a-zA-Z]+)\}/g, (_all, name: string) => ids.get(name) ?? '');
  const content = body === undefined ? undefined : (JSON.parse(filled(JSON.stringify(body))) as object);
  return (await call(method, filled(path), content)).status;
}
