/** The directory changes as an administrator changes it: people join, move and are renamed; groups and applications come. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';

const ALICE = '00000000-0000-4000-8000-000000000a01';
type Body = Record<string, unknown> & { id: string; value: Body[]; error: { code: string; message: string } };
let tenant: Tenant;

const call = async (method: string, at: string, body?: unknown) => {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${at}`, init));
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
};

const DAVE = {
  accountEnabled: true,
  displayName: 'Dave',
  mailNickname: 'dave',
  userPrincipalName: 'dave@contoso.com',
  department: 'Sales',
  passwordProfile: { forceChangePasswordNextSignIn: true, password: 'a-password' },
};
const SALES = {
  displayName: 'Sales',
  mailEnabled: false,
  mailNickname: 'sales',
  securityEnabled: true,
  groupTypes: ['DynamicMembership'],
  membershipRule: 'user.department -eq "Sales"',
  membershipRuleProcessingState: 'On',
};

beforeEach(async () => {
  tenant = await openTenant({
    seed: {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [
        {
          id: ALICE,
          userPrincipalName: 'alice@contoso.com',
          displayName: 'Alice',
          directoryRoles: ['Global Reader'],
        },
      ],
    },
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
});
afterEach(() => tenant.close());

describe('a user', () => {
  it('is created with what the directory fills in, never with the password', async () => {
    const { status, body } = await call('POST', '/users', DAVE);
    expect([status, body['userPrincipalName'], body['businessPhones']]).toEqual([
      201,
      'dave@contoso.com',
      [],
    ]);
    const read = await call('GET', `/users/${body.id}?$select=userType,department,createdDateTime`);
    expect(read.body).toMatchObject({
      userType: 'Member',
      department: 'Sales',
      createdDateTime: '2026-01-01T00:00:00.000Z',
    });
    expect(JSON.stringify((await call('GET', '/users')).body)).not.toContain('a-password');
  });

  it.each([
    ['a name that is taken', { ...DAVE, userPrincipalName: 'ALICE@contoso.com' }, 'already exists'],
    [
      'a domain that is not verified',
      { ...DAVE, userPrincipalName: 'dave@elsewhere.example' },
      'domain portion',
    ],
    ['no password', { ...DAVE, passwordProfile: undefined }, 'passwordProfile'],
    ['a property that users do not have', { ...DAVE, favouriteColour: 'red' }, 'favouriteColour'],
    ['a truth in words', { ...DAVE, accountEnabled: 'yes' }, 'accountEnabled'],
  ])('is refused with %s', async (_what, body, message) => {
    const refused = await call('POST', '/users', body);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'Request_BadRequest']);
    expect(refused.body.error.message).toContain(message);
    expect((await call('GET', '/users')).body.value).toHaveLength(1);
  });

  it('moves, is renamed and disabled, and dynamic groups follow', async () => {
    const group = (await call('POST', '/groups', SALES)).body;
    const members = async () =>
      (await call('GET', `/groups/${group.id}/members`)).body.value.map(({ id }) => id);
    expect(await members()).toEqual([]);
    const change = { department: 'Sales', displayName: 'Alice B', accountEnabled: false };
    expect((await call('PATCH', `/users/${ALICE}`, change)).status).toBe(204);
    expect(await members()).toEqual([ALICE]);
    expect((await call('PATCH', `/users/${ALICE}`, { department: null })).status).toBe(204);
    expect(await members()).toEqual([]);
    const { body } = await call('GET', `/users/alice@contoso.com?$select=displayName,accountEnabled`);
    expect(body).toMatchObject({ displayName: 'Alice B', accountEnabled: false });
    expect((await call('PATCH', `/users/${group.id}`, {})).status).toBe(404);
  });

  it('gets a manager and loses them', async () => {
    const dave = (await call('POST', '/users', DAVE)).body.id;
    const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${ALICE}` };
    expect((await call('PUT', `/users/${dave}/manager/$ref`, reference)).status).toBe(204);
    expect((await call('GET', `/users/${dave}/manager`)).body.id).toBe(ALICE);
    expect((await call('DELETE', `/users/${dave}/manager/$ref`)).status).toBe(204);
    expect((await call('GET', `/users/${dave}/manager`)).status).toBe(404);
  });
});

describe('a group', () => {
  it('is created empty, renamed, and needs a rule to be dynamic', async () => {
    const plain = { displayName: 'Team', mailEnabled: false, mailNickname: 'team', securityEnabled: true };
    const { status, body } = await call('POST', '/groups', plain);
    expect([status, body['groupTypes'], body['isAssignableToRole']]).toEqual([201, [], null]);
    expect((await call('PATCH', `/groups/${body.id}`, { displayName: 'Team A' })).status).toBe(204);
    expect((await call('GET', `/groups/${body.id}`)).body['displayName']).toBe('Team A');
    const refused = await call('POST', '/groups', { ...SALES, membershipRule: null });
    expect([refused.status, refused.body.error.code]).toEqual([400, 'Request_BadRequest']);
  });
});

describe('a service principal', () => {
  it('is created once for an application', async () => {
    const app = { appId: '00000000-0000-4000-8000-000000000c01', displayName: 'Tracker' };
    const { status, body } = await call('POST', '/servicePrincipals', app);
    expect([status, body['appDisplayName'], body['appRoles']]).toEqual([201, 'Tracker', []]);
    const again = await call('POST', '/servicePrincipals', app);
    expect([again.status, again.body.error.code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue']);
    expect((await call('PATCH', `/servicePrincipals/${body.id}`, { accountEnabled: false })).status).toBe(
      204,
    );
    expect((await call('DELETE', `/servicePrincipals/${body.id}`)).status).toBe(204);
  });
});

describe('a property that an application adds', () => {
  it('is written, selected, filtered and checked like any other', async () => {
    const application = await call('POST', '/applications', { displayName: 'Tracker' });
    const at = `/applications/${application.body.id}/extensionProperties`;
    const registered = await call('POST', at, { name: 'seat', dataType: 'Integer', targetObjects: ['User'] });
    const name = String(registered.body['name']);
    expect((await call('PATCH', `/users/${ALICE}`, { [name]: 7 })).status).toBe(204);
    const read = await call('GET', `/users?$select=id,${name}&$filter=${name} eq 7`);
    expect(read.body.value).toEqual([{ id: ALICE, [name]: 7 }]);
    expect((await call('GET', `/users/${ALICE}`)).body).not.toHaveProperty(name);
    const refused = await Promise.all([
      call('PATCH', `/users/${ALICE}`, { [name]: 'seven' }),
      call('PATCH', `/users/${ALICE}`, { extension_unknown_seat: 7 }),
      call('GET', `/groups?$select=${name}`),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

describe('a call of the directory', () => {
  it('with a wrong body is refused with its one code; keys are added and removed', async () => {
    const application = await call('POST', '/applications', { displayName: 'Tracker' });
    const at = `/applications/${application.body.id}`;
    const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key: 'MIIDYDCC' };
    const added = await call('POST', `${at}/addKey`, { keyCredential, proof: 'eyJ0eXAi' });
    const removal = { keyId: added.body['keyId'], proof: 'eyJ0eXAi' };
    expect((await call('GET', at)).body['keyCredentials']).toMatchObject([
      { keyId: removal.keyId, key: null },
    ]);
    expect((await call('POST', `${at}/removeKey`, removal)).status).toBe(204);
    const wrong = [
      await call('POST', `${at}/removeKey`, removal),
      await call('POST', '/roleManagement/directory/roleAssignments', { principalId: ALICE }),
      await call('POST', '/directoryRoles', {}),
    ];
    expect(wrong.map(({ status, body }) => [status, body.error.code])).toEqual(
      wrong.map(() => [400, 'Request_BadRequest']),
    );
  });
});

describe('a role of the directory that the seed gives', () => {
  const ROLES = '/roleManagement/directory';
  const held = async () => (await call('GET', `${ROLES}/roleAssignments`)).body.value;

  it('is taken away for good, also after it was changed', async () => {
    const [own] = await held();
    expect(own?.['principalId']).toBe(ALICE);
    const update = await call('POST', `${ROLES}/roleAssignmentScheduleRequests`, {
      action: 'adminUpdate',
      principalId: ALICE,
      roleDefinitionId: own?.['roleDefinitionId'],
      directoryScopeId: '/',
      justification: 'Until summer',
      scheduleInfo: {
        startDateTime: '2026-01-01T00:00:00Z',
        expiration: { type: 'afterDateTime', endDateTime: '2026-07-01T00:00:00Z' },
      },
    });
    expect(update.status).toBe(201);
    expect(await held()).toHaveLength(1);
    expect((await call('DELETE', `${ROLES}/roleAssignments/${own?.id ?? ''}`)).status).toBe(204);
    expect(await held()).toEqual([]);
  });
});
