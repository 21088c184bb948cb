/** What is planned and why, on a real tenant behind the engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { planOperations } from '../../src/plan/operations.ts';
import { formatPlan } from '../../src/apply/plan-file.ts';
import { desiredOf } from '../support/engine.ts';
import type { Engine, PlanOptions } from '../support/engine.ts';
import { actions, openWorkbench } from '../support/workbench.ts';
import type { Portal, Workbench } from '../support/workbench.ts';

let bench: Workbench;
let engine: Engine;
let portal: Portal;
beforeEach(async () => {
  bench = await openWorkbench();
  ({ engine, portal } = bench);
});
afterEach(() => bench.close());

const BASE = {
  version: 1,
  tenant: { embedded: 'unused' },
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
  },
  catalogs: {
    partners: {
      displayName: 'Partners',
      isExternallyVisible: true,
      resources: { team: { group: 'Project Tango' } },
    },
    other: { displayName: 'Other', resources: { team: { group: 'Project Tango' } } },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    },
    audit: { catalog: 'partners', displayName: 'Audit', incompatibleAccessPackages: ['tango'] },
  },
  policies: {
    partners: {
      accessPackage: 'tango',
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
    },
  },
} satisfies Governance;

const apply = (document: Governance, options?: PlanOptions) => bench.apply(document, options);
const planOf = (document: Governance, options?: PlanOptions) => bench.plan(document, options);
const idOf = (address: string) => bench.idOf(address);

const without = <T extends object>(object: T, key: keyof T) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

describe('a change', () => {
  it('says why it is made', async () => {
    expect(Object.values(actions(await planOf(BASE)))).toEqual(Array(9).fill('create declared'));
    await apply(BASE);
    await portal('PATCH', `/catalogs/${await idOf('catalog.other')}`, { description: 'By the portal' });
    await portal('DELETE', `/assignmentPolicies/${await idOf('policy.partners')}`);
    const plan = await planOf({
      ...BASE,
      connectedOrganizations: {
        fabrikam: { ...BASE.connectedOrganizations.fabrikam, description: 'New words' },
      },
      packages: without(BASE.packages, 'audit'),
    });
    expect(actions(plan)).toEqual({
      'catalog.other': 'update drift-corrected',
      'policy.partners': 'create deleted-outside',
      'connectedOrganization.fabrikam': 'update configuration-changed',
      'accessPackage.audit': 'delete removed-from-configuration',
    });
    expect(plan.drift.map(({ address, after }) => [address, after === null])).toEqual([
      ['catalog.other', false],
      ['policy.partners', true],
    ]);
  });

  it('of something that is gone already only forgets it', async () => {
    await apply({ ...BASE, settings: { externalUserLifecycleAction: 'none' } });
    await portal('DELETE', `/assignmentPolicies/${await idOf('policy.partners')}`);
    const plan = await planOf({ ...BASE, policies: {} });
    expect(actions(plan)).toEqual({
      'policy.partners': 'forget already-gone',
      settings: 'forget unmanageable',
    });
    await apply({ ...BASE, policies: {} });
    expect((await engine.state.read())?.resources.map(({ address }) => address)).not.toContain(
      'policy.partners',
    );
  });

  it('lists what must be done before it', async () => {
    const { changes } = await planOf(BASE);
    const needs = Object.fromEntries(changes.map(({ address, dependsOn }) => [address, dependsOn]));
    expect(needs['packageResourceRole.tango/team/Member']).toEqual([
      'accessPackage.tango',
      'catalog.partners',
      'catalogResource.partners/team',
    ]);
    expect(needs['policy.partners']).toEqual(['accessPackage.tango', 'connectedOrganization.fabrikam']);
    const order = changes.map(({ address }) => address);
    for (const [address, needed] of Object.entries(needs))
      for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(address));
  });

  it('is the same whatever order things come in', async () => {
    await apply(BASE);
    const next = {
      ...BASE,
      packages: { audit: BASE.packages.audit, tango: { ...BASE.packages.tango, description: 'x' } },
    };
    const turned = Object.fromEntries(Object.entries(next).reverse()) as unknown as Governance;
    expect(formatPlan(await planOf(turned))).toBe(formatPlan(await planOf(next)));
  });
});

describe('an object that exists', () => {
  it('is taken over only when that is asked for', async () => {
    const { id } = await portal('POST', '/catalogs', {
      displayName: 'partners',
      description: 'Made in the portal',
    });
    const refused = await engine.plan(desiredOf(BASE));
    expect(refused.diagnostics).toMatchObject([{ code: 'PLAN_EXISTS', address: 'catalog.partners' }]);
    expect(refused.diagnostics[0]?.summary).toContain(String(id));
    await expect(apply(BASE)).rejects.toThrow('PLAN_EXISTS');
    const plan = await planOf(BASE, { adopt: true });
    expect(plan.changes.find(({ address }) => address === 'catalog.partners')).toMatchObject({
      action: 'update',
      reason: 'adopted',
      id,
    });
    await apply(BASE, { adopt: true });
    expect(await idOf('catalog.partners')).toBe(id);
    expect(actions(await planOf(BASE))).toEqual({});
  });

  it('under a name that two have is an error that names both', async () => {
    await apply({ ...BASE, policies: {} });
    const body = {
      displayName: 'Partners',
      description: '',
      allowedTargetScope: 'notSpecified',
      accessPackage: { id: await idOf('accessPackage.tango') },
    };
    const made = [
      await portal('POST', '/assignmentPolicies', body),
      await portal('POST', '/assignmentPolicies', body),
    ];
    const { diagnostics } = await engine.plan(desiredOf(BASE), { adopt: true });
    expect(diagnostics).toMatchObject([{ code: 'PLAN_AMBIGUOUS', address: 'policy.partners' }]);
    for (const { id } of made) expect(diagnostics[0]?.detail).toContain(String(id));
  });

  it('and nobody declares is never touched, only listed', async () => {
    await portal('POST', '/catalogs', { displayName: 'Somebody else', description: '' });
    const { unmanaged } = await planOf(BASE);
    expect(unmanaged.map(({ displayName }) => displayName).sort()).toEqual(['General', 'Somebody else']);
    await apply(BASE);
    await apply({ ...BASE, connectedOrganizations: {}, catalogs: {}, packages: {}, policies: {} });
    const { value } = (await portal('GET', '/catalogs')) as { value: { displayName: string }[] };
    expect(value.map(({ displayName }) => displayName).sort()).toEqual(['General', 'Somebody else']);
  });
});

describe('a replacement', () => {
  it('takes along what cannot live without the object, and warns of lost access', async () => {
    await apply(BASE);
    const moved = {
      ...BASE,
      packages: { ...BASE.packages, tango: { ...BASE.packages.tango, catalog: 'other' } },
    };
    const invisible = {
      ...moved,
      policies: { partners: { accessPackage: 'tango', displayName: 'Partners' } },
    };
    const plan = await planOf(invisible);
    expect(actions(plan)).toEqual({
      'accessPackage.tango': 'replace configuration-changed',
      'accessPackage.audit': 'update reference-replaced',
      'packageResourceRole.tango/team/Member': 'replace configuration-changed',
      'policy.partners': 'replace reference-replaced',
    });
    expect(plan.changes.find(({ address }) => address === 'accessPackage.tango')?.replacePaths).toEqual([
      'catalog',
    ]);
    expect(plan.findings.map(({ severity, address }) => `${severity} ${address}`)).toContain(
      'warning accessPackage.tango',
    );
    const { summary } = await apply(invisible);
    expect(summary).toMatchObject({ failed: 0, skipped: 0 });
    expect(actions(await planOf(invisible))).toEqual({});
  });

  it('and a deletion are refused where they must not happen', async () => {
    await apply(BASE);
    const lifecycle = new Map([['accessPackage.tango', { preventDestroy: true, ignoreChanges: [] }]]);
    const moved = {
      ...BASE,
      packages: { ...BASE.packages, tango: { ...BASE.packages.tango, catalog: 'other' } },
    };
    for (const [document, options] of [
      [moved, {}],
      [BASE, { mode: 'destroy' }],
    ] as const) {
      const { diagnostics } = await engine.plan({ ...desiredOf(document), lifecycle }, options);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
        { address: 'accessPackage.tango' },
      ]);
    }
  });
});

describe('attributes', () => {
  it('that are left to others keep the value that others gave them', async () => {
    await apply(BASE);
    await portal('PATCH', `/catalogs/${await idOf('catalog.other')}`, {
      description: 'By the portal',
      state: 'unpublished',
    });
    const lifecycle = new Map([
      ['catalog.other', { preventDestroy: false, ignoreChanges: [['description']] }],
    ]);
    const { plan } = await engine.plan({ ...desiredOf(BASE), lifecycle });
    expect(plan.changes.find(({ address }) => address === 'catalog.other')?.changedPaths).toEqual(['state']);
    await engine.apply({ ...desiredOf(BASE), lifecycle });
    expect(await portal('GET', `/catalogs/${await idOf('catalog.other')}`)).toMatchObject({
      description: 'By the portal',
      state: 'published',
    });
  });

  it('that nobody declares and Graph cannot leave out are sent back as they are', async () => {
    await apply(BASE);
    const id = await idOf('policy.partners');
    const shown = Object.entries(await portal('GET', `/assignmentPolicies/${id}`));
    const policy = Object.fromEntries(shown.filter(([name]) => !/@odata.context|DateTime$/.test(name)));
    const type = '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension';
    const extension = await portal(
      'POST',
      `/catalogs/${await idOf('catalog.partners')}/customWorkflowExtensions`,
      {
        '@odata.type': type,
        displayName: 'Tell the desk',
        endpointConfiguration: {
          '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
          subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
          resourceGroupName: 'desk',
          logicAppWorkflowName: 'tell',
        },
        authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
      },
    );
    const stage = {
      stage: 'assignmentRequestCreated',
      customExtension: { '@odata.type': type, id: extension['id'] },
    };
    await portal('PUT', `/assignmentPolicies/${id}`, { ...policy, customExtensionStageSettings: [stage] });
    expect(actions(await planOf(BASE))).toEqual({});
    const changed = {
      ...BASE,
      policies: { partners: { ...BASE.policies.partners, description: 'New words' } },
    };
    await apply(changed);
    const after = await portal(
      'GET',
      `/assignmentPolicies/${id}?$expand=customExtensionStageSettings($expand=customExtension)`,
    );
    expect(after).toMatchObject({
      description: 'New words',
      customExtensionStageSettings: [{ stage: 'assignmentRequestCreated' }],
    });
  });
});

describe('names', () => {
  const steps = async (document: Governance) => {
    const plan = await planOf(document);
    return (await planOperations(plan)).map(({ id }) => id);
  };

  it('may be exchanged: one of the two steps aside', async () => {
    await apply(BASE);
    const swapped = {
      ...BASE,
      catalogs: {
        partners: { ...BASE.catalogs.partners, displayName: 'Other' },
        other: { ...BASE.catalogs.other, displayName: 'Partners' },
      },
    };
    expect((await steps(swapped)).filter((id) => id.includes('catalog.'))).toHaveLength(3);
    const ids = [await idOf('catalog.partners'), await idOf('catalog.other')];
    expect((await apply(swapped)).summary).toMatchObject({ changed: 2, failed: 0 });
    expect([await idOf('catalog.partners'), await idOf('catalog.other')]).toEqual(ids);
    expect(actions(await planOf(swapped))).toEqual({});
  });

  it('may go to another key, while somebody still refers to the old one', async () => {
    await apply(BASE);
    const renamed = {
      ...BASE,
      connectedOrganizations: { contractor: BASE.connectedOrganizations.fabrikam },
      policies: {
        partners: {
          ...BASE.policies.partners,
          specificAllowedTargets: [{ connectedOrganization: 'contractor' }],
        },
      },
    };
    expect(actions(await planOf(renamed))).toMatchObject({
      'connectedOrganization.contractor': 'create declared',
      'connectedOrganization.fabrikam': 'delete removed-from-configuration',
      'policy.partners': 'update configuration-changed',
    });
    expect((await apply(renamed)).summary).toMatchObject({ added: 1, changed: 1, destroyed: 1, failed: 0 });
    expect(actions(await planOf(renamed))).toEqual({});
  });
});

describe('a target', () => {
  it('brings what it needs; when it is deleted, what refers to it', async () => {
    const plan = await planOf(BASE, { targets: ['accessPackage.tango'] });
    expect(Object.keys(actions(plan))).toEqual(['catalog.partners', 'accessPackage.tango']);
    await apply(BASE);
    const gone = await planOf(BASE, { mode: 'destroy', targets: ['accessPackage.tango'] });
    expect(Object.keys(actions(gone)).sort()).toEqual([
      'accessPackage.audit',
      'accessPackage.tango',
      'packageResourceRole.tango/team/Member',
      'policy.partners',
    ]);
  });
});
