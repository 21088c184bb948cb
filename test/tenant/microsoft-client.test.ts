/** The embedded tenant driven by Microsoft's own client, which knows nothing of Entente. */
import { BatchRequestContent, BatchResponseContent, PageIterator } from '@microsoft/microsoft-graph-client';
import type { PageCollection, Client } from '@microsoft/microsoft-graph-client';
import type {
  AccessPackage,
  AccessPackageAssignmentPolicy,
  AccessPackageCatalog,
  ConnectedOrganization,
  EntitlementManagementSettings,
} from '@microsoft/microsoft-graph-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

const EM = '/identityGovernance/entitlementManagement';
let tenant: Tenant;
let served: ServedTenant;
let client: Client;

beforeAll(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
  client = microsoftClient(served);
});
afterAll(async () => {
  await served.close();
  await tenant.close();
});

const post = <T>(path: string, body: object) => client.api(EM + path).post(body) as Promise<T>;
const get = <T>(path: string) => client.api(EM + path).get() as Promise<T>;
const list = async <T>(path: string) => (await get<{ value: T[] }>(path)).value;

describe("Microsoft's client", () => {
  it('creates, filters, changes and deletes catalogs', async () => {
    const made = await post<AccessPackageCatalog>('/catalogs', {
      displayName: 'Partners',
      description: '',
      isExternallyVisible: true,
    });
    const [found] = await list<AccessPackageCatalog>(`/catalogs?$filter=displayName eq 'Partners'`);
    expect(found).toMatchObject({ id: made.id, isExternallyVisible: true });
    await client.api(`${EM}/catalogs/${made.id}`).patch({ description: 'For partners' });
    expect(await get(`/catalogs/${made.id}`)).toMatchObject({ description: 'For partners' });
    await client.api(`${EM}/catalogs/${made.id}`).delete();
    await expect(get(`/catalogs/${made.id}`)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('adds a resource, makes a package with a role on it, and expands both', async () => {
    const catalog = await post<AccessPackageCatalog>('/catalogs', {
      displayName: 'Projects',
      description: '',
    });
    const groups = (await client.api(`/groups?$filter=displayName eq 'Project Tango'`).get()) as {
      value: { id: string }[];
    };
    await post('/resourceRequests', {
      requestType: 'adminAdd',
      catalog: { id: catalog.id },
      resource: { originId: groups.value[0]?.id, originSystem: 'AadGroup' },
    });
    type Resource = {
      id: string;
      originId: string;
      roles: { originId: string; displayName: string }[];
      scopes: { originId: string }[];
    };
    const [resource] = await list<Resource>(`/catalogs/${catalog.id}/resources?$expand=roles,scopes`);
    const tango = await post<AccessPackage>('/accessPackages', {
      displayName: 'Tango',
      description: '',
      catalog: { id: catalog.id },
    });
    const member = resource?.roles.find(({ displayName }) => displayName === 'Member');
    await post(`/accessPackages/${tango.id}/resourceRoleScopes`, {
      role: {
        displayName: 'Member',
        originSystem: 'AadGroup',
        originId: member?.originId,
        resource: { id: resource?.id, originId: resource?.originId, originSystem: 'AadGroup' },
      },
      scope: { originId: resource?.scopes[0]?.originId, originSystem: 'AadGroup', isRootScope: true },
    });
    expect(
      await get(`/accessPackages/${tango.id}?$expand=catalog,resourceRoleScopes($expand=role,scope)`),
    ).toMatchObject({
      catalog: { displayName: 'Projects' },
      resourceRoleScopes: [{ role: { displayName: 'Member' } }],
    });
  });

  it('connects an organization with its sponsors', async () => {
    const made = await post<ConnectedOrganization>('/connectedOrganizations', {
      displayName: 'Fabrikam',
      description: '',
      identitySources: [
        {
          '@odata.type': '#microsoft.graph.domainIdentitySource',
          domainName: 'fabrikam.com',
          displayName: 'Fabrikam',
        },
      ],
      state: 'configured',
    });
    const users = (await client.api(`/users?$filter=userPrincipalName eq 'alice@contoso.com'`).get()) as {
      value: { id: string }[];
    };
    await client
      .api(`${EM}/connectedOrganizations/${made.id}/internalSponsors/$ref`)
      .post({ '@odata.id': `${served.url}/users/${users.value[0]?.id}` });
    expect(await list(`/connectedOrganizations/${made.id}/internalSponsors`)).toMatchObject([
      { displayName: 'Alice' },
    ]);
    expect(await get(`/connectedOrganizations/${made.id}`)).toMatchObject({
      identitySources: [{ '@odata.type': expect.stringMatching(/azureActiveDirectoryTenant$/) as string }],
    });
  });

  it('replaces a policy as a whole', async () => {
    const [tango] = await list<AccessPackage>(`/accessPackages?$filter=displayName eq 'Tango'`);
    const body = {
      displayName: 'All',
      description: 'Everybody',
      allowedTargetScope: 'allMemberUsers',
      accessPackage: { id: tango?.id },
      requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
    };
    const made = await post<AccessPackageAssignmentPolicy>('/assignmentPolicies', body);
    await client.api(`${EM}/assignmentPolicies/${made.id}`).put({ ...body, description: 'Members' });
    expect(await get(`/assignmentPolicies/${made.id}`)).toMatchObject({
      description: 'Members',
      allowedTargetScope: 'allMemberUsers',
    });
    await client.api(`${EM}/assignmentPolicies/${made.id}`).delete();
  });

  it('changes the settings', async () => {
    await client.api(`${EM}/settings`).patch({ externalUserLifecycleAction: 'none' });
    expect(await get<EntitlementManagementSettings>('/settings')).toMatchObject({
      externalUserLifecycleAction: 'none',
    });
  });

  it('walks through pages and sends batches', async () => {
    const step = (index: number) => ({
      id: String(index),
      // The client takes everything after the host for the path below the version.
      request: new Request(`${new URL(served.url).origin}${EM}/catalogs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ displayName: `Batch ${index}`, description: '' }),
      }),
    });
    const content = new BatchRequestContent([1, 2, 3].map(step));
    const answers = new BatchResponseContent(
      (await client.api('/$batch').post(await content.getContent())) as ConstructorParameters<
        typeof BatchResponseContent
      >[0],
    );
    for (const id of ['1', '2', '3']) expect(answers.getResponseById(id).status).toBe(201);
    const names: string[] = [];
    const first = (await client.api(`${EM}/catalogs?$top=2`).get()) as PageCollection;
    // It knows absolute links over TLS only; below the version they are the same.
    const relative = Object.assign(Object.create(client) as Client, {
      api: (link: string) => client.api(link.replace(served.url, '')),
    });
    const pages = new PageIterator(relative, first, (catalog: AccessPackageCatalog) => {
      names.push(catalog.displayName ?? '');
      return true;
    });
    await pages.iterate();
    expect(names).toEqual(expect.arrayContaining(['Batch 1', 'Batch 2', 'Batch 3', 'General', 'Projects']));
  });
});
