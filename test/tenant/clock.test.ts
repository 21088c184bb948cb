/** The tenant's clock: what falls due happens in the order of time, and at its own time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';

let lived: LivedTenant;
let packageId = '';
let policyId = '';
const guest = 'new@woodgrove.example';

const advance = (duration: string) => lived.advance(duration);
const guestNow = () => lived.user(guest);

beforeEach(async () => {
  lived = await livedTenant({ seed: SMALL_DIRECTORY });
  const catalog = await lived.done('POST', '/catalogs', {
    displayName: 'Partners',
    isExternallyVisible: true,
  });
  const made = await lived.done('POST', '/accessPackages', {
    displayName: 'Tango',
    catalog: { id: catalog['id'] },
  });
  packageId = String(made['id']);
  const policy = await lived.done('POST', '/assignmentPolicies', {
    displayName: 'Direct',
    allowedTargetScope: 'allExternalUsers',
    requestorSettings: { enableTargetsToSelfAddAccess: false },
    expiration: { type: 'afterDuration', duration: 'P90D' },
    accessPackage: { id: packageId },
  });
  policyId = String(policy['id']);
  const assignment = { accessPackageId: packageId, assignmentPolicyId: policyId, target: { email: guest } };
  await lived.done('POST', '/assignmentRequests', { requestType: 'adminAdd', assignment });
});
afterEach(() => lived.close());

describe('a guest whom a package brought in', () => {
  it('loses access at its end, is blocked at once and removed 30 days later', async () => {
    expect(await advance('P89D')).toEqual([]);
    expect(await advance('P1D')).toEqual([
      '2026-04-01 Access package assignment expires',
      '2026-04-01 Block sign-in of an external user without access',
    ]);
    expect(await guestNow()).toMatchObject({ accountEnabled: false });
    expect(await lived.list('/assignments')).toMatchObject([
      { state: 'expired', expiredDateTime: '2026-04-01T00:00:00.000Z' },
    ]);
    expect(await advance('P29D')).toEqual([]);
    expect(await advance('P1D')).toEqual(['2026-05-01 Delete external user']);
    expect(await guestNow()).toBeUndefined();
  });

  it('goes through the same in one step as in many', async () => {
    const events = await advance('P1Y');
    expect(await lived.done('GET', '/v1.0/entente/clock')).toEqual({
      currentDateTime: '2027-01-01T00:00:00.000Z',
    });
    expect(events.map((event) => event.slice(0, 10))).toEqual(['2026-04-01', '2026-04-01', '2026-05-01']);
  });

  it.each([
    ['none', true],
    ['blockSignIn', false],
  ])('stays when the settings say %s', async (externalUserLifecycleAction, accountEnabled) => {
    await lived.done('PATCH', '/settings', { externalUserLifecycleAction });
    await advance('P1Y');
    expect(await guestNow()).toMatchObject({ accountEnabled });
  });

  it('stays when they get access again in time', async () => {
    await advance('P100D');
    const assignment = { accessPackageId: packageId, assignmentPolicyId: policyId, target: { email: guest } };
    await lived.done('POST', '/assignmentRequests', { requestType: 'adminAdd', assignment });
    await advance('P60D');
    expect(await guestNow()).toMatchObject({ accountEnabled: true });
  });
});

it('a guest who was in the directory before stays as they were', async () => {
  const assignment = {
    accessPackageId: packageId,
    assignmentPolicyId: policyId,
    target: { email: 'bob@fabrikam.com' },
  };
  await lived.done('POST', '/assignmentRequests', { requestType: 'adminAdd', assignment });
  await advance('P1Y');
  expect(await lived.user('bob@fabrikam.com')).toMatchObject({
    accountEnabled: true,
    externalUserState: 'Accepted',
  });
});

it.each(['P1M', 'tomorrow', 'P', ''])('the clock refuses %j', async (duration) => {
  expect(await lived.send('POST', '/v1.0/entente/clock', { duration })).toMatchObject({
    status: 400,
    code: 'InvalidModel',
  });
});
