/**
 * Every call that takes a body, with bodies from the table of types: a right one is never refused for its shape, and one
 * with a single thing wrong is refused with 400 and the path of it. `BODIES` is the number of each; 10,000 in
 * `npm run test:bodies`, in this process and, with `OVER=socket`, over HTTP. `BODIES_SEED` plays the same bodies again.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { Purpose } from '../../src/tenant/types/language.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import type { Body } from '../support/typed-body.ts';
import { rightBody, wrongsOf } from '../support/typed-body.ts';

const COUNT = Number(process.env['BODIES'] ?? 400);
const OVER_SOCKET = process.env['OVER'] === 'socket';
const EM = '/identityGovernance/entitlementManagement';
const CROSS_TENANT = '/policies/crossTenantAccessPolicy';
const GUID = '11111111-1111-4111-8111-111111111111';

interface CallOfType {
  readonly method: string;
  /** Below the root; `{NAME}` is the id of an object that exists. */
  readonly path: string;
  readonly type: string;
  readonly purpose: Purpose;
}

const call = (method: string, path: string, type: string, purpose: Purpose): CallOfType => ({
  method,
  path,
  type,
  purpose,
});

const CALLS: readonly CallOfType[] = [
  call('POST', `${EM}/connectedOrganizations`, 'connectedOrganization', 'create'),
  call('PATCH', `${EM}/connectedOrganizations/{organization}`, 'connectedOrganization', 'update'),
  call('PATCH', `${EM}/settings`, 'entitlementManagementSettings', 'update'),
  call('POST', `${EM}/catalogs`, 'accessPackageCatalog', 'create'),
  call('PATCH', `${EM}/catalogs/{catalog}`, 'accessPackageCatalog', 'update'),
  call('POST', `${EM}/catalogs/{catalog}/customWorkflowExtensions`, 'customCalloutExtension', 'create'),
  call(
    'PATCH',
    `${EM}/catalogs/{catalog}/customWorkflowExtensions/{extension}`,
    'accessPackageAssignmentRequestWorkflowExtension',
    'update',
  ),
  call('PUT', `${EM}/controlConfigurations/endUserSettings`, 'endUserSettings', 'replace'),
  call('PATCH', `${EM}/controlConfigurations/endUserSettings`, 'endUserSettings', 'update'),
  call('PATCH', '/policies/authorizationPolicy', 'authorizationPolicy', 'update'),
  call('PATCH', `${CROSS_TENANT}/default`, 'crossTenantAccessPolicyConfigurationDefault', 'update'),
  call('POST', `${CROSS_TENANT}/partners`, 'crossTenantAccessPolicyConfigurationPartner', 'create'),
  call(
    'PATCH',
    `${CROSS_TENANT}/partners/{partner}`,
    'crossTenantAccessPolicyConfigurationPartner',
    'update',
  ),
  call('POST', `${EM}/accessPackages`, 'accessPackage', 'create'),
  call('PATCH', `${EM}/accessPackages/{package}`, 'accessPackage', 'update'),
  call('POST', `${EM}/resourceRequests`, 'accessPackageResourceRequest', 'create'),
  call(
    'POST',
    `${EM}/accessPackages/{package}/resourceRoleScopes`,
    'accessPackageResourceRoleScope',
    'create',
  ),
  call('POST', `${EM}/assignmentPolicies`, 'accessPackageAssignmentPolicy', 'create'),
  call('PUT', `${EM}/assignmentPolicies/{policy}`, 'accessPackageAssignmentPolicy', 'replace'),
  call('POST', `${EM}/assignmentRequests`, 'accessPackageAssignmentRequest', 'create'),
  call('PATCH', `${EM}/accessPackageAssignmentApprovals/${GUID}/stages/${GUID}`, 'approvalStage', 'update'),
  call('PATCH', `${EM}/subjects(objectId='{user}')`, 'accessPackageSubject', 'update'),
  call('POST', '/roleManagement/entitlementManagement/roleAssignments', 'unifiedRoleAssignment', 'create'),
  call('POST', '/servicePrincipals/{application}/appRoleAssignedTo', 'appRoleAssignment', 'create'),
  call('POST', '/directoryObjects/getByIds', 'getByIds', 'create'),
  call('POST', '/users', 'user', 'create'),
  call('PATCH', '/users/{user}', 'user', 'update'),
  call('POST', '/groups', 'group', 'create'),
  call('PATCH', '/groups/{group}', 'group', 'update'),
  call('POST', '/directory/administrativeUnits', 'administrativeUnit', 'create'),
  call('PATCH', '/directory/administrativeUnits/{unit}', 'administrativeUnit', 'update'),
  call('POST', '/directory/deletedItems/getUserOwnedObjects', 'getUserOwnedObjects', 'create'),
  call(
    'POST',
    '/servicePrincipals/{application}/addTokenSigningCertificate',
    'addTokenSigningCertificate',
    'create',
  ),
  call('POST', '/applications/{registered}/setVerifiedPublisher', 'setVerifiedPublisher', 'create'),
  call('POST', '/servicePrincipals', 'servicePrincipal', 'create'),
  call('PATCH', '/servicePrincipals/{application}', 'servicePrincipal', 'update'),
  call('POST', '/applications', 'application', 'create'),
  call('PATCH', '/applications/{registered}', 'application', 'update'),
];

/** The directory has one code for whatever is wrong; a body is wrong in its shape where the message says so. */
/** Paths of entitlement management; the directory has a code of its own for whatever is wrong with a body. */
const GOVERNED = /^\/(identityGovernance|roleManagement\/entitlementManagement|entente)\//;
const MISSHAPEN = /^The model is invalid/;

let tenant: Tenant;
let served: ServedTenant | undefined;
const ids: Record<string, string> = {};

interface Answered {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly body: Record<string, unknown>;
}

async function send(method: string, path: string, content: unknown): Promise<Answered> {
  const url = `http://tenant/v1.0${path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '')}`;
  const init = { method, body: JSON.stringify(content) };
  const response =
    served === undefined
      ? await tenant.fetch(new Request(url, init))
      : await fetch(url.replace('http://tenant/v1.0', served.url), {
          ...init,
          headers: { authorization: `Bearer ${served.token}`, 'content-type': 'application/json' },
        });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const { code = '', message = '' } = (body['error'] ?? {}) as { code?: string; message?: string };
  return { status: response.status, code, message, body };
}

async function first(path: string): Promise<string> {
  const response = await tenant.fetch(new Request(`http://tenant/v1.0${path}`));
  return ((await response.json()) as { value: { id: string }[] }).value[0]?.id ?? '';
}

async function made(path: string, content: Body): Promise<string> {
  const { status, body, message } = await send('POST', `${EM}${path}`, content);
  expect(status, message).toBe(201);
  return String(body['id']);
}

beforeAll(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  if (OVER_SOCKET) served = await serveTenant(tenant, { port: 0, token: 'bodies' });
  ids['user'] = await first('/users');
  ids['application'] = await first('/servicePrincipals');
  ids['group'] = await first('/groups');
  const registered = await send('POST', '/applications', { displayName: 'Own' });
  ids['registered'] = String(registered.body['id']);
  const unit = await send('POST', '/directory/administrativeUnits', { displayName: 'Own' });
  ids['unit'] = String(unit.body['id']);
  ids['partner'] = GUID;
  await send('POST', `${CROSS_TENANT}/partners`, { tenantId: GUID });
  ids['catalog'] = await made('/catalogs', { displayName: 'Own' });
  ids['extension'] = await made(`/catalogs/${ids['catalog']}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
    displayName: 'Own',
    endpointConfiguration: {
      '@odata.type': '#microsoft.graph.httpRequestEndpoint',
      targetUrl: 'https://own.example',
    },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
  });
  ids['package'] = await made('/accessPackages', { displayName: 'Own', catalog: { id: ids['catalog'] } });
  ids['policy'] = await made('/assignmentPolicies', {
    displayName: 'Own',
    accessPackage: { id: ids['package'] },
  });
  ids['organization'] = await made('/connectedOrganizations', {
    displayName: 'Own',
    identitySources: [{ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'own.example' }],
  });
});

afterAll(async () => {
  await served?.close();
  await tenant.close();
});

const SEED = process.env['BODIES_SEED'];
const RUNS = { numRuns: Math.ceil(COUNT / CALLS.length), ...(SEED !== undefined && { seed: Number(SEED) }) };

describe.each(CALLS)('$method $path', ({ method, path, type, purpose }) => {
  it('takes every right body', async () => {
    await fc.assert(
      fc.asyncProperty(rightBody(type, purpose), async (body) => {
        const { status, code, message } = await send(method, path, body);
        expect(code, message).not.toBe('InvalidModel');
        expect(message).not.toMatch(MISSHAPEN);
        expect(status).toBeLessThan(500);
      }),
      RUNS,
    );
  }, 300_000);

  it('refuses every body with one thing wrong, and names it', async () => {
    const wrong = rightBody(type, purpose).chain((body) => {
      const wrongs = wrongsOf(type, body, purpose);
      return wrongs.length === 0 ? fc.constant(undefined) : fc.constantFrom(...wrongs);
    });
    await fc.assert(
      fc.asyncProperty(wrong, async (each) => {
        if (each === undefined) return;
        const { status, code, message, body } = await send(method, path, each.body);
        expect({ status, code }).toEqual({
          status: 400,
          code: GOVERNED.test(path) ? 'InvalidModel' : 'Request_BadRequest',
        });
        expect(message).toMatch(MISSHAPEN);
        expect(message).toContain(` ${each.path}: `);
        expect(body['error']).toMatchObject({ innerError: { 'request-id': expect.any(String) as string } });
      }),
      RUNS,
    );
  }, 300_000);
});

describe('a reference', () => {
  it.each([
    ['without an address', {}],
    ['with an address that is none', { '@odata.id': 7 }],
    ['with an address of nothing', { '@odata.id': 'alice' }],
    ['with another member', { '@odata.id': `https://graph.microsoft.com/v1.0/users/${GUID}`, colour: 'red' }],
  ])('%s is refused', async (_what, body) => {
    for (const path of [
      `${EM}/connectedOrganizations/{organization}/internalSponsors/$ref`,
      `${EM}/accessPackages/{package}/incompatibleGroups/$ref`,
    ])
      expect(await send('POST', path, body)).toMatchObject({ status: 400, code: 'InvalidModel' });
  });
});

describe('an update of a resource', () => {
  it('is refused for one that is not in the catalog', async () => {
    const body = { requestType: 'adminUpdate', resource: { id: GUID }, catalog: { id: ids['catalog'] } };
    expect(await send('POST', `${EM}/resourceRequests`, body)).toMatchObject({ status: 404 });
  });

  it('keeps its attributes', async () => {
    const catalog = { id: ids['catalog'] };
    const resource = { originId: ids['application'], originSystem: 'AadApplication' };
    const request = (more: object) => send('POST', `${EM}/resourceRequests`, { catalog, ...more });
    expect(await request({ requestType: 'adminAdd', resource })).toMatchObject({ status: 201 });
    const attribute = {
      name: 'jobTitle',
      destination: { '@odata.type': '#microsoft.graph.accessPackageUserDirectoryAttributeStore' },
      source: {
        '@odata.type': '#microsoft.graph.accessPackageResourceAttributeQuestion',
        question: { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: 'Which title?' },
      },
      isEditable: true,
    };
    const changed = { ...resource, attributes: [attribute] };
    const updated = await request({ requestType: 'adminUpdate', resource: changed });
    expect(updated.status, updated.message).toBe(201);
    const url = `http://tenant/v1.0${EM}/catalogs/${ids['catalog']}/resources`;
    const { value } = (await (await tenant.fetch(new Request(url))).json()) as { value: object[] };
    expect(value).toHaveLength(1);
    expect(value[0]).toMatchObject(changed);
  });
});
