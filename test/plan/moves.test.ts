/** Renamed keys and resources that are let go: nothing in the tenant is touched. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { governance } from '../support/governance-arbitrary.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';
import { runs } from '../support/whole.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

const BASE = governed({
  catalogs: {
    partners: {
      displayName: 'Partners',
      resources: { team: { group: 'Project Tango' } },
      roles: { owner: [{ user: 'alice@contoso.com' }] },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    },
  },
  policies: { all: { accessPackage: 'tango', displayName: 'All', allowedTargetScope: 'allMemberUsers' } },
});

/** The same under other keys; `moved` says so. */
const RENAMED: Governance = {
  ...governed({
    catalogs: {
      external: {
        displayName: 'Partners',
        resources: { crew: { group: 'Project Tango' } },
        roles: { owner: [{ user: 'alice@contoso.com' }] },
      },
    },
    packages: {
      engineers: {
        catalog: 'external',
        displayName: 'Tango',
        resourceRoles: [{ resource: 'crew', role: 'Member' }],
      },
    },
    policies:
      BASE.policies === undefined
        ? {}
        : { all: { ...BASE.policies['all'], accessPackage: 'engineers', displayName: 'All' } },
  }),
  moved: [
    { from: 'catalog.partners', to: 'catalog.external' },
    { from: 'catalogResource.external/team', to: 'catalogResource.external/crew' },
    { from: 'accessPackage.tango', to: 'accessPackage.engineers' },
  ],
};

const audit = () => bench.list('/v1.0/auditLogs/directoryAudits');

describe('moved', () => {
  it('renames what is named and what lives inside it, and sends nothing', async () => {
    await bench.apply(BASE);
    const before = await audit();
    expect(before.length).toBeGreaterThan(5);
    const plan = await bench.plan(RENAMED);
    expect(actions(plan)).toEqual({});
    expect(plan.summary).toMatchObject({ create: 0, update: 0, delete: 0, replace: 0, move: 5 });
    expect(Object.fromEntries(plan.changes.map(({ address, movedFrom }) => [address, movedFrom]))).toEqual({
      'catalog.external': 'catalog.partners',
      'catalogResource.external/crew': 'catalogResource.partners/team',
      [`catalogRole.external/owner/user:alice@contoso.com`]: `catalogRole.partners/owner/user:alice@contoso.com`,
      'accessPackage.engineers': 'accessPackage.tango',
      'packageResourceRole.engineers/crew/Member': 'packageResourceRole.tango/team/Member',
      'policy.all': undefined,
    });
    const { summary, events } = await bench.apply(RENAMED);
    expect(summary).toMatchObject({ moved: 5, added: 0, changed: 0, destroyed: 0 });
    expect(events.map(({ type }) => type)).toEqual(Array(5).fill('apply_moved'));
    expect(await audit()).toEqual(before);
    const again = await bench.plan({ ...RENAMED, moved: [] });
    expect({ actions: actions(again), move: again.summary.move, drift: again.drift }).toEqual({
      actions: {},
      move: 0,
      drift: [],
    });
    expect((await bench.plan(RENAMED)).summary.move).toBe(0);
  });

  it('goes with another change of the same object', async () => {
    await bench.apply(BASE);
    const changed = {
      ...RENAMED,
      catalogs: { external: { ...RENAMED.catalogs?.['external'], displayName: 'Externals' } },
    };
    const plan = await bench.plan(changed);
    expect(actions(plan)).toEqual({ 'catalog.external': 'update configuration-changed' });
    expect(plan.summary.move).toBe(5);
    const { summary } = await bench.apply(changed);
    expect(summary).toMatchObject({ moved: 5, changed: 1 });
    expect(actions(await bench.plan({ ...changed, moved: [] }))).toEqual({});
  });

  it('is finished by the next apply when only a part of it was done', async () => {
    await bench.apply(BASE);
    const first = await bench.apply(RENAMED, { targets: ['catalog.external'] });
    expect(first.summary.moved).toBe(1);
    const plan = await bench.plan(RENAMED);
    expect(actions(plan)).toEqual({});
    expect(plan.summary.move).toBe(4);
    await bench.apply(RENAMED);
    expect(actions(await bench.plan({ ...RENAMED, moved: [] }))).toEqual({});
  });

  it('follows a chain from whatever the state holds', async () => {
    const chain = {
      ...RENAMED,
      moved: [{ from: 'catalog.first', to: 'catalog.partners' }, ...(RENAMED.moved ?? [])],
    };
    await bench.apply(BASE);
    expect(actions(await bench.plan(chain))).toEqual({});
  });

  it('makes every renamed key a move and nothing else, whatever the configuration', async () => {
    await fc.assert(
      fc.asyncProperty(governance, async (document) => {
        const own = await openWorkbench();
        try {
          await own.apply(document);
          const { renamed, moved } = renameKeys(document);
          const plan = await own.plan({ ...renamed, moved });
          expect(actions(plan)).toEqual({});
          await own.apply({ ...renamed, moved });
          const after = await own.plan(renamed);
          expect({ actions: actions(after), drift: after.drift }).toEqual({ actions: {}, drift: [] });
          expect(after.changes.some(({ stale }) => stale)).toBe(false);
        } finally {
          own.close();
        }
      }),
      runs(4, 15),
    );
  }, 30_000);
});

/** Every key with an `x` behind it, and the entries of `moved` for that. */
function renameKeys(document: Governance): { renamed: Governance; moved: NonNullable<Governance['moved']> } {
  const moved: { from: string; to: string }[] = [];
  const keys = <T>(kind: string, section: Readonly<Record<string, T>> | undefined, value: (item: T) => T) =>
    Object.fromEntries(
      Object.entries(section ?? {}).map(([key, item]) => {
        moved.push({ from: `${kind}.${key}`, to: `${kind}.${key}x` });
        return [`${key}x`, value(item)];
      }),
    );
  const renamed: Governance = {
    ...document,
    connectedOrganizations: keys('connectedOrganization', document.connectedOrganizations, (item) => item),
    catalogs: keys('catalog', document.catalogs, (item) => item),
    packages: keys('accessPackage', document.packages, (item) => ({
      ...item,
      catalog: `${item.catalog}x`,
      incompatibleAccessPackages: (item.incompatibleAccessPackages ?? []).map((key) => `${key}x`),
    })),
    policies: keys('policy', document.policies, (item) => ({
      ...item,
      accessPackage: `${item.accessPackage}x`,
      ...(item.specificAllowedTargets !== undefined && {
        specificAllowedTargets: item.specificAllowedTargets.map((target) =>
          typeof target === 'object' &&
          'connectedOrganization' in target &&
          typeof target.connectedOrganization === 'string'
            ? { connectedOrganization: `${target.connectedOrganization}x` }
            : target,
        ),
      }),
    })),
  };
  return { renamed, moved };
}

describe('removed', () => {
  it('forgets what is named and what lives inside it, and deletes nothing', async () => {
    await bench.apply(BASE);
    const left = governed({});
    const plan = await bench.plan({
      ...left,
      removed: ['catalog.partners', 'accessPackage.tango', 'policy.all'],
    });
    expect(new Set(Object.values(actions(plan)))).toEqual(new Set(['forget removed']));
    expect(plan.summary).toMatchObject({ forget: 6, delete: 0 });
    await bench.apply({ ...left, removed: ['catalog.partners', 'accessPackage.tango', 'policy.all'] });
    expect((await bench.engine.state.read())?.resources).toEqual([]);
    expect(await bench.list('/accessPackages')).toHaveLength(1);
    expect(actions(await bench.plan(left))).toEqual({});
  });
});
