/** A request's life, errors and every query option, as Microsoft's own client asks for them. */
import type { Client } from '@microsoft/microsoft-graph-client';
import { GraphError, ResponseType } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import type { Body } from '../support/tenant-call.ts';
import { EM } from '../support/tenant-call.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

let tenant: Tenant;
let served: ServedTenant;
let client: Client;
const ids: Record<string, string> = {};

const api = (path: string, as?: string) => {
  const request = client.api(path);
  return as === undefined ? request : request.header('x-entente-user', `${as}@contoso.com`);
};
const get = (path: string, as?: string) => api(path, as).get() as Promise<Body>;
const post = (path: string, body: object, as?: string) => api(path, as).post(body) as Promise<Body>;

beforeAll(async () => {
  tenant = await openTenant({
    seed: {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: ['alice', 'bob', 'carol'].map((name) => ({
        displayName: name,
        userPrincipalName: `${name}@contoso.com`,
      })),
      servicePrincipals: [{ displayName: 'Web' }, { displayName: 'Interface' }],
    },
  });
  served = await serveTenant(tenant, { port: 0, token: 'secret' });
  client = microsoftClient(served);
  for (const row of [...(await get('/users')).value, ...(await get('/servicePrincipals')).value])
    ids[String(row['displayName'])] = row.id;
  ids['catalog'] = (await post(`${EM}/catalogs`, { displayName: 'Duties', description: '' })).id;
  const made = await post(`${EM}/accessPackages`, {
    displayName: 'Keys',
    description: '',
    catalog: { id: ids['catalog'] },
  });
  ids['package'] = made.id;
  await post(`${EM}/assignmentPolicies`, {
    displayName: 'Members',
    description: '',
    allowedTargetScope: 'allMemberUsers',
    accessPackage: { id: made.id },
    requestorSettings: { enableTargetsToSelfAddAccess: true },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: 'P14D',
          primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: ids['bob'] }],
        },
      ],
    },
  });
});
afterAll(async () => {
  await served.close();
  await tenant.close();
});

const asked = (as: string) =>
  post(
    `${EM}/assignmentRequests`,
    { requestType: 'userAdd', assignment: { accessPackageId: ids['package'] } },
    as,
  );

describe("Microsoft's client", () => {
  it('requests, approves, reads what came of it and removes it', async () => {
    const { id } = await asked('alice');
    const own = await get(`${EM}/assignmentRequests/filterByCurrentUser(on='createdBy')`, 'alice');
    expect(own.value).toMatchObject([{ id, state: 'pendingApproval' }]);
    const stages = `${EM}/accessPackageAssignmentApprovals/${id}/stages`;
    const [stage] = (await get(stages, 'bob')).value;
    await api(`${stages}/${stage?.id}`, 'bob').patch({ reviewResult: 'Approve', justification: 'Yes' });
    const [assignment] = (await get(`${EM}/assignments/filterByCurrentUser(on='target')`, 'alice')).value;
    expect(assignment).toMatchObject({ state: 'delivered' });
    const expanded = (await api(`${EM}/assignments`)
      .filter(`accessPackage/id eq '${ids['package']}' and target/objectId eq '${ids['alice']}'`)
      .expand('target,accessPackage($select=id,displayName),assignmentPolicy($select=displayName)')
      .get()) as Body;
    expect(expanded.value).toMatchObject([
      {
        id: assignment?.id,
        target: { objectId: ids['alice'] },
        accessPackage: { displayName: 'Keys' },
        assignmentPolicy: { displayName: 'Members' },
      },
    ]);
    await post(`${EM}/assignmentRequests`, {
      requestType: 'adminRemove',
      assignment: { id: assignment?.id },
    });
    expect((await get(`${EM}/assignments/${assignment?.id}`))['state']).toBe('expired');
  });

  it('cancels a request, and deletes it then', async () => {
    const { id } = await asked('carol');
    await api(`${EM}/assignmentRequests/${id}/cancel`, 'carol').post({});
    expect(await get(`${EM}/assignmentRequests/${id}`)).toMatchObject({ state: 'canceled' });
    await api(`${EM}/assignmentRequests/${id}`).delete();
    await expect(get(`${EM}/assignmentRequests/${id}`)).rejects.toBeInstanceOf(GraphError);
  });

  it.each([
    ['what is not there', 'GET', `${EM}/catalogs/${'0'.repeat(8)}-0000-4000-8000-000000000000`, {}, 404],
    ['a body without what it needs', 'POST', `${EM}/catalogs`, { description: 'x' }, 400],
    ['a name that is taken', 'POST', `${EM}/catalogs`, { displayName: 'Duties', description: '' }, 409],
    ['an option that is none', 'GET', `${EM}/catalogs?$filter=nothing eq 1`, {}, 400],
  ])('reads the refusal of %s', async (_what, method, path, body, status) => {
    const refused: unknown = await (method === 'GET' ? get(path) : post(path, body)).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(GraphError);
    expect(refused).toMatchObject({
      statusCode: status,
      code: expect.stringMatching(/^\w+$/) as string,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      message: expect.stringMatching(/\w+/) as string,
    });
  });

  it('asks with every option that it has a method for', async () => {
    for (const name of ['North', 'South'])
      await post(`${EM}/catalogs`, { displayName: name, description: '' });
    const page = (await api(`${EM}/catalogs`)
      .select(['id', 'displayName'])
      .filter("contains(displayName, 'th')")
      .orderby('displayName desc')
      .top(1)
      .skip(1)
      .count(true)
      .get()) as Body;
    expect(page.value.map(({ displayName }) => displayName)).toEqual(['North']);
    const users = (await api('/users')
      .header('ConsistencyLevel', 'eventual')
      .search('"displayName:ali"')
      .count(true)
      .get()) as Body;
    expect(users).toMatchObject({ '@odata.count': 1, value: [{ displayName: 'alice' }] });
    const count: unknown = await api('/users/$count')
      .header('ConsistencyLevel', 'eventual')
      .responseType(ResponseType.TEXT)
      .get();
    expect(count).toBe('3');
  });

  it('grants permissions, follows them and reads the whole answer of a creation', async () => {
    const body = {
      clientId: ids['Web'],
      consentType: 'AllPrincipals',
      resourceId: ids['Interface'],
      scope: 'Duties.Read',
    };
    const answer = (await client
      .api('/oauth2PermissionGrants')
      .responseType(ResponseType.RAW)
      .post(body)) as Response;
    const { id } = (await answer.json()) as Body;
    expect([answer.status, answer.headers.get('location')]).toEqual([
      201,
      `${served.url}/oauth2PermissionGrants/${id}`,
    ]);
    await client.api(`/oauth2PermissionGrants/${id}`).update({ scope: 'Duties.Write' });
    const followed = await get('/oauth2PermissionGrants/delta');
    expect(followed.value).toMatchObject([{ id, scope: 'Duties.Write' }]);
    const ofClient = await get(`/servicePrincipals/${ids['Web']}/oauth2PermissionGrants`);
    expect(ofClient.value).toMatchObject([{ id, principalId: null }]);
    await client.api(`/oauth2PermissionGrants/${id}`).del();
    expect((await get('/oauth2PermissionGrants')).value).toEqual([]);
  });
});
