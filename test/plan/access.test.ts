/** What a plan says of access: measured at the tenant as it is, and as it will be. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { addGroup, openPackage } from '../support/portal-package.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

const BASE = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
  },
  catalogs: { partners: { displayName: 'Partners' } },
  packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
  policies: {
    partners: {
      accessPackage: 'tango',
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
    },
  },
});
const OPEN: Governance = {
  ...BASE,
  policies: {
    partners: { accessPackage: 'tango', displayName: 'Partners', allowedTargetScope: 'allExternalUsers' },
  },
};
const FABRIKAM = 'Fabrikam (fabrikam.com)';
const WORLD = 'anyone on the internet';

const access = ({ access: { gained, lost, changed } }: Plan) =>
  [gained, lost, changed].map((list) => list.map(({ requestor }) => requestor.label));

const portalPolicy = (accessPackage: unknown) => ({
  displayName: 'By the portal',
  description: '',
  allowedTargetScope: 'allMemberUsers',
  accessPackage: { id: accessPackage },
  expiration: { type: 'noExpiration' },
  requestorSettings: { enableTargetsToSelfAddAccess: true },
});

describe('the access diff of a plan', () => {
  it('begins with nothing, and is empty when nothing is planned', async () => {
    expect(access(await bench.plan(BASE))).toEqual([[FABRIKAM], [], []]);
    await bench.apply(BASE);
    const idle = await bench.plan(BASE);
    expect(access(idle)).toEqual([[], [], []]);
    expect(renderPlan(idle, { color: false })).not.toContain('Who can get in');
  });

  it('is what apply does: afterwards there is nothing left to say', async () => {
    await bench.apply(BASE);
    const plan = await bench.plan(OPEN);
    expect(access(plan)).toEqual([[WORLD], [], []]);
    expect(plan.access.gained[0]).toMatchObject({ severity: 'critical' });
    await bench.apply(OPEN);
    expect(access(await bench.plan(OPEN))).toEqual([[], [], []]);
  });

  it('puts what nobody may overlook first and last', async () => {
    await bench.apply(BASE);
    const text = renderPlan(await bench.plan(OPEN), { color: false });
    expect(text.split('\n').slice(0, 5)).toEqual([
      '!!! OPEN TO THE WHOLE INTERNET, WITHOUT APPROVAL !!!',
      '!!! Tango (accessPackage.tango): policy.partners allowedTargetScope',
      '',
      'Who can get in:',
      '',
    ]);
    expect(text).toContain('Access: 1 gained. CRITICAL: anyone on the internet gets Tango without approval!');
  });

  it('starts from the tenant, so that what the portal did is undone in it too', async () => {
    await bench.apply(OPEN);
    const id = await bench.idOf('policy.partners');
    const accessPackage = await bench.idOf('accessPackage.tango');
    const closed = { ...portalPolicy(accessPackage), id, allowedTargetScope: 'notSpecified' };
    await bench.portal('PUT', `/assignmentPolicies/${id}`, closed);
    // What is closed to everyone else can be assigned to anyone in the directory; that ends too.
    expect(access(await bench.plan(OPEN))).toEqual([[WORLD], ['all members'], []]);
    // Nothing is written to the tenant, so nobody's access changes.
    expect(access(await bench.plan(OPEN, { mode: 'refresh-only' }))).toEqual([[], [], []]);
  });

  it('counts policies that nothing manages', async () => {
    await bench.apply(BASE);
    await bench.portal('POST', '/assignmentPolicies', portalPolicy(await bench.idOf('accessPackage.tango')));
    // Members may ask through the portal's policy, before and after; only Fabrikam's access moves.
    expect(access(await bench.plan(OPEN))).toEqual([[WORLD], [], []]);
    const hidden: Governance = {
      ...BASE,
      catalogs: { partners: { displayName: 'Partners', state: 'unpublished' } },
    };
    expect(access(await bench.plan(hidden))).toEqual([[], ['all members', FABRIKAM], []]);
  });

  it('counts packages that nothing manages, of catalogs that are not read too', async () => {
    const granting: Governance = {
      ...BASE,
      catalogs: { partners: { displayName: 'Partners', resources: { team: { group: 'Project Tango' } } } },
      packages: {
        tango: {
          catalog: 'partners',
          displayName: 'Tango',
          resourceRoles: [{ resource: 'team', role: 'Member' }],
        },
      },
    };
    await bench.apply(granting);
    const groups = await bench.list('/v1.0/groups');
    const desk = String(groups.find(({ displayName }) => displayName === 'Partner Desk')?.['id']);
    const { id } = await bench.portal('POST', '/catalogs', {
      ...{ displayName: 'Elsewhere', description: '', state: 'published', isExternallyVisible: true },
    });
    await addGroup(bench.portal, String(id), desk);
    await openPackage(bench.portal, String(id), { displayName: 'Shadow', group: desk });
    const { partners } = BASE.policies ?? {};
    const approved: Governance = {
      ...granting,
      policies: {
        partners: {
          ...partners,
          accessPackage: 'tango',
          displayName: 'Partners',
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [{ primaryApprovers: [{ group: 'Partner Desk' }] }],
          },
        },
      },
    };
    const { gained } = (await bench.plan(approved)).access;
    expect(gained).toContainEqual(
      expect.objectContaining({
        capability: 'approve',
        requestor: { type: 'anyExternalUser', label: WORLD },
        path: expect.objectContaining({ steps: expect.anything() as unknown }) as unknown,
      }),
    );
  });

  it('is of the targets only, and with --destroy of everything', async () => {
    await bench.apply(BASE);
    const both: Governance = {
      ...OPEN,
      packages: { ...BASE.packages, audit: { catalog: 'partners', displayName: 'Audit' } },
      policies: {
        ...OPEN.policies,
        all: { accessPackage: 'audit', displayName: 'All', allowedTargetScope: 'allMemberUsers' },
      },
    };
    expect(access(await bench.plan(both))).toEqual([['all members', WORLD].reverse(), [], []]);
    expect(access(await bench.plan(both, { targets: ['policy.all'] }))).toEqual([['all members'], [], []]);
    expect(access(await bench.plan(both, { mode: 'destroy' }))).toEqual([[], [FABRIKAM], []]);
  });
});
