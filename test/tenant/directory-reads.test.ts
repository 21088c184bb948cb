/**
 * How Microsoft's pages on query options and on memberships read the directory: advanced queries, counts of what
 * objects have, casts, names with their namespace, roles among memberships, and the headers of answers.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { documentedScene } from './documented/scene.ts';

let tenant: Tenant;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ tenant, ids } = await documentedScene());
});
afterAll(() => tenant.close());

type Body = Record<string, unknown> & { value: Record<string, unknown>[] };

const EVENTUAL = { consistencylevel: 'eventual' };

async function send(
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
  at = tenant,
) {
  const named = path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '');
  const response = await at.fetch(
    new Request(`http://tenant.invalid/v1.0${named}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  const isJson = text.startsWith('{');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  send('GET', path, undefined, headers);
const types = ({ value }: Body) => value.map((each) => each['@odata.type']);

describe('a count', () => {
  it('is passed over where it is asked for without an advanced query', async () => {
    const { status, body } = await get('/servicePrincipals?$count=true');
    expect(status).toBe(200);
    expect(body.value.length).toBeGreaterThan(0);
    expect(body).not.toHaveProperty('@odata.count');
    const advanced = await get('/servicePrincipals?$count=true', EVENTUAL);
    expect(advanced.body['@odata.count']).toBe(body.value.length);
  });

  it('alone is refused without an advanced query, in the words of the page', async () => {
    const { status, body } = await get('/users/$count');
    expect(status).toBe(400);
    expect(body['error']).toMatchObject({
      code: 'Request_BadRequest',
      message: '$count is not currently supported.',
    });
  });
});

describe('a filter', () => {
  it.each([
    ['licenses, none', '/users?$filter=assignedLicenses/$count eq 0', ['alice', 'bob', 'carol']],
    ['licenses, some', '/users?$filter=not(assignedLicenses/$count eq 0)', ['dora']],
    ['one owner', '/servicePrincipals?$filter=owners/$count eq 1', ['Dispatch']],
    [
      'addresses of messengers, none',
      "/users?$filter=NOT(imAddresses/any(i:i eq 'admin@contoso.com'))",
      ['dora'],
    ],
  ])('counts what an object has: %s', async (_what, path, expected) => {
    expect((await get(path, EVENTUAL)).status).toBe(400);
    const { status, body, text } = await get(`${path}&$count=true`, EVENTUAL);
    expect(status, text).toBe(200);
    expect(body.value.map(({ displayName }) => displayName)).toEqual(expect.arrayContaining(expected));
  });

  it('asks for plans by several of their members', async () => {
    const plan = '2e2ddb96-6af9-4b1d-a3f0-d6ecfd22edb2';
    const path = `/users?$filter=assignedPlans/any(a:a/servicePlanId eq ${plan} and a/capabilityStatus eq 'Suspended')`;
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body.value).toEqual([]);
  });

  it('finds the groups of a person that have roles of applications, without an advanced query', async () => {
    const path =
      '/users/{alice}/memberOf/microsoft.graph.group?$filter=appRoleAssignments/$count gt 0&$select=id,displayName';
    const { status, body, text } = await get(path);
    expect(status, text).toBe(200);
    expect(body.value).toEqual([expect.objectContaining({ id: ids['staffed'], displayName: 'Staffed' })]);
  });
});

describe('an option', () => {
  it('may have spaces around its name, and ask for JSON', async () => {
    const { status, body } = await get(
      "/roleManagement/directory/roleAssignments?$filter = principalId eq '{dora}'",
    );
    expect(status).toBe(200);
    expect(body.value).toHaveLength(1);
    for (const format of ['json', 'application/json', 'application/json;odata.metadata=minimal'])
      expect((await get(`/users?$top=1&$format=${format}`)).body.value).toHaveLength(1);
  });
});

describe('a name with its namespace', () => {
  const asAlice = { 'x-entente-user': 'alice@contoso.com' };
  const EM = '/identityGovernance/entitlementManagement';

  it.each([
    ['GET', `${EM}/accessPackages`, `filterByCurrentUser(on='allowedRequestor')`, undefined],
    ['POST', `${EM}/accessPackages/{package}`, 'getApplicablePolicyRequirements', undefined],
    ['POST', '/users/{alice}', 'getMemberGroups', { securityEnabledOnly: false }],
    ['GET', '/groups', 'delta', undefined],
    ['GET', '/groups', 'delta()', undefined],
  ])('of a function or an action is as good as one without: %s %s/…%s', async (method, path, name, body) => {
    const plain = await send(method, `${path}/${name}`, body, asAlice);
    expect(plain.status, plain.text).toBe(200);
    const qualified = await send(method, `${path}/microsoft.graph.${name}`, body, asAlice);
    expect(qualified.status, qualified.text).toBe(200);
    expect(qualified.body.value).toEqual(plain.body.value);
  });

  it('asks of one object to be of its type, which its links follow', async () => {
    const user = await get('/directoryObjects/{alice}/microsoft.graph.user');
    expect(user.body['userPrincipalName']).toBe('alice@contoso.com');
    const member = await get('/groups/{staffed}/members/{alice}/microsoft.graph.user?$select=displayName');
    expect(member.body['displayName']).toBe('alice');
    const manager = await get('/directoryObjects/{alice}/microsoft.graph.user/manager');
    expect(manager.body['id']).toBe(ids['bob']);
    for (const path of [
      '/directoryObjects/{alice}/microsoft.graph.group',
      '/directoryObjects/{alice}/microsoft.graph.nothing',
      '/users/{alice}/microsoft.graph.nothing',
    ])
      expect((await get(path)).status).toBe(404);
  });
});

describe('memberships', () => {
  it('are of roles as well, which a cast finds', async () => {
    const { body } = await get('/users/{dora}/memberOf');
    expect(types(body)).toContain('#microsoft.graph.directoryRole');
    const role = expect.objectContaining({
      roleTemplateId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    }) as unknown;
    expect((await get('/users/{dora}/memberOf/microsoft.graph.directoryRole')).body.value).toEqual([role]);
    expect((await get('/users/{alice}/memberOf/microsoft.graph.directoryRole')).body.value).toEqual([]);
  });

  it('are of the roles of groups through these, and of none that is held on a part of the directory', async () => {
    const fork = tenant.fork();
    const assign = (principal: string, directoryScopeId: string) =>
      send(
        'POST',
        '/roleManagement/directory/roleAssignments',
        {
          principalId: ids[principal],
          roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
          directoryScopeId,
        },
        {},
        fork,
      );
    expect((await assign('staffed', '/')).status).toBe(201);
    expect((await assign('carol', `/administrativeUnits/${ids['unit'] ?? ''}`)).status).toBe(201);
    const rolesOf = async (path: string) =>
      types((await send('GET', path, undefined, {}, fork)).body).filter(
        (each) => each === '#microsoft.graph.directoryRole',
      ).length;
    expect(await rolesOf('/users/{alice}/memberOf')).toBe(0);
    expect(await rolesOf('/users/{alice}/transitiveMemberOf')).toBe(1);
    expect(await rolesOf('/groups/{staffed}/memberOf')).toBe(1);
    expect(await rolesOf('/users/{carol}/transitiveMemberOf')).toBe(0);
    await fork.close();
  });
});

describe('a role on an administrative unit', () => {
  it('is given, read from the unit and from the role, and taken', async () => {
    const fork = tenant.fork();
    const at = (method: string, path: string, body?: object) => send(method, path, body, {}, fork);
    const { body: role } = await at(
      'GET',
      "/directoryRoles(roleTemplateId='f2ef992c-3afb-46b9-b7cf-a126ee74c451')",
    );
    const members = '/directory/administrativeUnits/{unit}/scopedRoleMembers';
    const sent = { roleId: role['id'], roleMemberInfo: { id: ids['alice'] } };
    const { status, body: made, text } = await at('POST', members, sent);
    expect(status, text).toBe(201);
    const scoped = {
      id: made['id'],
      roleId: role['id'],
      administrativeUnitId: ids['unit'],
      roleMemberInfo: { id: ids['alice'], displayName: 'alice' },
    };
    expect(made).toMatchObject(scoped);
    expect((await at('GET', members)).body.value).toEqual([scoped]);
    expect((await at('GET', `${members}/${String(made['id'])}`)).body).toMatchObject(scoped);
    expect((await at('GET', `/directoryRoles/${String(role['id'])}/scopedMembers`)).body.value).toEqual([
      scoped,
    ]);
    expect((await at('POST', members, sent)).status).toBe(400);
    expect((await at('POST', members, { ...sent, roleId: ids['alice'] })).status).toBe(404);
    expect((await at('DELETE', `${members}/${String(made['id'])}`)).status).toBe(204);
    expect((await at('GET', members)).body.value).toEqual([]);
    expect((await at('DELETE', `${members}/${String(made['id'])}`)).status).toBe(404);
    await fork.close();
  });
});

describe('a guest who was invited', () => {
  const again = (invitedUser: object | undefined, mail = 'anew@fabrikam.example') => ({
    invitedUserEmailAddress: mail,
    inviteRedirectUrl: 'https://myapp.contoso.com',
    resetRedemption: true,
    ...(invitedUser && { invitedUser }),
  });

  it('redeems again with another address, as the same user', async () => {
    const fork = tenant.fork();
    const { status, body, text } = await send('POST', '/invitations', again({ id: ids['guest'] }), {}, fork);
    expect(status, text).toBe(201);
    expect(body).toMatchObject({
      status: 'PendingAcceptance',
      resetRedemption: true,
      invitedUser: { id: ids['guest'] },
    });
    const { body: user } = await send(
      'GET',
      '/users/{guest}?$select=mail,externalUserState',
      undefined,
      {},
      fork,
    );
    expect(user).toMatchObject({ mail: 'anew@fabrikam.example', externalUserState: 'PendingAcceptance' });
    await fork.close();
  });

  it.each([
    ['without a user', again(undefined), 400],
    ['with one who is not there', again({ id: '11111111-1111-4111-8111-111111111111' }), 404],
    ['with a member', again({ id: '{alice}' }), 400],
    ['with the address of another', again({ id: '{guest}' }, 'bob@contoso.com'), 400],
  ])('is not reset %s', async (_what, body, status) => {
    const named = JSON.parse(
      JSON.stringify(body).replace(/\{(\w+)\}/g, (all, name: string) => ids[name] ?? all),
    ) as object;
    expect((await send('POST', '/invitations', named)).status).toBe(status);
  });
});

describe('a list of ids', () => {
  const some = (count: number) =>
    Array.from({ length: count }, (_, at) => `11111111-1111-4111-8111-${String(at).padStart(12, '0')}`);

  it.each([
    ['/directoryObjects/getByIds', 'ids', 1000],
    ['/users/{alice}/checkMemberGroups', 'groupIds', 20],
    ['/users/{alice}/checkMemberObjects', 'ids', 20],
  ])('of %s has its documented end', async (path, member, most) => {
    expect((await send('POST', path, { [member]: some(most) })).status).toBe(200);
    expect((await send('POST', path, { [member]: some(most + 1) })).status).toBe(400);
  });
});

describe('an answer', () => {
  it('says in its headers what it is made of, as the service words it', async () => {
    const { headers } = await get('/users');
    expect(headers.get('content-type')).toBe(
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    );
    expect(headers.get('odata-version')).toBe('4.0');
    expect(headers.get('cache-control')).toBe('no-cache');
    const refused = await get('/users/nobody');
    expect(refused.headers.get('content-type')).toBe('application/json');
    expect(refused.headers.get('odata-version')).toBeNull();
  });

  it('says so in a batch, in the spelling that clients look up', async () => {
    const requests = [{ id: '1', method: 'GET', url: '/users?$top=1' }];
    const { body } = await send('POST', '/$batch', { requests });
    const [item] = body['responses'] as { headers: Record<string, string> }[];
    expect(item?.headers).toMatchObject({
      'Cache-Control': 'no-cache',
      'OData-Version': '4.0',
      'Content-Type': expect.stringMatching(/^application\/json;odata\.metadata=minimal/) as string,
    });
  });
});
