/** Custom extensions, what requestors are shown, roles of entitlement management, and keys in parentheses (CONTRACT 3.1, 8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import type { TenantCall } from '../support/tenant-call.ts';
import { callsOf, EM } from '../support/tenant-call.ts';

const ROLES = '/roleManagement/entitlementManagement';
const CREATOR = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8';
const OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';
const NONE = '11111111-1111-4111-8111-111111111111';
const EXTENSION = {
  '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
  displayName: 'Ticket',
  endpointConfiguration: {
    '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
    subscriptionId: NONE,
    resourceGroupName: 'governance',
    logicAppWorkflowName: 'ticket',
  },
  authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
};
let tenant: Tenant;
let call: TenantCall;
let time: string;
const made = async (path: string, body: object) => (await call('POST', path, body)).body.id;

beforeEach(async () => {
  time = '2026-01-01T00:00:00.000Z';
  tenant = await openTenant({ seed: SMALL_DIRECTORY, now: () => new Date(time) });
  call = callsOf(tenant);
});
afterEach(() => tenant.close());

describe('a custom extension', () => {
  let extensions: string;
  let id: string;
  beforeEach(async () => {
    extensions = `${EM}/catalogs/${await made(`${EM}/catalogs`, { displayName: 'Own' })}/customWorkflowExtensions`;
    id = await made(extensions, EXTENSION);
  });

  it('has all members of the metadata', async () => {
    const { body } = await call('GET', `${extensions}/${id}`);
    expect(body).toEqual({
      ...EXTENSION,
      id,
      description: null,
      endpointConfiguration: {
        ...EXTENSION.endpointConfiguration,
        url: expect.stringContaining('/governance/ticket/') as string,
      },
      clientConfiguration: null,
      callbackConfiguration: null,
      createdBy: 'Entente',
      createdDateTime: time,
      lastModifiedBy: 'Entente',
      lastModifiedDateTime: time,
    });
  });

  it.each(['PUT', 'PATCH'])('changes what a %s names, and keeps the rest', async (method) => {
    time = '2026-01-02T00:00:00.000Z';
    const change = {
      '@odata.type': EXTENSION['@odata.type'],
      description: 'Opens a ticket.',
      clientConfiguration: { maximumRetries: 1, timeoutInMilliseconds: 2000 },
      callbackConfiguration: {
        '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration',
        durationBeforeTimeout: 'PT1H',
      },
    };
    const { status, body } = await call(method, `${extensions}/${id}`, change, 'alice@contoso.com');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      description: 'Opens a ticket.',
      clientConfiguration: change.clientConfiguration,
      callbackConfiguration: { durationBeforeTimeout: 'PT1H' },
      displayName: 'Ticket',
      createdBy: 'Entente',
      lastModifiedBy: 'alice@contoso.com',
      lastModifiedDateTime: time,
    });
    expect((await call('GET', `${extensions}/${id}`)).body).toEqual(body);
  });

  it.each([
    ['of another type', { '@odata.type': '#microsoft.graph.accessPackageAssignmentWorkflowExtension' }],
    ['without a name', { displayName: '' }],
    [
      'with half an endpoint',
      { endpointConfiguration: { ...EXTENSION.endpointConfiguration, subscriptionId: null } },
    ],
  ])('is not changed to one %s', async (_what, change) => {
    expect((await call('PATCH', `${extensions}/${id}`, change)).body.error.code).toBe('InvalidModel');
  });

  it('is found in its own catalog alone', async () => {
    const other = await made(`${EM}/catalogs`, { displayName: 'Other' });
    const elsewhere = `${EM}/catalogs/${other}/customWorkflowExtensions/${id}`;
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await call(method, elsewhere, method === 'PATCH' ? {} : undefined)).status).toBe(404);
  });

  it('is deleted once no policy calls it; its stages keep their ids meanwhile', async () => {
    const catalog = { id: extensions.split('/').at(-2) };
    const accessPackage = { id: await made(`${EM}/accessPackages`, { displayName: 'P', catalog }) };
    const customExtension = { '@odata.type': EXTENSION['@odata.type'], id };
    const stage = { stage: 'assignmentRequestCreated', customExtension };
    const policy = { displayName: 'Own', accessPackage, customExtensionStageSettings: [stage] };
    const policyId = await made(`${EM}/assignmentPolicies`, policy);
    const stages = `${EM}/assignmentPolicies/${policyId}/customExtensionStageSettings`;
    const before = (await call('GET', stages)).body.value;
    expect(before).toEqual([{ id: expect.any(String) as string, stage: stage.stage }]);
    const refused = await call('DELETE', `${extensions}/${id}`);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'InvalidDeleteCustomExtension']);
    const kept = { ...policy, customExtensionStageSettings: [{ ...stage, id: before[0]?.id }] };
    await call('PUT', `${EM}/assignmentPolicies/${policyId}`, kept);
    expect((await call('GET', stages)).body.value).toEqual(before);
    expect((await call('GET', `${stages}/${before[0]?.id}?$expand=customExtension`)).body).toMatchObject({
      customExtension: { id, displayName: 'Ticket' },
    });
    await call('PUT', `${EM}/assignmentPolicies/${policyId}`, {
      ...policy,
      customExtensionStageSettings: [],
    });
    expect((await call('DELETE', `${extensions}/${id}`)).status).toBe(204);
    expect((await call('GET', extensions)).body.value).toEqual([]);
  });
});

describe('what requestors are shown', () => {
  const settings = `${EM}/controlConfigurations/endUserSettings`;
  it('is one control configuration, changed by PUT and by PATCH', async () => {
    const { body } = await call('GET', settings);
    expect(body).toMatchObject({
      relatedPeopleInsightLevel: 'disabled',
      showApproverDetailsToMembers: false,
    });
    const whole = {
      '@odata.type': '#microsoft.graph.endUserSettings',
      relatedPeopleInsightLevel: 'countAndNames',
      showApproverDetailsToMembers: true,
    };
    expect(await call('PUT', settings, whole)).toMatchObject({ status: 200, body: whole });
    const part = await call('PATCH', settings, { isEnabled: false });
    expect(part).toMatchObject({ status: 200, body: { ...whole, isEnabled: false, modifiedDateTime: time } });
    expect((await call('GET', `${EM}/controlConfigurations`)).body.value).toEqual([part.body]);
  });

  it.each([
    ['PUT', { showApproverDetailsToMembers: true }],
    ['PATCH', { relatedPeopleInsightLevel: 'names' }],
    ['PATCH', { isEnabled: null }],
  ])('is not changed by a %s of %j', async (method, body) => {
    expect((await call(method, settings, body)).body.error.code).toBe('InvalidModel');
  });
});

describe('a role of entitlement management', () => {
  const assign = (more: object) => call('POST', `${ROLES}/roleAssignments`, more);
  const alice = async () => (await call('GET', '/users/alice@contoso.com')).body.id;

  it('is held on all of it by catalog creators, and read by its id', async () => {
    const held = { principalId: await alice(), roleDefinitionId: CREATOR, appScopeId: '/' };
    const { status, body } = await assign(held);
    expect([status, body]).toEqual([201, expect.objectContaining(held)]);
    const at = `${ROLES}/roleAssignments/${body.id}`;
    expect((await call('GET', at)).body).toEqual(body);
    const expanded = await call('GET', `${at}?$expand=principal,roleDefinition,appScope,directoryScope`);
    expect(expanded.body).toMatchObject({
      principal: { displayName: 'Alice' },
      roleDefinition: { displayName: 'Catalog creator', version: '1.0' },
      appScope: { id: '/' },
      directoryScope: null,
    });
    const below = await call('GET', `${at}/principal`);
    expect(below.body).toEqual(expanded.body['principal']);
    const listed = await call('GET', `${ROLES}/roleAssignments?$filter=appScopeId eq '/'`);
    expect(listed.body.value).toEqual([body]);
    expect((await call('GET', `${ROLES}/roleDefinitions/${CREATOR}`)).body).toMatchObject({
      rolePermissions: [
        { allowedResourceActions: ['microsoft.entitlementManagement/AccessPackageCatalog/Create'] },
      ],
    });
    expect((await call('DELETE', at)).status).toBe(204);
    expect((await call('GET', at)).status).toBe(404);
  });

  it('is held on one catalog by owners, however its id is written', async () => {
    const id = await made(`${EM}/catalogs`, { displayName: 'Own' });
    const appScopeId = `/accessPackageCatalog/${id.toUpperCase()}`;
    const { body } = await assign({ principalId: await alice(), roleDefinitionId: OWNER, appScopeId });
    expect(body['appScopeId']).toBe(`/AccessPackageCatalog/${id}`);
    expect((await call('GET', `${ROLES}/roleAssignments/${body.id}/appScope`)).body).toEqual({
      id: body['appScopeId'],
      displayName: 'Own',
      type: 'AccessPackageCatalog',
    });
  });

  it.each([
    ['a creator on one catalog', CREATOR, `/AccessPackageCatalog/${NONE}`, 400],
    ['an owner on everything', OWNER, '/', 400],
    ['an owner on something else', OWNER, `/Other/${NONE}`, 400],
    ['an owner on a catalog that is not there', OWNER, `/AccessPackageCatalog/${NONE}`, 404],
  ])('refuses %s', async (_what, roleDefinitionId, appScopeId, status) => {
    expect((await assign({ principalId: await alice(), roleDefinitionId, appScopeId })).status).toBe(status);
  });
});

describe('a key in parentheses', () => {
  it('is read as one after a slash, everywhere', async () => {
    const id = await made(`${EM}/catalogs`, { displayName: 'Own' });
    const accessPackage = await made(`${EM}/accessPackages`, { displayName: 'P', catalog: { id } });
    for (const [parentheses, slash] of [
      [`/users('alice@contoso.com')`, `/users/alice@contoso.com`],
      [`${EM}/catalogs('${id}')`, `${EM}/catalogs/${id}`],
      [`${EM}/catalogs('${id}')/accessPackages('${accessPackage}')`, `${EM}/accessPackages/${accessPackage}`],
      [`${EM}/catalogs(%27${id}%27)/accessPackages/$count`, `${EM}/catalogs/${id}/accessPackages/$count`],
      [`${EM}/controlConfigurations('endUserSettings')`, `${EM}/controlConfigurations/endUserSettings`],
    ] as const) {
      const [one, other] = [await call('GET', parentheses), await call('GET', slash)];
      expect(one.body).toEqual(other.body);
      expect(one.status).toBe(200);
    }
    expect((await call('PATCH', `${EM}/catalogs('${id}')`, { description: 'x' })).status).toBe(204);
    expect((await call('DELETE', `${EM}/accessPackages('${accessPackage}')`)).status).toBe(204);
    expect((await call('GET', `/users('o''neil@contoso.com')`)).body.error.message).toContain("o'neil@");
  });
});
