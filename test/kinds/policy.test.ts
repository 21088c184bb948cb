import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { FULL_POLICY } from '../support/full-policy.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const declared = (policies: Record<string, Omit<Policy, 'accessPackage' | 'displayName'>>) =>
  governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: { partners: { displayName: 'Partners', isExternallyVisible: true } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: Object.fromEntries(
      Object.entries(policies).map(([key, rest]) => [
        key,
        { accessPackage: 'tango', displayName: key, ...rest },
      ]),
    ),
  });
const live = async (key: string) =>
  bench.portal('GET', `/assignmentPolicies/${await bench.idOf(`policy.${key}`)}?$expand=questions`);

describe('a policy', () => {
  it('with everything that Graph v1.0 knows comes back as it was declared', async () => {
    await bench.apply(declared({ full: FULL_POLICY }));
    expect(await live('full')).toMatchObject({
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      requestApprovalSettings: { stages: [{ isEscalationEnabled: true }, { isEscalationEnabled: false }] },
      reviewSettings: { schedule: { recurrence: { pattern: { interval: 2 } } } },
      notificationSettings: { isAssignmentNotificationDisabled: true },
    });
    expect(actions(await bench.plan(declared({ full: FULL_POLICY })))).toEqual({});
  });

  it.each(Object.keys(FULL_POLICY))('without its %s any more returns to the default', async (name) => {
    if (name.endsWith('argetScope') || name.endsWith('Targets')) return;
    await bench.apply(declared({ full: FULL_POLICY }));
    const less = declared({
      full: Object.fromEntries(Object.entries(FULL_POLICY).filter(([known]) => known !== name)),
    });
    const plan = await bench.plan(less);
    expect(actions(plan)).toEqual({ 'policy.full': 'update configuration-changed' });
    const { changedPaths = [] } = plan.changes.find(({ address }) => address === 'policy.full') ?? {};
    expect(changedPaths.length).toBeGreaterThan(0);
    for (const path of changedPaths) expect(path.startsWith(name)).toBe(true);
    await bench.apply(less);
    expect(actions(await bench.plan(less))).toEqual({});
  });

  it('takes every sort of subject', async () => {
    const scopes: Record<string, Omit<Policy, 'accessPackage' | 'displayName'>> = {
      users: {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [
          { user: 'alice@contoso.com' },
          { group: 'Audit' },
          { guest: 'bob@fabrikam.com' },
        ],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [
            {
              primaryApprovers: [{ requestorManager: { managerLevel: 2 } }, 'targetManager'],
              fallbackPrimaryApprovers: ['carol'],
            },
          ],
        },
      },
      automatic: {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
        automaticRequestSettings: {
          requestAccessForAllowedTargets: true,
          gracePeriodBeforeAccessRemoval: 'P7D',
        },
      },
      everybody: { allowedTargetScope: 'allExternalUsers' },
    };
    const document = { ...declared(scopes), sponsors: { carol: { user: 'carol@contoso.com' } } };
    await bench.apply(document);
    expect(actions(await bench.plan(document))).toEqual({});
    expect(await live('automatic')).toMatchObject({
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    });
  });

  it('is written one after the other, because Graph refuses two at a time', async () => {
    const many = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`policy-${index}`, {}]));
    const { summary } = await bench.apply(declared(many));
    expect(summary.failed).toBe(0);
    expect(await bench.list('/assignmentPolicies?$top=100')).toHaveLength(45);
  });

  it('shows drift when the portal adds a review that nobody declared', async () => {
    await bench.apply(declared({ plain: {} }));
    const id = await bench.idOf('policy.plain');
    const kept = Object.entries(await bench.portal('GET', `/assignmentPolicies/${id}`));
    const policy = Object.fromEntries(kept.filter(([name]) => !/@odata.context|DateTime$/.test(name)));
    await bench.portal('PUT', `/assignmentPolicies/${id}`, {
      ...policy,
      reviewSettings: { isEnabled: true, expirationBehavior: 'keepAccess', isSelfReview: true },
    });
    const plan = await bench.plan(declared({ plain: {} }));
    expect(plan.drift.map(({ address }) => address)).toEqual(['policy.plain']);
    expect(actions(plan)).toEqual({ 'policy.plain': 'update drift-corrected' });
    await bench.apply(declared({ plain: {} }));
    expect(actions(await bench.plan(declared({ plain: {} })))).toEqual({});
  });

  it('survives a service whose list shows names only', async () => {
    const terse = await openWorkbench({ behaviour: { policyListOmitsDetails: true } });
    await terse.apply(declared({ full: FULL_POLICY }));
    expect(actions(await terse.plan(declared({ full: FULL_POLICY })))).toEqual({});
    terse.close();
  });
});
