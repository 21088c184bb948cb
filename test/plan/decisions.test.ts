/** What is decided about one address, from what is declared, what was applied and what is there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/plan/plan.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { desiredOf } from '../support/engine.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const BASE = governed({
  catalogs: {
    partners: { displayName: 'Partners', resources: { team: { group: 'Project Tango' } } },
    other: { displayName: 'Other' },
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
    members: { accessPackage: 'tango', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});
const described = (description: string): Governance => ({
  ...BASE,
  catalogs: { ...BASE.catalogs, other: { displayName: 'Other', description } },
});

function changeOf({ changes }: Plan, address: string): Change {
  const found = changes.find((change) => change.address === address);
  if (found === undefined) throw new Error(`The plan has nothing of ${address}`);
  return found;
}

describe('a change shows', () => {
  it('nothing of what stays as it is, but its name, id and place', async () => {
    await bench.apply(BASE);
    const place = { line: 4, column: 3, offset: 0 };
    const { plan } = await bench.engine.plan({
      ...desiredOf(BASE),
      rangeOf: () => ({ file: 'governance.yaml', start: place, end: place }),
    });
    expect(changeOf(plan, 'catalog.other')).toEqual({
      address: 'catalog.other',
      kind: 'catalog',
      action: 'noop',
      reason: 'unchanged',
      displayName: 'Other',
      id: await bench.idOf('catalog.other'),
      before: null,
      after: null,
      changedPaths: [],
      source: { file: 'governance.yaml', line: 4, column: 3 },
      dependsOn: [],
    });
    expect(plan.summary).toEqual({
      create: 0,
      update: 0,
      replace: 0,
      delete: 0,
      adopt: 0,
      forget: 0,
      move: 0,
      noop: 7,
    });
  });

  it('both sides of what is updated, one of what is created or deleted', async () => {
    await bench.apply(described('Old'));
    const updated = changeOf(await bench.plan(described('New')), 'catalog.other');
    expect(updated).toMatchObject({ before: { description: 'Old' }, after: { description: 'New' } });
    const { other, ...catalogs } = BASE.catalogs ?? {};
    const next = await bench.plan({
      ...BASE,
      catalogs: { ...catalogs, another: { ...other, displayName: 'Another' } },
    });
    expect(changeOf(next, 'catalog.another')).toMatchObject({
      before: null,
      after: { displayName: 'Another' },
      displayName: 'Another',
    });
    expect(changeOf(next, 'catalog.another')).not.toHaveProperty('id');
    expect(changeOf(next, 'catalog.other')).toMatchObject({
      before: { displayName: 'Other' },
      after: null,
      displayName: 'Other',
      id: await bench.idOf('catalog.other'),
    });
    expect(next.summary).toMatchObject({ create: 1, delete: 1, noop: 6, update: 0 });
  });
});

describe('what the state records', () => {
  it('is brought up to date where somebody made the tenant what is declared now', async () => {
    await bench.apply(BASE);
    await bench.portal('PATCH', `/catalogs/${await bench.idOf('catalog.other')}`, { description: 'New' });
    const stale = changeOf(await bench.plan(described('New')), 'catalog.other');
    expect(stale).toMatchObject({
      action: 'noop',
      reason: 'unchanged',
      stale: true,
      before: null,
      after: { description: 'New' },
    });
    await bench.apply(described('New'));
    const settled = changeOf(await bench.plan(described('New')), 'catalog.other');
    expect(settled).not.toHaveProperty('stale');
    expect(settled.after).toBeNull();
    const recorded = (await bench.engine.state.read())?.resources.find(
      ({ address }) => address === 'catalog.other',
    );
    expect(recorded?.attributes['description']).toBe('New');
  });

  it('says whether the configuration or the tenant has changed', async () => {
    await bench.apply(described('Old'));
    const id = await bench.idOf('catalog.other');
    expect(actions(await bench.plan(described('New')))).toEqual({
      'catalog.other': 'update configuration-changed',
    });
    await bench.portal('PATCH', `/catalogs/${id}`, { description: 'Portal' });
    expect(actions(await bench.plan(described('Old')))).toEqual({
      'catalog.other': 'update drift-corrected',
    });
    // Both have; the configuration's own change is the reason.
    expect(actions(await bench.plan(described('New')))).toEqual({
      'catalog.other': 'update configuration-changed',
    });
    expect((await bench.plan(described('Old'))).drift).toMatchObject([
      {
        address: 'catalog.other',
        id,
        displayName: 'Other',
        before: { description: 'Old' },
        after: { description: 'Portal' },
        changedPaths: ['description'],
      },
    ]);
  });
});

describe('what nothing declares any more', () => {
  it('is deleted, destroyed or let go, by what was asked for', async () => {
    await bench.apply(BASE);
    const { other: _, ...catalogs } = BASE.catalogs ?? {};
    const without = { ...BASE, catalogs };
    expect(actions(await bench.plan(without))).toEqual({
      'catalog.other': 'delete removed-from-configuration',
    });
    expect(actions(await bench.plan(BASE, { mode: 'destroy' }))['catalog.other']).toBe('delete destroy');
    const released = { ...without, removed: ['catalog.other'] };
    expect(actions(await bench.plan(released))).toEqual({ 'catalog.other': 'forget removed' });
    const id = await bench.idOf('catalog.other');
    await bench.apply(released);
    expect(await bench.portal('GET', `/catalogs/${id}`)).toMatchObject({ displayName: 'Other' });
    expect(await bench.idOf('catalog.other')).toBe('');
  });
});

describe('an existing object', () => {
  it('that is as declared is taken over without a write, and recorded', async () => {
    const { id } = await bench.portal('POST', '/catalogs', {
      displayName: 'Other',
      description: 'By the portal',
      isExternallyVisible: false,
    });
    const document = governed({
      catalogs: { other: { displayName: 'Other', description: 'By the portal', isExternallyVisible: false } },
    });
    const plan = await bench.plan(document, { adopt: true });
    expect(changeOf(plan, 'catalog.other')).toMatchObject({ action: 'adopt', reason: 'adopted', id });
    expect(plan.summary).toMatchObject({ adopt: 1, create: 0, update: 0 });
    await bench.apply(document, { adopt: true });
    expect(await bench.idOf('catalog.other')).toBe(id);
    expect(actions(await bench.plan(document))).toEqual({});
  });

  it('is listed with what it is in, by name, when nothing manages it', async () => {
    await bench.apply(BASE);
    const { id } = await bench.portal('POST', '/catalogs', { displayName: 'Alien', description: '' });
    for (const [displayName, catalog] of [
      ['Second', await bench.idOf('catalog.partners')],
      ['First', String(id)],
    ] as const)
      await bench.portal('POST', '/accessPackages', {
        displayName,
        description: '',
        catalog: { id: catalog },
      });
    const { unmanaged } = await bench.plan(BASE, { mode: 'refresh-only' });
    expect(unmanaged.map(({ kind, displayName, within }) => [kind, displayName, within])).toEqual([
      ['catalog', 'Alien', undefined],
      ['catalog', 'General', undefined],
      ['accessPackage', 'First', 'Alien'],
      ['accessPackage', 'Second', 'catalog.partners'],
    ]);
  });
});

describe('two that are declared under one name', () => {
  it('are an error for those that nothing tells apart', async () => {
    const policy = { accessPackage: 'tango', displayName: 'Members', description: 'New' };
    const document = { ...BASE, policies: { ...BASE.policies, second: policy } };
    await bench.apply(BASE);
    const added = await bench.tryPlan(document);
    expect([added.diagnostics, actions(added.plan)]).toEqual([[], { 'policy.second': 'create declared' }]);
    const third = { ...document.policies, third: policy };
    const { diagnostics } = await bench.tryPlan({ ...document, policies: third });
    expect(diagnostics.at(-1)).toEqual({
      code: 'PLAN_SAME_NAME',
      severity: 'error',
      summary: 'policy.third has the name of policy.second and says the same',
      detail:
        'Neither is in the tenant yet. Should the answer to a creation be lost, nothing would tell which of the two was made',
      hint: 'Let them differ in a member, such as the description, or declare the second after the first was applied',
      address: 'policy.third',
      path: ['policies', 'third'],
    });
  });
});

describe('targets', () => {
  it('that nothing has are errors, with the nearest address', async () => {
    await bench.apply(BASE);
    const { diagnostics, plan } = await bench.tryPlan(described('New'), {
      targets: ['catalog.othe', 'policy.nowhere-near', 'catalog.other'],
    });
    expect(diagnostics).toEqual([
      {
        code: 'PLAN_TARGET',
        severity: 'error',
        summary: 'Nothing has the address "catalog.othe"',
        hint: 'Did you mean "catalog.other"?',
      },
      {
        code: 'PLAN_TARGET',
        severity: 'error',
        summary: 'Nothing has the address "policy.nowhere-near"',
        hint: 'Known: policy.members',
      },
    ]);
    expect(plan.changes.map(({ address }) => address)).toEqual(['catalog.other']);
  });
});

describe('a replacement', () => {
  it('spreads to what lives in it and through that, and updates what only names it', async () => {
    await bench.apply(BASE);
    const moved = {
      ...BASE,
      catalogs: {
        ...BASE.catalogs,
        other: { displayName: 'Other', resources: { team: { group: 'Project Tango' } } },
      },
      packages: {
        ...BASE.packages,
        tango: { ...BASE.packages?.['tango'], catalog: 'other', displayName: 'Tango' },
      },
    };
    const plan = await bench.plan(moved);
    expect(changeOf(plan, 'policy.members')).toMatchObject({
      action: 'replace',
      reason: 'reference-replaced',
      replacePaths: ['accessPackage'],
      changedPaths: [],
    });
    expect(changeOf(plan, 'accessPackage.audit')).toMatchObject({
      action: 'update',
      reason: 'reference-replaced',
      changedPaths: ['incompatibleAccessPackages'],
    });
    expect(changeOf(plan, 'accessPackage.audit')).not.toHaveProperty('replacePaths');
    expect(changeOf(plan, 'catalog.partners').action).toBe('noop');
    expect((await bench.apply(moved)).summary).toMatchObject({ failed: 0, skipped: 0 });
    expect(actions(await bench.plan(moved))).toEqual({});
  });
});
