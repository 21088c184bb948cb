/** Delivery that takes its time: submitted, delivering, delivered, by the tenant's clock (CONTRACT 10). */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import type { TenantOptions } from '../../src/tenant/open.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { as, livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

type Row = Record<string, unknown>;
type Send = (method: string, path: string, body?: unknown) => Promise<Row>;

/** A policy for every member, and what a request through it names. */
async function offer(send: Send, base: string, approver?: unknown): Promise<Row> {
  const catalog = await send('POST', `${base}/catalogs`, { displayName: 'Projects' });
  const made = await send('POST', `${base}/accessPackages`, {
    displayName: 'Tango',
    catalog: { id: catalog['id'] },
  });
  const stage = {
    durationBeforeAutomaticDenial: 'P7D',
    primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: approver }],
  };
  const policy = await send('POST', `${base}/assignmentPolicies`, {
    displayName: 'Members',
    allowedTargetScope: 'allMemberUsers',
    requestorSettings: { enableTargetsToSelfAddAccess: true },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: approver !== undefined,
      stages: approver === undefined ? [] : [stage],
    },
    accessPackage: { id: made['id'] },
  });
  return { accessPackageId: made['id'], assignmentPolicyId: policy['id'] };
}

let lived: LivedTenant | undefined;
afterEach(async () => {
  await lived?.close();
  lived = undefined;
});

async function tenantOf(options: Partial<TenantOptions>): Promise<LivedTenant> {
  lived = await livedTenant({ seed: SMALL_DIRECTORY, ...options });
  return lived;
}

const alice = as('alice@contoso.com');
const at = (time: string) => `2026-01-01T${time}.000Z`;

describe('a delivery of ten seconds', () => {
  const slow = { behaviour: { deliverySeconds: 10 } };

  it('goes from submitted through delivering to delivered', async () => {
    const { done, advance, list } = await tenantOf(slow);
    const assignment = await offer(done, '');
    const posted = await done('POST', '/assignmentRequests', { requestType: 'userAdd', assignment }, alice);
    const request = () => done('GET', `/assignmentRequests/${String(posted['id'])}`);
    expect(posted).toMatchObject({ state: 'submitted', status: 'Accepted', completedDateTime: null });
    expect(await request()).toMatchObject({ state: 'submitted', status: 'Accepted' });
    await advance('PT5S');
    expect(await request()).toMatchObject({ state: 'delivering', completedDateTime: null });
    expect(await list('/assignments')).toEqual([]);
    await advance('PT4S');
    expect(await request()).toMatchObject({ state: 'delivering' });
    expect(await advance('P1D')).toEqual(['2026-01-01 Fulfill access package assignment request']);
    expect(await request()).toMatchObject({ state: 'delivered', completedDateTime: at('00:00:10') });
    expect(await list('/assignments')).toMatchObject([
      { state: 'delivered', schedule: { startDateTime: at('00:00:10') } },
    ]);
  });

  it('refuses a second request meanwhile, and delivers nothing of one that was cancelled', async () => {
    const { send, done, advance, list } = await tenantOf(slow);
    const assignment = await offer(done, '');
    const body = { requestType: 'userAdd', assignment };
    const posted = await done('POST', '/assignmentRequests', body, alice);
    expect(await send('POST', '/assignmentRequests', body, alice)).toMatchObject({
      code: 'ExistingOpenRequest',
    });
    await done('POST', `/assignmentRequests/${String(posted['id'])}/cancel`, undefined, alice);
    expect(await advance('P1D')).toEqual([]);
    expect(await list('/assignments')).toEqual([]);
  });

  it('follows the approval', async () => {
    const { done, advance, user } = await tenantOf(slow);
    const approver = (await user('bob@contoso.com')) ?? (await user('carol@contoso.com'));
    const assignment = await offer(done, '', approver?.['id']);
    const { id } = await done('POST', '/assignmentRequests', { requestType: 'userAdd', assignment }, alice);
    await advance('P1D');
    const approval = `/accessPackageAssignmentApprovals/${String(id)}/stages`;
    const [stage] = (await done('GET', approval))['value'] as Row[];
    const by = as(String(approver?.['userPrincipalName']));
    await done('PATCH', `${approval}/${String(stage?.['id'])}`, { reviewResult: 'Approve' }, by);
    const request = () => done('GET', `/assignmentRequests/${String(id)}`);
    expect(await request()).toMatchObject({ state: 'delivering', status: 'Delivering' });
    await advance('PT10S');
    expect(await request()).toMatchObject({
      state: 'delivered',
      completedDateTime: '2026-01-02T00:00:10.000Z',
    });
  });

  it('fails when the user has been deleted meanwhile, and invites nobody under the old address', async () => {
    const { done, advance } = await tenantOf(slow);
    const assignment = await offer(done, '');
    const { id } = await done('POST', '/assignmentRequests', { requestType: 'userAdd', assignment }, alice);
    const { id: userId } = (await lived?.user('alice@contoso.com')) ?? {};
    await done('DELETE', `/v1.0/users/${String(userId)}`);
    await advance('PT10S');
    expect(await done('GET', `/assignmentRequests/${String(id)}`)).toMatchObject({ state: 'deliveryFailed' });
    expect(await lived?.user('alice@contoso.com')).toBeUndefined();
  });
});

it('is at once by default', async () => {
  const { done } = await tenantOf({});
  const assignment = await offer(done, '');
  const { id } = await done('POST', '/assignmentRequests', { requestType: 'userAdd', assignment }, alice);
  expect(await done('GET', `/assignmentRequests/${String(id)}`)).toMatchObject({ state: 'delivered' });
});

it('goes on after a restart', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'delivery-'));
  let time = '2026-01-01T00:00:00Z';
  const options = { dataDir, behaviour: { deliverySeconds: 10 }, now: () => new Date(time) };
  const { done } = await tenantOf(options);
  const assignment = await offer(done, '');
  const { id } = await done('POST', '/assignmentRequests', { requestType: 'userAdd', assignment }, alice);
  await lived?.tenant.close();
  time = '2026-01-01T00:01:00Z';
  const again = await openTenant(options);
  const EM = 'http://tenant.invalid/v1.0/identityGovernance/entitlementManagement';
  const answer = await again.fetch(new Request(`${EM}/assignmentRequests/${String(id)}`));
  expect(await answer.json()).toMatchObject({ state: 'delivered', completedDateTime: at('00:00:10') });
  await again.close();
});

it('takes real time when it is served', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'delivery-'));
  const EM = '/identityGovernance/entitlementManagement';
  const serving = await serveTenantHere(folder, ['--delivery', 'PT2S']);
  const request: Send = (method, url, body) => serving.request(method, url, body);
  const { value } = await request('GET', '/organization');
  const [
    {
      verifiedDomains: [{ name }],
    },
  ] = value as [{ verifiedDomains: [{ name: string }] }];
  const { id: targetId } = await request('POST', '/users', {
    accountEnabled: true,
    displayName: 'Eve',
    mailNickname: 'eve',
    userPrincipalName: `eve@${name}`,
    passwordProfile: { password: 'not a secret 1' },
  });
  const assignment = { ...(await offer(request, EM)), targetId };
  const posted = await request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
  const states = new Set([String(posted['state'])]);
  for (const end = Date.now() + 10_000; Date.now() < end && !states.has('delivered');) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { state } = await request('GET', `${EM}/assignmentRequests/${String(posted['id'])}`);
    states.add(String(state));
  }
  expect([...states]).toEqual(['submitted', 'delivering', 'delivered']);
  await serving.stop();
  await expect(serveTenantHere(folder, ['--delivery', '5s'])).rejects.toThrow('PT5S');
});
