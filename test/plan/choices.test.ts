/** What a plan decides of one address, and how it says so: on values. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import { accessSides } from '../../src/plan/access.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import { unnamedPrincipals } from '../../src/plan/unnamed.ts';
import { declared, live, planInput, stateOf, tracked } from '../support/plan-input.ts';

type Given = Parameters<typeof planInput>[0];
const A = { displayName: 'A', description: 'Declared' };
const OTHER = { ...A, description: 'Other' };
const rangeOf: PlanInput['places']['rangeOf'] = (path) => {
  const at = { line: path.length, column: 7, offset: 0 };
  return { file: 'governance.yaml', start: at, end: at };
};

/** A plan for `catalog.a`: what is declared, what was last applied, and what is there. */
async function planned(
  { wanted, last, there }: { wanted?: JsonObject; last?: JsonObject; there?: JsonObject },
  given: Given = {},
) {
  const { draft, diagnostics } = await createPlan(
    planInput({
      desired: wanted === undefined ? [] : [declared('catalog.a', wanted)],
      prior: stateOf(last === undefined ? [] : [tracked('catalog.a', 'id-a', last)]),
      live: live({ catalog: there === undefined ? [] : [{ id: 'id-a', attributes: there }] }),
      ...given,
    }),
  );
  return { ...draft, change: draft.changes[0], diagnostics };
}

const decided = async (...args: Parameters<typeof planned>) => {
  const { change, drift } = await planned(...args);
  const driftPaths = drift.map(({ after, changedPaths }) => (after === null ? 'gone' : changedPaths.join()));
  return [change?.action, change?.reason, change?.stale ?? false, ...driftPaths];
};

describe('of three sides', () => {
  it('follows what is done and why', async () => {
    expect(await decided({ wanted: A })).toEqual(['create', 'declared', false]);
    expect(await decided({ wanted: A, last: A })).toEqual(['create', 'deleted-outside', false, 'gone']);
    expect(await decided({ wanted: A, last: A, there: A })).toEqual(['noop', 'unchanged', false]);
    expect(await decided({ wanted: A, last: OTHER, there: A })).toEqual([
      'noop',
      'unchanged',
      true,
      'description',
    ]);
    expect(await decided({ wanted: A, last: OTHER, there: OTHER })).toEqual([
      'update',
      'configuration-changed',
      false,
    ]);
    expect(await decided({ wanted: A, last: A, there: OTHER })).toEqual([
      'update',
      'drift-corrected',
      false,
      'description',
    ]);
    expect(await decided({ last: A, there: A })).toEqual(['delete', 'removed-from-configuration', false]);
    expect(await decided({ last: A })).toEqual(['forget', 'already-gone', false, 'gone']);
    expect(await decided({ wanted: A, last: A, there: A }, { options: { mode: 'destroy' } })).toEqual([
      'delete',
      'destroy',
      false,
    ]);
    const removed = { guards: { lifecycle: new Map(), removed: ['catalog.a'] } };
    expect(await decided({ last: A, there: A }, removed)).toEqual(['forget', 'removed', false]);
    expect(
      await decided({ last: A, there: A }, { guards: { lifecycle: new Map(), removed: ['catalog.b'] } }),
    ).toEqual(['delete', 'removed-from-configuration', false]);
    const adopt = { options: { adopt: true } };
    expect(await decided({ wanted: A, there: A }, adopt)).toEqual(['adopt', 'adopted', false]);
    expect(await decided({ wanted: A, there: OTHER }, adopt)).toEqual(['update', 'adopted', false]);
    expect(
      await decided({ wanted: A, last: A, there: OTHER }, { options: { mode: 'refresh-only' } }),
    ).toEqual([undefined, undefined, false, 'description']);
  });

  it('what lives in what is let go is let go too', async () => {
    const resource = { catalog: 'catalog.a', originSystem: 'AadGroup', originId: 'g' };
    const { changes } = await planned(
      {},
      {
        prior: stateOf([
          tracked('catalogResource.a/team', 'r', resource),
          tracked('catalogResource.b/team', 's', { ...resource, catalog: 'catalog.b' }),
        ]),
        live: live({
          catalogResource: [
            { id: 'r', attributes: resource },
            { id: 's', attributes: { ...resource, catalog: 'catalog.b' } },
          ],
        }),
        guards: { lifecycle: new Map(), removed: ['catalog.a'] },
      },
    );
    expect(Object.fromEntries(changes.map(({ address, action }) => [address, action]))).toEqual({
      'catalogResource.a/team': 'forget',
      'catalogResource.b/team': 'delete',
    });
  });

  it('what there is one of is set, and let go but never deleted', async () => {
    const settings = { externalUserLifecycleAction: 'none' };
    const there = live({
      settings: [{ id: 'settings', attributes: { externalUserLifecycleAction: 'blockSignIn' } }],
    });
    const first = await planned({}, { desired: [declared('settings', settings)], live: there });
    expect(first.change).toMatchObject({ action: 'update', reason: 'declared' });
    const last = await planned(
      {},
      { prior: stateOf([tracked('settings', 'settings', settings)]), live: there },
    );
    expect(last.change).toMatchObject({ action: 'forget', reason: 'unmanageable' });
  });

  it('an id that is another brings the record up to date', async () => {
    const role = { catalog: 'c', accessPackage: 'p', resource: 'r', role: 'Member' };
    const address = 'packageResourceRole.p/r/Member';
    const { change } = await planned(
      {},
      {
        desired: [declared(address, role)],
        prior: stateOf([tracked(address, 'then', role)]),
        live: live({ packageResourceRole: [{ id: 'now', attributes: role }] }),
      },
    );
    expect(change).toMatchObject({ action: 'noop', stale: true, id: 'now' });
  });

  it('what was not read has not drifted', async () => {
    const unread = { live: live({}, ['catalog']) };
    expect((await planned({ wanted: A, last: OTHER }, unread)).drift).toEqual([]);
    const blind = { options: { refreshed: false } };
    expect((await planned({ wanted: A, last: A, there: OTHER }, blind)).drift).toEqual([]);
  });

  it('what is ignored is neither drift nor a change', async () => {
    const ignoring = {
      guards: {
        lifecycle: new Map([['catalog.a', { preventDestroy: false, ignoreChanges: [['description']] }]]),
        removed: [],
      },
    };
    expect(await decided({ wanted: A, last: A, there: OTHER }, ignoring)).toEqual([
      'noop',
      'unchanged',
      true,
    ]);
  });
});

describe('a change', () => {
  it('has the sides, the place and the former address', async () => {
    const places = { rangeOf, moved: new Map([['catalog.a', 'catalog.old']]) };
    const { change, summary } = await planned({ wanted: A, last: A, there: OTHER }, { places });
    expect(change).toEqual({
      address: 'catalog.a',
      kind: 'catalog',
      action: 'update',
      reason: 'drift-corrected',
      movedFrom: 'catalog.old',
      displayName: 'A',
      id: 'id-a',
      before: { ...OTHER, state: 'published', isExternallyVisible: true },
      after: { ...A, state: 'published', isExternallyVisible: true },
      changedPaths: ['description'],
      source: { file: 'governance.yaml', line: 1, column: 7 },
      dependsOn: [],
    });
    expect(summary).toEqual({
      create: 0,
      update: 1,
      replace: 0,
      delete: 0,
      adopt: 0,
      forget: 0,
      move: 1,
      noop: 0,
    });
  });

  it('of what is gone has what was last applied; a deleted one has no place', async () => {
    const gone = await planned({ last: A }, { places: { rangeOf, moved: new Map() } });
    expect(gone.change).toMatchObject({ action: 'forget', id: 'id-a', before: A, after: null });
    expect(gone.change).not.toHaveProperty('source');
    const deleted = await planned({ last: A, there: { ...OTHER, catalogType: 'userManaged' } });
    expect(deleted.change?.before).toEqual({ ...OTHER, state: 'published', isExternallyVisible: true });
    expect(deleted.change?.displayName).toBe('A');
  });

  it('that is forbidden is an error at its declaration, or at its lifecycle', async () => {
    const lifecycle = new Map([['catalog.a', { preventDestroy: true, ignoreChanges: [] }]]);
    const places = { rangeOf, moved: new Map() };
    const { diagnostics } = await planned(
      { last: A, there: A },
      { guards: { lifecycle, removed: [] }, places },
    );
    expect(diagnostics).toMatchObject([
      { code: 'PLAN_PREVENT_DESTROY', path: ['lifecycle', 'catalog.a'], range: { start: { line: 2 } } },
    ]);
    const pack = { catalog: 'catalog.a', displayName: 'P' };
    const replaced = await planned(
      {},
      {
        desired: [declared('accessPackage.p', { ...pack, catalog: 'catalog.b' })],
        prior: stateOf([tracked('accessPackage.p', 'p', pack)]),
        live: live({ accessPackage: [{ id: 'p', attributes: pack }] }),
        guards: {
          lifecycle: new Map([['accessPackage.p', { preventDestroy: true, ignoreChanges: [] }]]),
          removed: [],
        },
        places,
      },
    );
    expect(replaced.diagnostics).toMatchObject([
      {
        code: 'PLAN_PREVENT_DESTROY',
        severity: 'error',
        summary: 'accessPackage.p would be replaced, but its lifecycle says preventDestroy',
        hint: 'Undo the change, or remove preventDestroy from lifecycle["accessPackage.p"] first',
        path: ['accessPackage.p'],
        range: { start: { line: 1 } },
      },
    ]);
    expect(replaced.findings).toMatchObject([
      { rule: 'replace-takes-access', severity: 'warning', source: { line: 1, column: 7 } },
    ]);
  });

  it('has names for the directory objects that it shows, or they are looked up', async () => {
    const pack = (groups: readonly string[]) => ({
      catalog: 'catalog.a',
      displayName: 'P',
      incompatibleGroups: groups,
    });
    const given = (known: Readonly<Record<string, string>>, mode: 'normal' | 'refresh-only' = 'normal') => ({
      desired: [declared('accessPackage.p', pack(['g2', 'g1']))],
      prior: stateOf([tracked('accessPackage.p', 'p', pack(['g2', 'g1']))]),
      live: live({ accessPackage: [{ id: 'p', attributes: pack(['g3']) }] }),
      directory: { names: known, lookups: {}, departures: undefined },
      options: { mode },
    });
    expect(unnamedPrincipals(await draftOf(given({ g1: 'One' })))).toEqual(['g2', 'g3']);
    expect(unnamedPrincipals(await draftOf(given({}, 'refresh-only')))).toEqual(['g1', 'g2', 'g3']);
    const [owner, other] = ['dae59c6c-a026-421b-870c-808eebbee936', '6673c401-747e-4c71-a095-43751f67957e'];
    const role = (id: string) => ({ kind: 'catalogRole', id, displayName: `owner ${id}` });
    const beside = [{ ...role(owner), bearsOnAccess: true } as const, role(other)];
    const draft = { ...(await draftOf(given({ g1: 'One', g2: 'Two', g3: 'Three' }))), unmanaged: beside };
    expect(unnamedPrincipals(draft)).toEqual([owner]);
    expect(unnamedPrincipals({ ...draft, names: { ...draft.names, [owner]: 'Gus' } })).toEqual([]);
  });
});

const draftOf = async (given: Given) => (await createPlan(planInput(given))).draft;

describe('what nothing manages', () => {
  it('is listed by kind and name, with what it lives in, and nothing that was not read', async () => {
    const draft = (unread: readonly string[] = []) =>
      draftOf({
        prior: stateOf([tracked('catalog.a', 'id-a', A)]),
        live: live(
          {
            settings: [{ id: 'settings', attributes: {} }],
            catalog: [
              { id: 'ID-A', attributes: A },
              { id: 'z2', attributes: { displayName: 'Z' } },
              { id: 'z1', attributes: { displayName: 'Z' } },
              { id: 'b', attributes: { displayName: 'B' } },
            ],
            accessPackage: [
              { id: 'p', attributes: { catalog: 'id-a', displayName: 'P' } },
              { id: 'q', attributes: { catalog: 'Z1', displayName: 'Q' } },
              { id: 'r', attributes: { catalog: 'nowhere', displayName: 'R' } },
            ],
          },
          unread,
        ),
      });
    const { unmanaged } = await draft();
    expect(unmanaged).toEqual([
      { kind: 'catalog', id: 'b', displayName: 'B' },
      { kind: 'catalog', id: 'z1', displayName: 'Z' },
      { kind: 'catalog', id: 'z2', displayName: 'Z' },
      { kind: 'accessPackage', id: 'p', displayName: 'P', within: 'catalog.a' },
      { kind: 'accessPackage', id: 'q', displayName: 'Q', within: 'Z' },
      { kind: 'accessPackage', id: 'r', displayName: 'R' },
    ]);
    expect((await draft(['accessPackage'])).unmanaged.map(({ kind }) => kind)).toEqual(
      Array(3).fill('catalog'),
    );
  });
});

describe('the tenant before and after', () => {
  it('holds what is there, and what the decisions make of it', async () => {
    const input = planInput({
      desired: [declared('catalog.a', A), declared('catalog.new', { displayName: 'New' })],
      prior: stateOf([
        tracked('catalog.a', 'id-a', A),
        tracked('catalog.gone', 'gone', { displayName: 'Gone' }),
        tracked('catalog.lost', 'lost', { displayName: 'Lost' }),
      ]),
      live: live({
        catalog: [
          { id: 'id-a', attributes: OTHER },
          { id: 'gone', attributes: { displayName: 'Gone' } },
          { id: 'alien', attributes: { displayName: 'Alien' } },
        ],
        accessPackage: [{ id: 'p', attributes: { catalog: 'id-a', displayName: 'P' } }],
      }),
    });
    const { accessBasis, draft } = await createPlan(input);
    const [change] = draft.changes;
    if (change === undefined) throw new Error('The plan has no change');
    const twin = { ...change, action: 'removeTwin' as const, id: 'alien' };
    const { before, after } = accessSides(accessBasis, [twin, { ...change, action: 'noop', id: 'p' }]);
    const side = (resources: typeof before) =>
      Object.fromEntries(
        resources.map(({ address, attributes }) => [
          address,
          attributes['catalog'] ?? attributes['description'],
        ]),
      );
    expect(side(before)).toEqual({
      'catalog.a': 'Other',
      'catalog.gone': '',
      alien: '',
      p: 'catalog.a',
    });
    expect(side(after)).toEqual({ 'catalog.a': 'Declared', 'catalog.new': '', p: 'catalog.a' });
  });
});

describe('a name that was given up', () => {
  const renamed = async (action: 'delete' | 'keep', name: string) =>
    (
      await draftOf({
        desired: [
          declared('catalog.new', { displayName: name }),
          ...(action === 'keep' ? [declared('catalog.old', { displayName: 'Moved' })] : []),
        ],
        prior: stateOf([tracked('catalog.old', 'old', { displayName: 'Name' })]),
        live: live({ catalog: [{ id: 'old', attributes: { displayName: 'Name' } }] }),
      })
    ).findings.map(({ rule, severity, address }) => [rule, severity, address]);

  it('by a deletion reads like a renamed key, and is said to be one', async () => {
    expect(await renamed('delete', 'name')).toEqual([['renamed-key', 'warning', 'catalog.new']]);
    expect(await renamed('delete', 'Other')).toEqual([]);
  });
});
