/** What only the portal, a later Graph or the passing of time brings into a tenant, in addition to a configuration. */
import type { Tenant } from '../../src/tenant/open.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';

type Row = Record<string, unknown>;

export async function call(tenant: Tenant, method: string, at: string, body?: unknown) {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await tenant.fetch(new Request(`http://portal.invalid${at}`, init));
  const text = await response.text();
  const answer = JSON.parse(text === '' ? '{}' : text) as Row & { value: Row[] };
  if (!response.ok) throw new Error(`${method} ${at}: ${JSON.stringify(answer)}`);
  return answer;
}

const POLICIES = `${EM}/assignmentPolicies?$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)`;

/**
 * Organizations of one name and of one identity source, extensions of one name in one catalog, policies of one
 * name in one package, and packages of one name in two catalogs.
 */
export async function addTwins(tenant: Tenant, count: number): Promise<void> {
  const { value: organizations } = await call(tenant, 'GET', `${EM}/connectedOrganizations`);
  for (const [index, { displayName, identitySources }] of organizations.slice(0, count).entries()) {
    // Those of one place are told apart by their names, and those of one name by their places.
    const [source] = identitySources as Row[];
    const again = { displayName: `${String(displayName)} again`, identitySources: [source] };
    if (source !== undefined) await call(tenant, 'POST', `${EM}/connectedOrganizations`, again);
    const other = {
      '@odata.type': '#microsoft.graph.domainIdentitySource',
      domainName: `twin${index}.example`,
    };
    await call(tenant, 'POST', `${EM}/connectedOrganizations`, { displayName, identitySources: [other] });
  }
  const { value: policies } = await call(tenant, 'GET', `${EM}/assignmentPolicies?$expand=accessPackage`);
  for (const { displayName, accessPackage } of policies.slice(0, count))
    await call(tenant, 'POST', `${EM}/assignmentPolicies`, { displayName, accessPackage });
  const { value: catalogs } = await call(tenant, 'GET', `${EM}/catalogs?$expand=customWorkflowExtensions`);
  for (const { id, customWorkflowExtensions } of catalogs) {
    for (const {
      id: _,
      createdDateTime: __,
      lastModifiedDateTime: ___,
      ...extension
    } of customWorkflowExtensions as Row[])
      await call(tenant, 'POST', `${EM}/catalogs/${String(id)}/customWorkflowExtensions`, extension);
  }
  const { value: packages } = await call(tenant, 'GET', `${EM}/accessPackages?$expand=catalog`);
  for (const { displayName, description, catalog } of packages.slice(0, count)) {
    const other = catalogs.find(({ id }) => id !== (catalog as Row)['id']);
    if (other === undefined) continue;
    const twin = { displayName, description, catalog: { id: other['id'] } };
    await call(tenant, 'POST', `${EM}/accessPackages`, twin);
  }
}

/** What no configuration can say: stages whose approvers are chosen, and what requestors are asked for a resource. */
export async function addUnsaid(tenant: Tenant): Promise<void> {
  const { value: policies } = await call(tenant, 'GET', POLICIES);
  for (const policy of policies) {
    const approval = policy['requestApprovalSettings'] as { stages: Row[] };
    const [first, ...others] = approval.stages;
    if (first === undefined) continue;
    const dynamic = { '@odata.type': '#microsoft.graph.accessPackageDynamicApprovalStage', ...first };
    await call(tenant, 'PUT', `${EM}/assignmentPolicies/${String(policy['id'])}`, {
      ...policy,
      requestApprovalSettings: { ...approval, stages: [dynamic, ...others] },
    });
  }
  const attribute = {
    name: 'jobTitle',
    destination: { '@odata.type': '#microsoft.graph.accessPackageUserDirectoryAttributeStore' },
    source: {
      '@odata.type': '#microsoft.graph.accessPackageResourceAttributeQuestion',
      question: { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: 'What do you do?' },
    },
  };
  const { value: catalogs } = await call(tenant, 'GET', `${EM}/catalogs`);
  for (const { id } of catalogs) {
    const { value: resources } = await call(tenant, 'GET', `${EM}/catalogs/${String(id)}/resources`);
    // The others keep what the configuration required.
    for (const resource of resources.slice(0, 1))
      await call(tenant, 'POST', `${EM}/resourceRequests`, {
        requestType: 'adminUpdate',
        resource: { id: resource['id'], attributes: [attribute] },
        catalog: { id },
      });
  }
}

const LATER = { deep: [1, null, { text: '${later}\n' }] };

/** Which member of a later Graph an object has, by the member that holds it or, of an entry, its list. */
const LATER_IN: Readonly<Record<string, string>> = {
  requestorSettings: 'laterRequestor',
  requestApprovalSettings: 'laterApproval',
  stages: 'laterStage',
  reviewSettings: 'laterReview',
  schedule: 'laterSchedule',
  expiration: 'laterExpiration',
  questions: 'laterQuestion',
  choices: 'laterChoice',
  primaryApprovers: 'laterSubject',
  fallbackPrimaryApprovers: 'laterSubject',
  specificAllowedTargets: 'laterSubject',
  primaryReviewers: 'laterSubject',
  identitySources: 'laterSource',
};

/** A value with what a later Graph says beside the members that are known, at every depth. */
function later(value: unknown, holder: string): unknown {
  if (Array.isArray(value)) return value.map((item) => later(item, holder));
  if (typeof value !== 'object' || value === null) return value;
  const own = LATER_IN[holder];
  const members = Object.entries(value).map(([name, member]) => [name, later(member, name)]);
  return { ...(Object.fromEntries(members) as object), ...(own !== undefined && { [own]: LATER }) };
}

/** Members of a later Graph in everything that can be written as a whole. */
export async function addLater(tenant: Tenant): Promise<void> {
  const { value: policies } = await call(tenant, 'GET', POLICIES);
  for (const policy of policies)
    await call(tenant, 'PUT', `${EM}/assignmentPolicies/${String(policy['id'])}`, {
      ...(later(policy, '') as Row),
      laterPolicy: LATER,
    });
  const patches = [
    ['catalogs', 'laterCatalog'],
    ['accessPackages', 'laterPackage'],
    ['connectedOrganizations', 'laterOrganization'],
  ] as const;
  for (const [list, member] of patches) {
    const { value } = await call(tenant, 'GET', `${EM}/${list}`);
    for (const { id, identitySources, catalogType } of value) {
      const sources = identitySources !== undefined && {
        identitySources: later(identitySources, 'identitySources'),
      };
      if (catalogType !== 'serviceDefault')
        await call(tenant, 'PATCH', `${EM}/${list}/${String(id)}`, { [member]: LATER, ...sources });
    }
  }
}

/** People who got each package by an administrator, as far as the service gives it to them. */
export async function addHolders(tenant: Tenant): Promise<number> {
  const { value: users } = await call(tenant, 'GET', '/v1.0/users');
  const { value: policies } = await call(tenant, 'GET', POLICIES);
  let given = 0;
  for (const [index, { id, accessPackage }] of policies.entries()) {
    const assignment = {
      targetId: users[index % users.length]?.['id'],
      assignmentPolicyId: id,
      accessPackageId: (accessPackage as Row)['id'],
    };
    const request = { requestType: 'adminAdd', assignment };
    const refused = await call(tenant, 'POST', `${EM}/assignmentRequests`, request).then(
      () => false,
      () => true,
    );
    if (!refused) given += 1;
  }
  return given;
}

/** Who or what can leave: what names them stays. */
export const LEAVERS = ['Alice', 'Carol', 'Bob', 'Wendy', 'group', 'application', 'organization'] as const;
export type Leaver = (typeof LEAVERS)[number];

const LISTS = {
  group: '/v1.0/groups',
  application: '/v1.0/servicePrincipals',
  organization: `${EM}/connectedOrganizations`,
} as const;

/** Deletes somebody, or the first of a sort, from a tenant that lets go of what policies name. */
export async function remove(tenant: Tenant, who: Leaver): Promise<void> {
  const isSort = who === 'group' || who === 'application' || who === 'organization';
  const list = isSort ? LISTS[who] : '/v1.0/users';
  const { value } = await call(tenant, 'GET', list);
  const found = value.find(({ displayName }) => isSort || displayName === who);
  if (found !== undefined) await call(tenant, 'DELETE', `${list}/${String(found['id'])}`);
}

/** All that may not change, as the tenant answers it. */
export async function wholeWire(tenant: Tenant): Promise<unknown[]> {
  const { value: catalogs } = await call(tenant, 'GET', `${EM}/catalogs`);
  const lists = [
    POLICIES,
    `${EM}/accessPackages?$expand=resourceRoleScopes($expand=role,scope)`,
    `${EM}/catalogs?$expand=resources,customWorkflowExtensions`,
    `${EM}/connectedOrganizations?$expand=internalSponsors,externalSponsors`,
    `${EM}/controlConfigurations`,
    `${EM}/settings`,
    `${EM}/assignments?$expand=target,assignmentPolicy`,
    ...catalogs.map(({ id }) => `${EM}/catalogs/${String(id)}/resources?$expand=roles,scopes`),
    ...['/', ...catalogs.map(({ id }) => `/AccessPackageCatalog/${String(id)}`)].map(
      (scope) =>
        `/v1.0/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '${scope}'`,
    ),
    '/v1.0/groups',
    '/v1.0/users',
  ];
  return Promise.all(lists.map((at) => call(tenant, 'GET', at)));
}
