/** What is decided outside of entitlement management: who may be invited, and which tenants may come in (CONTRACT 13.2, 13.3). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectorySeed } from '../../src/tenant/storage/seed.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Body, TenantCall } from '../support/tenant-call.ts';
import { callsOf, EM } from '../support/tenant-call.ts';

const POLICY = '/policies/crossTenantAccessPolicy';
const FABRIKAM = '6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2';
const SEED: DirectorySeed = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    { mail: 'gina@fabrikam.com', displayName: 'Gina', userType: 'Guest', externalUserState: 'Accepted' },
    { userPrincipalName: 'dan@contoso.com', displayName: 'Dan' },
    { userPrincipalName: 'max@contoso.com', mail: 'max@fabrikam.com', displayName: 'Max' },
  ],
  organizations: [{ tenantId: FABRIKAM, displayName: 'Fabrikam', domains: ['fabrikam.com'] }],
};
const half = (accessType: string, target: string, targetType: string) => ({
  accessType,
  targets: [{ target, targetType }],
});
const EVERYONE = half('allowed', 'AllUsers', 'user');
const NO_ONE = half('blocked', 'AllUsers', 'user');
const ALL_APPLICATIONS = half('allowed', 'AllApplications', 'application');
const OPEN = { usersAndGroups: EVERYONE, applications: ALL_APPLICATIONS };
const SHUT = {
  usersAndGroups: NO_ONE,
  applications: half('blocked', 'AllApplications', 'application'),
};

let tenant: Tenant;
let call: TenantCall;
let packageId: string;

async function start(seed: DirectorySeed): Promise<void> {
  tenant = await openTenant({ seed });
  call = callsOf(tenant);
  const made = async (path: string, body: object) => (await call('POST', `${EM}${path}`, body)).body.id;
  const catalog = await made('/catalogs', {
    displayName: 'Own',
    state: 'published',
    isExternallyVisible: true,
  });
  packageId = await made('/accessPackages', {
    displayName: 'Tango',
    description: 'Tango',
    catalog: { id: catalog },
  });
  await made('/assignmentPolicies', {
    displayName: 'Outside',
    description: 'Outside',
    allowedTargetScope: 'allExternalUsers',
    specificAllowedTargets: [],
    expiration: { type: 'noExpiration' },
    requestorSettings: { enableTargetsToSelfAddAccess: true },
    requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
    accessPackage: { id: packageId },
  });
}
async function request(who: string): Promise<{ status: number; body: Body }> {
  const response = await tenant.fetch(
    new Request(`http://tenant.invalid/v1.0${EM}/assignmentRequests`, {
      method: 'POST',
      headers: { 'x-entente-user': who, 'x-entente-accept-privacy': 'true' },
      body: JSON.stringify({ requestType: 'userAdd', assignment: { accessPackageId: packageId } }),
    }),
  );
  return { status: response.status, body: (await response.json()) as Body };
}

beforeEach(() => start(SEED));
afterEach(() => tenant.close());

describe('the policies of the outer door', () => {
  it('begin as the service has them', async () => {
    const { body } = await call('GET', `${POLICY}/default`);
    expect(body).toMatchObject({
      isServiceDefault: true,
      b2bCollaborationInbound: OPEN,
      automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
    });
    expect((await call('GET', POLICY)).body).toMatchObject({ displayName: 'CrossTenantAccessPolicy' });
    expect((await call('GET', `${POLICY}/partners`)).body.value).toEqual([]);
    expect((await call('GET', '/policies/authorizationPolicy')).body).toMatchObject({
      allowInvitesFrom: 'everyone',
    });
  });

  it('keep a partner by the id of its tenant, and change block by block', async () => {
    const { status, body } = await call('POST', `${POLICY}/partners`, {
      tenantId: FABRIKAM.toUpperCase(),
      inboundTrust: { isMfaAccepted: true },
    });
    expect([status, body['tenantId'], body['b2bCollaborationInbound']]).toEqual([201, FABRIKAM, null]);
    const partner = `${POLICY}/partners/${FABRIKAM}`;
    expect((await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM })).status).toBe(409);
    expect((await call('PATCH', partner, { b2bCollaborationInbound: SHUT })).status).toBe(204);
    expect((await call('GET', partner)).body).toMatchObject({
      inboundTrust: { isMfaAccepted: true },
      b2bCollaborationInbound: SHUT,
    });
    expect((await call('DELETE', partner)).status).toBe(204);
    expect((await call('GET', partner)).status).toBe(404);
  });

  it('are reset to what the service has', async () => {
    await call('PATCH', `${POLICY}/default`, { b2bCollaborationInbound: SHUT });
    expect((await call('GET', `${POLICY}/default`)).body).toMatchObject({ isServiceDefault: false });
    expect((await call('POST', `${POLICY}/default/resetToSystemDefault`)).status).toBe(204);
    expect((await call('GET', `${POLICY}/default`)).body).toMatchObject({ isServiceDefault: true });
  });

  it('are seeded in a new tenant', async () => {
    await tenant.close();
    await start({
      ...SEED,
      tenant: {
        ...SEED.tenant,
        allowInvitesFrom: 'none',
        crossTenantAccess: { default: { b2bCollaborationInbound: SHUT }, partners: [{ tenantId: FABRIKAM }] },
      },
    });
    expect((await call('GET', `${POLICY}/default`)).body['b2bCollaborationInbound']).toEqual(SHUT);
    expect((await call('GET', `${POLICY}/partners`)).body.value).toHaveLength(1);
    expect((await call('GET', '/policies/authorizationPolicy')).body['allowInvitesFrom']).toBe('none');
  });
});

describe.each([
  ['the default blocks everyone', 'default', SHUT],
  ['the default blocks all users', 'default', { ...OPEN, usersAndGroups: NO_ONE }],
  ['the partner blocks all users', 'partner', { ...OPEN, usersAndGroups: NO_ONE }],
  [
    'the partner allows named users alone',
    'partner',
    { ...OPEN, usersAndGroups: half('allowed', FABRIKAM, 'user') },
  ],
  ['the partner blocks all applications', 'partner', { ...OPEN, applications: SHUT.applications }],
])('where %s', (_what, where, b2bCollaborationInbound) => {
  it('neither guests of that tenant nor people who would be invited come in', async () => {
    if (where === 'partner')
      await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, b2bCollaborationInbound });
    else await call('PATCH', `${POLICY}/default`, { b2bCollaborationInbound });
    for (const who of ['gina@fabrikam.com', 'new@fabrikam.com']) {
      const { status, body } = await request(who);
      expect([status, body.error.code]).toEqual([403, 'CrossTenantAccessBlocked']);
      expect(body.error.message).toContain(where === 'partner' ? `partners/${FABRIKAM}` : 'default/');
    }
    // Cross-tenant access is about Entra tenants: a one-time passcode is none.
    expect((await request('pat@woodgrove.example')).status).toBe(201);
  });
});

it('a partner is let in where the default is shut', async () => {
  await call('PATCH', `${POLICY}/default`, { b2bCollaborationInbound: SHUT });
  await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, b2bCollaborationInbound: OPEN });
  expect((await request('new@fabrikam.com')).status).toBe(201);
});

it('a member with a name of the own tenant meets none of it, whatever the mail address', async () => {
  await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, b2bCollaborationInbound: SHUT });
  expect((await request('max@contoso.com')).body.error.code).toBe('NoPolicyApplies');
});

it('nobody is invited where none may invite, and guests stay', async () => {
  await call('PATCH', '/policies/authorizationPolicy', { allowInvitesFrom: 'none' });
  expect((await request('new@fabrikam.com')).body.error.code).toBe('InvitationsNotAllowed');
  expect((await request('gina@fabrikam.com')).status).toBe(201);
});

it.each([
  [true, 'Accepted'],
  [false, 'PendingAcceptance'],
])('an invitation is redeemed by itself where consent is automatic: %s', async (inboundAllowed, state) => {
  const automaticUserConsentSettings = { inboundAllowed, outboundAllowed: false };
  await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, automaticUserConsentSettings });
  await request('new@fabrikam.com');
  const { body } = await call('GET', "/users?$filter=mail eq 'new@fabrikam.com'&$select=externalUserState");
  expect(body.value).toMatchObject([{ externalUserState: state }]);
});

it('an invitation is redeemed as the default has it where the partner has null', async () => {
  const consent = (inboundAllowed: boolean | null) => ({ automaticUserConsentSettings: { inboundAllowed } });
  await call('PATCH', `${POLICY}/default`, consent(true));
  await call('POST', `${POLICY}/partners`, { tenantId: FABRIKAM, ...consent(null) });
  await request('new@fabrikam.com');
  const { body } = await call('GET', "/users?$filter=mail eq 'new@fabrikam.com'&$select=externalUserState");
  expect(body.value).toMatchObject([{ externalUserState: 'Accepted' }]);
});

it('guests of a tenant that is blocked approve nothing, and fallbacks are asked in their place', async () => {
  const users = (await call('GET', '/users')).body.value as unknown as { id: string; displayName: string }[];
  const one = (name: string) => ({
    '@odata.type': '#microsoft.graph.singleUser',
    userId: users.find(({ displayName }) => displayName === name)?.id,
  });
  const [policy] = (await call('GET', `${EM}/assignmentPolicies`)).body.value as { id: string }[];
  const whole = (await call('GET', `${EM}/assignmentPolicies/${policy?.id ?? ''}?$expand=accessPackage`))
    .body;
  const stage = {
    durationBeforeAutomaticDenial: 'P14D',
    primaryApprovers: [one('Gina')],
    fallbackPrimaryApprovers: [one('Dan')],
  };
  const requestApprovalSettings = { isApprovalRequiredForAdd: true, stages: [stage] };
  await call('PUT', `${EM}/assignmentPolicies/${whole.id}`, { ...whole, requestApprovalSettings });
  const stages = async (id: string) => {
    const rows = (await call('GET', '/entente/assignmentRequests')).body.value as unknown as {
      id: string;
      stages: { id: string; approvers: { displayName: string }[] }[];
    }[];
    return rows.find((row) => row.id === id)?.stages ?? [];
  };
  const before = (await request('pat@woodgrove.example')).body.id;
  const [asked] = await stages(before);
  expect(asked?.approvers.map(({ displayName }) => displayName)).toEqual(['Gina']);
  await call('PATCH', `${POLICY}/default`, { b2bCollaborationInbound: SHUT });
  const decided = await tenant.fetch(
    new Request(
      `http://tenant.invalid/v1.0${EM}/accessPackageAssignmentApprovals/${before}/stages/${asked?.id ?? ''}`,
      {
        method: 'PATCH',
        headers: { 'x-entente-user': 'gina@fabrikam.com', 'content-type': 'application/json' },
        body: JSON.stringify({ reviewResult: 'Approve', justification: 'known' }),
      },
    ),
  );
  expect([decided.status, await decided.text()]).toEqual([
    403,
    expect.stringContaining('cross-tenant access blocks their sign-in'),
  ]);
  const [next] = await stages((await request('ruth@woodgrove.example')).body.id);
  expect(next?.approvers.map(({ displayName }) => displayName)).toEqual(['Dan']);
});
