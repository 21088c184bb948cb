/** People and groups leave the directory and come back; what names them goes on naming them. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectorySeed } from '../../src/tenant/storage/seed.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';

const EM = '/identityGovernance/entitlementManagement';
const ALICE = '00000000-0000-4000-8000-000000000a01';
const CAROL = '00000000-0000-4000-8000-000000000a02';
const TEAM = '00000000-0000-4000-8000-000000000b01';
const SEED: DirectorySeed = {
  tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
  users: [
    { id: ALICE, userPrincipalName: 'alice@contoso.com', displayName: 'Alice', manager: 'carol@contoso.com' },
    { id: CAROL, userPrincipalName: 'carol@contoso.com', displayName: 'Carol' },
  ],
  groups: [{ id: TEAM, displayName: 'Team', members: ['alice@contoso.com', 'carol@contoso.com'] }],
};

type Body = Record<string, unknown> & { id: string; value: Body[] };
let folder: string;
let tenant: Tenant;
let now: Date;

const open = () => openTenant({ dataDir: folder, seed: SEED, now: () => now });
const call = async (method: string, at: string, body?: unknown) => {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${at}`, init));
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
};
const ids = async (at: string) => (await call('GET', at)).body.value.map(({ id }) => id).sort();

beforeEach(async () => {
  folder = temporaryFolder();
  now = new Date('2026-01-01T00:00:00Z');
  tenant = await open();
});
afterEach(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

describe('a deleted user', () => {
  it('is out of the directory, of groups and of manager links, and restored with all of them', async () => {
    expect((await call('DELETE', `/users/${CAROL}`)).status).toBe(204);
    expect((await call('GET', `/users/${CAROL}`)).status).toBe(404);
    expect((await call('DELETE', `/users/${CAROL}`)).status).toBe(404);
    expect(await ids(`/groups/${TEAM}/members`)).toEqual([ALICE]);
    expect((await call('GET', `/users/${ALICE}/manager`)).status).toBe(404);
    const { body } = await call('GET', '/directory/deletedItems/microsoft.graph.user');
    expect(body.value).toMatchObject([
      { id: CAROL, deletedDateTime: '2026-01-01T00:00:00.000Z', displayName: 'Carol' },
    ]);
    expect(body.value[0]?.['userPrincipalName']).toBe(`${CAROL.replaceAll('-', '')}carol@contoso.com`);
    expect((await call('POST', `/directory/deletedItems/${CAROL}/restore`)).status).toBe(200);
    expect((await call('GET', `/users/${CAROL}`)).body['userPrincipalName']).toBe('carol@contoso.com');
    expect(await ids(`/groups/${TEAM}/members`)).toEqual([ALICE, CAROL]);
    expect((await call('GET', `/users/${ALICE}/manager`)).body.id).toBe(CAROL);
    expect(await ids('/directory/deletedItems/microsoft.graph.user')).toEqual([]);
  });

  it('is not planted again by the seed, not even when nothing can restore it any more', async () => {
    await call('DELETE', `/users/${CAROL}`);
    await tenant.close();
    tenant = await open();
    expect((await call('GET', `/users/${CAROL}`)).status).toBe(404);
    expect((await call('DELETE', `/directory/deletedItems/${CAROL}`)).status).toBe(204);
    expect((await call('POST', `/directory/deletedItems/${CAROL}/restore`)).status).toBe(404);
    await tenant.close();
    tenant = await open();
    expect(await ids('/users')).toEqual([ALICE]);
  });

  it('can be restored for 30 days', async () => {
    await call('DELETE', `/users/${CAROL}`);
    now = new Date('2026-01-31T00:00:00Z');
    expect((await call('GET', `/directory/deletedItems/${CAROL}`)).status).toBe(404);
    expect((await call('POST', `/directory/deletedItems/${CAROL}/restore`)).status).toBe(404);
  });
});

describe('a deleted group', () => {
  it('is restored with its members', async () => {
    expect((await call('DELETE', `/groups/${TEAM}`)).status).toBe(204);
    expect((await call('GET', `/groups/${TEAM}/members`)).status).toBe(404);
    expect(await ids('/directory/deletedItems/microsoft.graph.group')).toEqual([TEAM]);
    await call('POST', `/directory/deletedItems/${TEAM}/restore`);
    expect(await ids(`/groups/${TEAM}/members`)).toEqual([ALICE, CAROL]);
  });
});

describe('policies, organizations and packages', () => {
  it('go on naming what is deleted, and nothing else can name it', async () => {
    const catalog = (await call('POST', `${EM}/catalogs`, { displayName: 'Databases' })).body.id;
    const members = { displayName: 'Orders', description: '', catalog: { id: catalog } };
    const accessPackage = (await call('POST', `${EM}/accessPackages`, members)).body.id;
    const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${TEAM}` };
    await call('POST', `${EM}/accessPackages/${accessPackage}/incompatibleGroups/$ref`, reference);
    const organization = (
      await call('POST', `${EM}/connectedOrganizations`, {
        displayName: 'Fabrikam',
        identitySources: [
          {
            '@odata.type': '#microsoft.graph.domainIdentitySource',
            domainName: 'fabrikam.com',
            displayName: 'x',
          },
        ],
      })
    ).body.id;
    const sponsor = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${CAROL}` };
    const sponsors = `${EM}/connectedOrganizations/${organization}/internalSponsors`;
    await call('POST', `${sponsors}/$ref`, sponsor);
    const target = { '@odata.type': '#microsoft.graph.singleUser', userId: CAROL };
    const policy = {
      displayName: 'People',
      description: '',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [target],
      accessPackage: { id: accessPackage },
    };
    const { id } = (await call('POST', `${EM}/assignmentPolicies`, policy)).body;
    await call('DELETE', `/users/${CAROL}`);
    await call('DELETE', `/groups/${TEAM}`);
    const kept = (await call('GET', `${EM}/assignmentPolicies/${id}`)).body;
    expect(kept['specificAllowedTargets']).toMatchObject([{ userId: CAROL, description: 'Carol' }]);
    const edited = { ...policy, description: 'Edited' };
    expect((await call('PUT', `${EM}/assignmentPolicies/${id}`, edited)).body).toMatchObject({
      description: 'Edited',
      specificAllowedTargets: [{ userId: CAROL, description: 'Carol' }],
    });
    expect((await call('POST', `${EM}/assignmentPolicies`, policy)).status).toBe(404);
    expect(await ids(sponsors)).toEqual([CAROL]);
    expect(await ids(`${EM}/accessPackages/${accessPackage}/incompatibleGroups`)).toEqual([TEAM]);
    expect((await call('POST', `${sponsors}/$ref`, sponsor)).status).toBe(404);
    expect((await call('DELETE', `${sponsors}/${CAROL}/$ref`)).status).toBe(204);
    expect(await ids(sponsors)).toEqual([]);
  });
});
