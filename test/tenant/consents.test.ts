/** Delegated permissions, licenses and last owners: what the documentation's examples do not show of them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import type { TenantCall } from '../support/tenant-call.ts';
import { callsOf } from '../support/tenant-call.ts';

const GRANTS = '/oauth2PermissionGrants';
const ADDRESS = 'https://graph.microsoft.com/v1.0/directoryObjects';
const GOVERNANCE = 'b05e124f-c7cc-45a0-a6aa-8cf78c946968';
const seed = (licensed: boolean) => ({
  tenant: { displayName: 'Contoso', domains: ['contoso.com'], licensed },
  users: ['alice', 'bob'].map((name) => ({ displayName: name, userPrincipalName: `${name}@contoso.com` })),
  groups: [{ displayName: 'Crew', owners: ['alice@contoso.com'], members: ['bob@contoso.com'] }],
  servicePrincipals: [{ displayName: 'Web' }, { displayName: 'Interface' }],
});

let tenant: Tenant;
let call: TenantCall;
let ids: Record<string, string>;

beforeEach(async () => {
  tenant = await openTenant({ seed: seed(true) });
  call = callsOf(tenant);
  const rows = await Promise.all(
    ['/users', '/groups', '/servicePrincipals'].map(async (path) => (await call('GET', path)).body.value),
  );
  ids = Object.fromEntries(rows.flat().map((row) => [String(row['displayName']), row.id]));
});
afterEach(() => tenant.close());

const body = (more: object = {}) => ({
  clientId: ids['Web'],
  consentType: 'AllPrincipals',
  resourceId: ids['Interface'],
  scope: 'Duties.Read',
  ...more,
});

describe('a grant of delegated permissions', () => {
  it('is there once for whom it is about, and a person has another', async () => {
    expect((await call('POST', GRANTS, body())).status).toBe(201);
    const again = await call('POST', GRANTS, body({ scope: 'Duties.Write' }));
    expect([again.status, again.body.error.code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue']);
    const own = { consentType: 'Principal', principalId: ids['bob'] };
    expect((await call('POST', GRANTS, body(own))).status).toBe(201);
    expect((await call('GET', GRANTS)).body.value).toHaveLength(2);
  });

  it.each([
    ['for one person without the person', { consentType: 'Principal' }],
    ['for all with a person', { principalId: '9a1cba1c-7dd2-4cd6-a4a2-6ec0e5d62e8a' }],
    [
      'for somebody who is not there',
      { consentType: 'Principal', principalId: '9a1cba1c-7dd2-4cd6-a4a2-6ec0e5d62e8a' },
    ],
    ['to what is no application', { clientId: '9a1cba1c-7dd2-4cd6-a4a2-6ec0e5d62e8a' }],
    ['of another kind', { consentType: 'Everyone' }],
    ['without a resource', { resourceId: undefined }],
    ['until a time, which only beta knows', { expiryTime: '2027-01-01T00:00:00Z' }],
  ])('is refused %s', async (_what, more) => {
    const { status, body: answer } = await call('POST', GRANTS, body(more));
    expect([status, answer.error.code]).toEqual([400, 'Request_BadRequest']);
    expect((await call('GET', GRANTS)).body.value).toEqual([]);
  });

  it('changes its scope alone', async () => {
    const { id } = (await call('POST', GRANTS, body())).body;
    const other = await call('PATCH', `${GRANTS}/${id}`, { principalId: ids['bob'] });
    expect([other.status, other.body.error.code]).toEqual([400, 'Request_BadRequest']);
    await call('PATCH', `${GRANTS}/${id}`, { scope: 'Duties.Write' });
    expect((await call('GET', `${GRANTS}/${id}`)).body).toMatchObject({
      scope: 'Duties.Write',
      principalId: null,
    });
  });

  it('is hidden while its application is deleted, and followed', async () => {
    const { id } = (await call('POST', GRANTS, body())).body;
    const first = (await call('GET', `${GRANTS}/delta`)).body;
    const skip = new URL(String(first['@odata.nextLink'])).search;
    const link = (await call('GET', `${GRANTS}/delta${skip}`)).body;
    await call('DELETE', `/servicePrincipals/${ids['Interface']}`);
    expect((await call('GET', GRANTS)).body.value).toEqual([]);
    expect((await call('GET', `${GRANTS}/${id}`)).status).toBe(404);
    const later = new URL(String(link['@odata.deltaLink'])).search;
    expect((await call('GET', `${GRANTS}/delta${later}`)).body.value).toEqual([
      { id, '@removed': { reason: 'deleted' } },
    ]);
    await call('POST', `/directory/deletedItems/${ids['Interface']}/restore`);
    expect((await call('GET', GRANTS)).body.value).toHaveLength(1);
  });
});

describe('licenses', () => {
  it('of a group are its members’, and are counted with what is switched off', async () => {
    const plan = 'eec0eb4f-6444-4f95-aba0-50c24d67f998';
    await call('POST', `/groups/${ids['Crew']}/assignLicense`, {
      addLicenses: [{ skuId: GOVERNANCE, disabledPlans: [plan] }],
      removeLicenses: [],
    });
    const [held] = (await call('GET', `/users/${ids['bob']}/licenseDetails`)).body.value;
    expect(held).toMatchObject({ skuId: GOVERNANCE, skuPartNumber: 'EMSPREMIUM' });
    expect(held?.['servicePlans']).toContainEqual({
      servicePlanId: plan,
      servicePlanName: 'AAD_PREMIUM_P2',
      provisioningStatus: 'Disabled',
      appliesTo: 'User',
    });
    expect((await call('GET', `/users/${ids['alice']}/licenseDetails`)).body.value).toEqual([]);
    expect((await call('GET', '/subscribedSkus')).body.value).toMatchObject([
      { skuId: GOVERNANCE, consumedUnits: 1 },
    ]);
  });

  it('of a product that is not known have no name', async () => {
    const skuId = 'f30db892-07e9-47e9-837c-80727f46fd3d';
    await call('POST', `/users/${ids['bob']}/assignLicense`, {
      addLicenses: [{ skuId }],
      removeLicenses: [],
    });
    const [held] = (await call('GET', `/users/${ids['bob']}/licenseDetails`)).body.value;
    expect(held).toMatchObject({ skuId, skuPartNumber: null, servicePlans: [] });
  });

  it('are none in a tenant without', async () => {
    const other = await openTenant({ seed: seed(false) });
    expect((await callsOf(other)('GET', '/subscribedSkus')).body.value).toEqual([]);
    await other.close();
  });
});

it('a group keeps the last of its owners who is a user', async () => {
  const owners = `/groups/${ids['Crew']}/owners`;
  await call('POST', `${owners}/$ref`, { '@odata.id': `${ADDRESS}/${ids['Web']}` });
  const refused = await call('DELETE', `${owners}/${ids['alice']}/$ref`);
  expect([refused.status, refused.body.error.code]).toEqual([400, 'Request_BadRequest']);
  expect((await call('DELETE', `${owners}/${ids['Web']}/$ref`)).status).toBe(204);
  await call('POST', `${owners}/$ref`, { '@odata.id': `${ADDRESS}/${ids['bob']}` });
  expect((await call('DELETE', `${owners}/${ids['alice']}/$ref`)).status).toBe(204);
});

it('a template keeps what it was changed to until it is put back', async () => {
  const template =
    '/policies/crossTenantAccessPolicy/templates/multiTenantOrganizationIdentitySynchronization';
  const change = { userSyncInbound: { isSyncAllowed: true }, templateApplicationLevel: 'newpartners' };
  expect((await call('PATCH', template, change)).status).toBe(204);
  expect((await call('GET', template)).body).toMatchObject({
    userSyncInbound: { isSyncAllowed: true },
    templateApplicationLevel: 'newPartners',
  });
  expect((await call('PATCH', template, { templateApplicationLevel: 'someday' })).status).toBe(400);
  await call('POST', `${template}/resetToDefaultSettings`);
  expect((await call('GET', template)).body).toMatchObject({
    userSyncInbound: { isSyncAllowed: null },
    templateApplicationLevel: 'newPartners,existingPartners',
  });
});
