/** Cross-tenant access of partners and by default: declared members are patched, and nothing else is touched. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const POLICY = '/v1.0/policies/crossTenantAccessPolicy';
const PARTNER = 'a5f3b8d0-6c2e-4b7a-9d1f-3e8c0b2a4d6e';
const OTHER = 'b6a4c9e1-7d3f-4c8b-8e20-4f9d1c3b5e7f';
const everyone = (accessType: string) => ({
  usersAndGroups: { accessType, targets: [{ target: 'AllUsers', targetType: 'user' }] },
  applications: { accessType, targets: [{ target: 'AllApplications', targetType: 'application' }] },
});
const SHUT = { usersAndGroups: { accessType: 'blocked' }, applications: { accessType: 'blocked' } } as const;

let bench: Workbench;
const SEED = {
  ...SMALL_DIRECTORY,
  organizations: [{ tenantId: PARTNER, displayName: 'Fabrikam', domains: ['fabrikam.example'] }],
};
beforeEach(async () => (bench = await openWorkbench({ seed: SEED })));
afterEach(() => bench.close());

type Entries = NonNullable<Governance['crossTenantAccess']>;
const declared = (crossTenantAccess: Entries) => governed({ crossTenantAccess });
const partner = (tenantId: string) => bench.portal('GET', `${POLICY}/partners/${tenantId}`);
const partners = () => bench.list(`${POLICY}/partners`);
const inPortal = (tenantId: string, values: object) =>
  bench.portal('POST', `${POLICY}/partners`, { tenantId, ...values });

describe('a partner', () => {
  it('without a configuration gets one, of what is declared and nothing else', async () => {
    const wanted = declared({ fabrikam: { tenantId: PARTNER, inboundTrust: { isMfaAccepted: true } } });
    expect(actions(await bench.plan(wanted))).toEqual({ 'crossTenantAccess.fabrikam': 'create declared' });
    await bench.apply(wanted);
    expect(await partner(PARTNER)).toMatchObject({
      inboundTrust: { isMfaAccepted: true },
      b2bCollaborationInbound: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    });
    expect(actions(await bench.plan(wanted))).toEqual({});
  });

  it('that has one is changed in what is declared, with everything beside as it was, and without --adopt', async () => {
    await inPortal(PARTNER, {
      inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true },
      b2bCollaborationOutbound: everyone('blocked'),
      automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: true },
    });
    const before = await partner(PARTNER);
    const wanted = declared({
      fabrikam: {
        tenantId: PARTNER.toUpperCase(),
        inboundTrust: { isMfaAccepted: true },
        automaticUserConsentSettings: { inboundAllowed: true },
      },
    });
    expect(actions(await bench.plan(wanted))).toEqual({ 'crossTenantAccess.fabrikam': 'update declared' });
    await bench.apply(wanted);
    expect(await partner(PARTNER)).toEqual({
      ...before,
      inboundTrust: { ...(before['inboundTrust'] as object), isMfaAccepted: true },
      automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true },
    });
    expect(actions(await bench.plan(wanted))).toEqual({});
  });

  it('that is not declared, and what of one is not declared, is of no concern', async () => {
    await inPortal(OTHER, { b2bCollaborationInbound: everyone('blocked') });
    const wanted = declared({ fabrikam: { tenantId: PARTNER, inboundTrust: { isMfaAccepted: true } } });
    await bench.apply(wanted);
    await bench.portal('PATCH', `${POLICY}/partners/${PARTNER}`, {
      b2bCollaborationInbound: everyone('allowed'),
    });
    const plan = await bench.plan(wanted);
    expect(actions(plan)).toEqual({});
    expect(plan).toMatchObject({ drift: [], unmanaged: [] });
    expect(await partners()).toHaveLength(2);
  });

  it('whose declared members are changed in the portal has drifted, and is corrected', async () => {
    const wanted = declared({ fabrikam: { tenantId: PARTNER, b2bCollaborationInbound: SHUT } });
    await bench.apply(wanted);
    expect(await partner(PARTNER)).toMatchObject({ b2bCollaborationInbound: everyone('blocked') });
    await bench.portal('PATCH', `${POLICY}/partners/${PARTNER}`, {
      b2bCollaborationInbound: everyone('allowed'),
    });
    const plan = await bench.plan(wanted);
    expect(actions(plan)).toEqual({ 'crossTenantAccess.fabrikam': 'update drift-corrected' });
    expect(plan.drift).toMatchObject([{ address: 'crossTenantAccess.fabrikam' }]);
  });

  it('goes by the Entra tenant of the connected organization with its key', async () => {
    const wanted = governed({
      connectedOrganizations: {
        fabrikam: { displayName: 'Fabrikam', identitySources: [{ tenantId: PARTNER }] },
      },
      crossTenantAccess: { fabrikam: { inboundTrust: { isMfaAccepted: true } } },
    });
    await bench.apply(wanted);
    expect(await partner(PARTNER)).toMatchObject({ inboundTrust: { isMfaAccepted: true } });
  });

  it('under another key is the same one, and under its key another tenant leaves the former alone', async () => {
    const trust = { inboundTrust: { isMfaAccepted: true } };
    await bench.apply(declared({ old: { tenantId: PARTNER, ...trust } }));
    const renamed = declared({ new: { tenantId: PARTNER, ...trust } });
    expect(actions(await bench.plan(renamed))).toEqual({
      'crossTenantAccess.old': 'forget let-go',
      'crossTenantAccess.new': 'adopt adopted',
    });
    await bench.apply(renamed);
    expect(actions(await bench.plan(renamed))).toEqual({});
    const other = declared({ new: { tenantId: OTHER, ...trust } });
    expect(actions(await bench.plan(other))).toEqual({ 'crossTenantAccess.new': 'create declared' });
    await bench.apply(other);
    expect(await partners()).toHaveLength(2);
    expect(actions(await bench.plan(other))).toEqual({});
  });
});

describe('removal', () => {
  it('lets go: no request, and nothing that is tracked afterwards', async () => {
    await bench.apply(declared({ fabrikam: { tenantId: PARTNER, b2bCollaborationInbound: SHUT } }));
    const before = await partner(PARTNER);
    expect(actions(await bench.plan(governed({})))).toEqual({
      'crossTenantAccess.fabrikam': 'forget let-go',
    });
    await bench.apply(governed({}));
    expect(await partner(PARTNER)).toEqual(before);
    expect(actions(await bench.plan(governed({})))).toEqual({});
  });

  it('by destroy lets go as well', async () => {
    const wanted = declared({ fabrikam: { tenantId: PARTNER, b2bCollaborationInbound: SHUT } });
    await bench.apply(wanted);
    await bench.apply(wanted, { mode: 'destroy' });
    expect(await partners()).toHaveLength(1);
  });

  it('by reset deletes, whether it was tracked or not, and wants nothing afterwards', async () => {
    await bench.apply(declared({ fabrikam: { tenantId: PARTNER, b2bCollaborationInbound: SHUT } }));
    await inPortal(OTHER, {});
    const wanted = declared({
      fabrikam: { tenantId: PARTNER, reset: true },
      other: { tenantId: OTHER, reset: true },
    });
    expect(actions(await bench.plan(wanted))).toEqual({
      'crossTenantAccess.fabrikam': 'delete reset',
      'crossTenantAccess.other': 'delete reset',
    });
    await bench.apply(wanted);
    expect(await partners()).toEqual([]);
    expect(actions(await bench.plan(wanted))).toEqual({});
  });
});

describe('the default', () => {
  it('is patched and let go, and never deleted', async () => {
    const before = await bench.portal('GET', `${POLICY}/default`);
    const wanted = declared({ default: { b2bCollaborationInbound: SHUT } });
    expect(actions(await bench.plan(wanted))).toEqual({ 'crossTenantAccess.default': 'update declared' });
    await bench.apply(wanted);
    const after = await bench.portal('GET', `${POLICY}/default`);
    expect(after).toEqual({
      ...before,
      isServiceDefault: false,
      b2bCollaborationInbound: everyone('blocked'),
    });
    expect(actions(await bench.plan(wanted))).toEqual({});
    await bench.apply(governed({}));
    expect(await bench.portal('GET', `${POLICY}/default`)).toEqual(after);
  });
});

describe('access', () => {
  const world = (crossTenantAccess: Entries) =>
    governed({
      catalogs: { c: { displayName: 'C' } },
      packages: { tango: { catalog: 'c', displayName: 'Tango' } },
      policies: {
        outside: {
          accessPackage: 'tango',
          displayName: 'Outside',
          allowedTargetScope: 'specificConnectedOrganizationUsers',
          specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
        },
      },
      connectedOrganizations: {
        fabrikam: { displayName: 'Fabrikam', identitySources: [{ tenantId: PARTNER }] },
      },
      crossTenantAccess,
    });

  it('of the people of an organization is lost by a configuration that keeps them out, and gained by its reset', async () => {
    const open = world({ other: { tenantId: OTHER, inboundTrust: { isMfaAccepted: true } } });
    await bench.apply(open);
    const shut = world({ fabrikam: { b2bCollaborationInbound: SHUT } });
    const { access } = await bench.plan(shut);
    expect(access.gained).toEqual([]);
    expect(access.lost).toMatchObject([
      {
        requestor: { type: 'connectedOrganization', id: 'connectedOrganization.fabrikam' },
        package: { address: 'accessPackage.tango' },
        causes: [{ address: 'crossTenantAccess.fabrikam', path: 'b2bCollaborationInbound' }],
      },
    ]);
    await bench.apply(shut);
    const reset = await bench.plan(world({ fabrikam: { reset: true } }));
    expect(reset.access.gained).toMatchObject([
      {
        requestor: { id: 'connectedOrganization.fabrikam' },
        causes: [{ address: 'crossTenantAccess.fabrikam' }],
      },
    ]);
    expect((await bench.plan(world({}))).access).toMatchObject({ gained: [], lost: [], changed: [] });
  });

  it('is lost by a default that keeps everyone out, and by none that a partner does not meet', async () => {
    await bench.apply(world({}));
    const { access } = await bench.plan(world({ default: { b2bCollaborationInbound: SHUT } }));
    expect(access.lost).toMatchObject([{ requestor: { id: 'connectedOrganization.fabrikam' } }]);
    await inPortal(PARTNER, { b2bCollaborationInbound: everyone('allowed') });
    const met = await bench.plan(world({ default: { b2bCollaborationInbound: SHUT } }));
    expect(met.access).toMatchObject({ gained: [], lost: [], changed: [] });
    const trust = await bench.plan(world({ fabrikam: { inboundTrust: { isMfaAccepted: true } } }));
    expect(trust.access).toMatchObject({ gained: [], lost: [], changed: [] });
  });

  it('is possibly lost where single groups alone are let in', async () => {
    await bench.apply(world({}));
    const { access } = await bench.plan(
      world({
        fabrikam: {
          b2bCollaborationInbound: {
            usersAndGroups: { accessType: 'allowed', targets: [{ group: OTHER }] },
            applications: { accessType: 'allowed' },
          },
        },
      }),
    );
    expect(access.lost).toEqual([]);
    expect(access.changed).toMatchObject([
      {
        requestor: { id: 'connectedOrganization.fabrikam' },
        causes: [{ address: 'crossTenantAccess.fabrikam' }],
      },
    ]);
  });
});
