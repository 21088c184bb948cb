/** The order of a plan's changes: one in which they can be done, the same for everyone who reads it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const BASE = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
  },
  catalogs: {
    partners: {
      displayName: 'Partners',
      isExternallyVisible: true,
      resources: { team: { group: 'Project Tango' } },
    },
    alone: { displayName: 'Alone' },
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
});
const CREATED: readonly string[] = [
  'catalog.alone',
  'catalog.partners',
  'accessPackage.audit',
  'accessPackage.tango',
  'catalogResource.partners/team',
  'connectedOrganization.fabrikam',
  'packageResourceRole.tango/team/Member',
  'policy.partners',
];
const DESTROYED: readonly string[] = [
  'policy.partners',
  'packageResourceRole.tango/team/Member',
  'connectedOrganization.fabrikam',
  'catalogResource.partners/team',
  'accessPackage.audit',
  'accessPackage.tango',
  'catalog.alone',
  'catalog.partners',
];

const order = async (...args: Parameters<Workbench['plan']>) =>
  (await bench.plan(...args)).changes.map(({ address, action }) => `${action} ${address}`);

describe('changes come in an order in which they can be done', () => {
  it('when everything is created', async () => {
    expect(await order(BASE)).toEqual(CREATED.map((address) => `create ${address}`));
  });

  it('when everything is destroyed', async () => {
    await bench.apply(BASE);
    const destroyed = await order(BASE, { mode: 'destroy' });
    expect(destroyed).toEqual(DESTROYED.map((address) => `delete ${address}`));
  });

  it('with what is kept after all that is done', async () => {
    await bench.apply(BASE);
    const next = {
      ...BASE,
      catalogs: { ...BASE.catalogs, alone: { displayName: 'Alone', description: 'Changed' } },
      packages: { tango: { ...BASE.packages?.['tango'], catalog: 'partners', displayName: 'Tango' } },
    };
    const [first, second, ...kept] = await order(next);
    expect([first, second].sort()).toEqual(['delete accessPackage.audit', 'update catalog.alone']);
    expect(new Set(kept.map((line) => line.split(' ')[0]))).toEqual(new Set(['noop']));
  });
});
