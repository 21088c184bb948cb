/** Query options: served as documented or refused in Graph's form, and never passed over (CONTRACT 1.4). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const EM = '/identityGovernance/entitlementManagement';
let tenant: Tenant;
let catalog: string;
let tango: string;
let rumba: string;
let policy: string;

type Body = Record<string, unknown> & { value: Record<string, unknown>[] };

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await tenant.fetch(
    new Request(`http://tenant.invalid/v1.0${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const { '@odata.context': context, ...rest } = (isJson ? JSON.parse(text) : {}) as Body;
  return { status: response.status, text, context, body: rest as Body };
}

const get = (path: string, headers: Record<string, string> = {}) => call('GET', path, undefined, headers);
const made = async (path: string, body: object) => String((await call('POST', EM + path, body)).body['id']);

beforeAll(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  catalog = await made('/catalogs', { displayName: 'Dances' });
  const packaged = (displayName: string) =>
    made('/accessPackages', { displayName, catalog: { id: catalog } });
  tango = await packaged('Tango');
  rumba = await packaged('Rumba');
  policy = await made('/assignmentPolicies', {
    displayName: 'Members',
    allowedTargetScope: 'notSpecified',
    accessPackage: { id: tango },
  });
  const groups = await get(`/groups?$filter=displayName eq 'Audit'`);
  const group = String(groups.body.value[0]?.['id']);
  const resource = { originId: group, originSystem: 'AadGroup' };
  await made('/resourceRequests', { requestType: 'adminAdd', catalog: { id: catalog }, resource });
  const reference = (path: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0${path}` });
  const base = `${EM}/accessPackages/${tango}`;
  await call('POST', `${base}/incompatibleGroups/$ref`, reference(`/groups/${group}`));
  await call('POST', `${base}/incompatibleAccessPackages/$ref`, reference(`${EM}/accessPackages/${rumba}`));
});
afterAll(() => tenant.close());

it('counts what entitlement management holds of the directory without being asked for consistency', async () => {
  expect((await get(`${EM}/accessPackages/${tango}/incompatibleGroups/$count`)).text).toBe('1');
  expect((await get('/groups/$count')).status).toBe(400);
});

describe('an option is refused', () => {
  it.each([
    ['that is unknown', `${EM}/catalogs?$nothing=1`],
    ['without its $', `${EM}/catalogs?filter=displayName eq 'x'`],
    ['that is there twice', `${EM}/catalogs?$top=1&$top=2`],
    ['$apply', `${EM}/catalogs?$apply=groupby((displayName))`],
    ['$search where nothing is searched', `${EM}/catalogs?$search="displayName:x"`],
    ['$search without ConsistencyLevel', `/users?$search="displayName:x"`],
    ['/$count without ConsistencyLevel', `/users/$count`],
    ['a format that is not JSON', `/users?$format=atom`],
    ['$orderby of service principals without ConsistencyLevel', `/servicePrincipals?$orderby=displayName`],
    ['$orderby by another property without ConsistencyLevel', `/users?$orderby=createdDateTime`],
    ['ne without ConsistencyLevel', `/users?$filter=displayName ne 'x'`],
    ['$skip in the directory', `/users?$skip=1`],
    ['an unknown $select', `${EM}/catalogs?$select=colour`],
    ['an unknown $select of one', `${EM}/settings?$select=colour`],
    ['an empty $select', `${EM}/catalogs?$select=`],
    ['an unknown $orderby', `${EM}/catalogs?$orderby=colour`],
    ['a direction that is none', `${EM}/catalogs?$orderby=displayName up`],
    ['$count that is no boolean', `${EM}/catalogs?$count=1`],
    ['$skip that is no number', `${EM}/catalogs?$skip=-1`],
    ['$skiptoken that is none of ours', `${EM}/catalogs?$skiptoken=x`],
    ['$top of nothing', `${EM}/catalogs?$top=0`],
    ['an unknown $expand', `${EM}/catalogs?$expand=colours`],
    ['an unknown $expand below another', `${EM}/catalogs?$expand=accessPackages($expand=colours)`],
    ['an unknown $select below', `${EM}/catalogs?$expand=accessPackages($select=colour)`],
    ['an unknown option below', `${EM}/catalogs?$expand=accessPackages($levels=2)`],
    ['parentheses without options', `${EM}/catalogs?$expand=accessPackages()`],
    ['a parenthesis that is open', `${EM}/catalogs?$expand=accessPackages($top=1`],
    ['$top of what is one', `${EM}/accessPackages?$expand=catalog($top=1)`],
    ['$filter of one entity', `${EM}/settings?$filter=id eq 'x'`],
    ['a date that is compared with a text', `/users?$filter=createdDateTime ge 'x'`],
    ['a truth that is compared with a text', `/users?$filter=accountEnabled eq 'true'`],
    ['a lambda on what is no collection', `/users?$filter=displayName/any(d:d eq 'x')`],
    ['$count of what is one', `${EM}/settings/$count`],
  ])('%s', async (_what, path) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body['error']).toMatchObject({ code: expect.any(String) as string });
  });

  it('that a write has no use for', async () => {
    expect((await call('POST', `${EM}/catalogs?$expand=resources`, { displayName: 'Never' })).status).toBe(
      400,
    );
    expect((await get(`${EM}/catalogs?$filter=displayName eq 'Never'`)).body.value).toEqual([]);
  });
});

describe('a collection', () => {
  const names = async (path: string) => (await get(path)).body.value.map(({ displayName }) => displayName);
  it('is ordered, skipped, counted, and paged with both', async () => {
    expect(await names(`${EM}/accessPackages?$orderby=displayName`)).toEqual(['Rumba', 'Tango']);
    expect(await names(`${EM}/accessPackages?$orderby=displayName desc&$skip=1`)).toEqual(['Rumba']);
    const first = await get(`${EM}/accessPackages?$orderby=displayName&$top=1&$count=true`);
    expect(first.body['@odata.count']).toBe(2);
    const next = String(first.body['@odata.nextLink']).replace('http://tenant.invalid/v1.0', '');
    expect(await names(next)).toEqual(['Tango']);
  });

  it('is counted as text', async () => {
    const { text, status } = await get(`${EM}/accessPackages/$count`);
    expect([status, text]).toEqual([200, '2']);
    const advanced = { consistencylevel: 'eventual' };
    expect((await get(`/users/$count?$filter=userType eq 'Guest'`, advanced)).text).toBe('2');
    expect((await get(`${EM}/catalogs/${catalog}/accessPackages/$count`)).text).toBe('2');
  });

  it('of the directory is searched and compared by clients that accept what is eventually consistent', async () => {
    const headers = { consistencylevel: 'eventual' };
    const found = async (options: string) =>
      (await get(`/users?$count=true&${options}`, headers)).body.value.map(({ displayName }) => displayName);
    expect(await found('$search="displayName:Ali"')).toEqual(['Alice']);
    expect(await found(`$filter=endsWith(mail,'@fabrikam.com')`)).toEqual(['Bob']);
    expect(await found(`$filter=userType ne 'Guest' and not startsWith(displayName,'C')`)).toEqual(['Alice']);
  });
});

describe('$expand', () => {
  it('takes options of its own, and what is expanded is there whatever is selected', async () => {
    const nested = 'accessPackages($select=displayName;$filter=startsWith(displayName,%27T%27);$count=true)';
    const { body } = await get(`${EM}/catalogs/${catalog}?$select=displayName&$expand=${nested}`);
    expect(body).toEqual({
      id: catalog,
      displayName: 'Dances',
      'accessPackages@odata.count': 1,
      accessPackages: [{ id: tango, displayName: 'Tango' }],
    });
  });

  it.each([
    ['catalogs', 'accessPackages,customWorkflowExtensions,resources,resourceRoles,resourceScopes'],
    ['accessPackages', 'catalog,assignmentPolicies,resourceRoleScopes,incompatibleAccessPackages'],
    ['accessPackages', 'incompatibleGroups,accessPackagesIncompatibleWith'],
    ['assignmentPolicies', 'accessPackage,catalog,questions,customExtensionStageSettings'],
    ['connectedOrganizations', 'internalSponsors,externalSponsors'],
    ['resourceRequests', 'catalog,resource'],
    ['resources', 'roles,scopes,environment'],
    ['assignments', 'target,accessPackage,assignmentPolicy'],
    ['assignmentRequests', 'requestor,accessPackage,assignment'],
    ['subjects', 'connectedOrganization'],
  ])('of %s returns %s', async (collection, navigations) => {
    const { status, body } = await get(`${EM}/${collection}?$expand=${navigations}`);
    expect(status).toBe(200);
    for (const row of body.value) for (const name of navigations.split(',')) expect(row).toHaveProperty(name);
  });
});

describe('a path goes on by navigations', () => {
  it('to collections, entities and single ones below others', async () => {
    const below = async (path: string) => (await get(EM + path)).body;
    expect((await below(`/catalogs/${catalog}/accessPackages`)).value).toHaveLength(2);
    const [resource] = (await below(`/catalogs/${catalog}/resources`)).value;
    const at = `/catalogs/${catalog}/resources/${String(resource?.['id'])}`;
    expect(await below(at)).toMatchObject({ displayName: 'Audit', attributes: [] });
    expect((await below(`${at}/roles`)).value.map(({ displayName }) => displayName)).toEqual([
      'Owner',
      'Member',
    ]);
    expect((await below(`${at}/scopes`)).value).toMatchObject([{ isRootScope: true }]);
    expect(await below(`/resources/${String(resource?.['id'])}`)).toMatchObject({ displayName: 'Audit' });
    expect(await below(`/accessPackages/${tango}/catalog`)).toMatchObject({ id: catalog });
    expect((await below(`/accessPackages/${tango}/assignmentPolicies`)).value).toMatchObject([
      { id: policy },
    ]);
    expect(await below(`/assignmentPolicies/${policy}/accessPackage/catalog`)).toMatchObject({ id: catalog });
    expect((await below(`/accessPackages/${rumba}/accessPackagesIncompatibleWith`)).value).toMatchObject([
      { id: tango },
    ]);
    const [request] = (await below('/resourceRequests')).value;
    expect(
      await below(`/resourceRequests/${String(request?.['id'])}?$expand=catalog,resource`),
    ).toMatchObject({
      catalog: { id: catalog },
      resource: { displayName: 'Audit' },
    });
  });

  it('to addresses', async () => {
    const { body } = await get(`${EM}/accessPackages/${tango}/incompatibleAccessPackages/$ref`);
    expect(body.value).toEqual([{ '@odata.id': `http://tenant.invalid/v1.0${EM}/accessPackages/${rumba}` }]);
    const groups = await get(`${EM}/accessPackages/${tango}/incompatibleGroups/$ref`);
    expect(groups.body.value).toHaveLength(1);
  });

  it('and takes GET alone where nothing else is documented', async () => {
    expect((await call('POST', `${EM}/subjects`, {})).status).toBe(405);
    expect((await get(`${EM}/catalogs/${catalog}/colours`)).status).toBe(404);
  });

  it('to the caller, the tenant, and what a user is by default', async () => {
    const alice = { 'x-entente-user': 'alice@contoso.com' };
    expect((await get('/me', alice)).body).toMatchObject({ displayName: 'Alice', businessPhones: [] });
    expect((await get('/me/manager', alice)).body).toMatchObject({ displayName: 'Carol' });
    expect((await get('/me')).status).toBe(400);
    const [own] = (await get('/organization')).body.value;
    expect((await get(`/organization/${String(own?.['id'])}`)).body).toMatchObject({
      displayName: 'Contoso',
    });
    const user = (await get('/users/alice@contoso.com')).body;
    expect(user).toHaveProperty('surname', null);
    expect(user).not.toHaveProperty('department');
    expect((await get('/users/alice@contoso.com?$select=department')).body).toHaveProperty(
      'department',
      null,
    );
  });

  it('to what concerns the caller, in each documented way', async () => {
    const carol = { 'x-entente-user': 'carol@contoso.com' };
    const ways = {
      assignmentRequests: [
        'target',
        'createdBy',
        'approver',
        'targetOrRequestor',
        'targetManager',
        'requestForOthers',
      ],
      assignments: ['target', 'createdBy', 'targetManager', 'targetAgentIdentitySponsorOrOwner'],
      accessPackageAssignmentApprovals: ['target', 'createdBy', 'approver'],
      accessPackages: ['allowedRequestor'],
    };
    for (const [collection, all] of Object.entries(ways)) {
      for (const on of all)
        expect((await get(`${EM}/${collection}/filterByCurrentUser(on='${on}')`, carol)).status).toBe(200);
      expect((await get(`${EM}/${collection}/filterByCurrentUser(on='x')`, carol)).status).toBe(400);
    }
    const both = `(accessPackageId='${tango}',incompatibleAccessPackageId='${rumba}')`;
    for (const parameters of ['()', `(accessPackageId='${tango}')`, both])
      expect((await get(`${EM}/assignments/additionalAccess${parameters}`)).body.value).toEqual([]);
  });
});
