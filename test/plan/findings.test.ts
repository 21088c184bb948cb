/** What a plan says beside its changes: what follows from them, what is forbidden, and what may exist twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentHolder } from '../../src/kinds/kind.ts';
import { mayLoseAccess, withAccessLoss } from '../../src/plan/access-loss.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { mayExistTwice, openUncertain, uncertainSince, wantsConsent } from '../../src/plan/uncertain.ts';
import { emptyState } from '../../src/state/journal.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { desiredOf } from '../support/engine.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const BASE = governed({
  catalogs: { partners: { displayName: 'Partners' }, other: { displayName: 'Other' } },
  packages: {
    tango: { catalog: 'partners', displayName: 'Tango' },
    audit: { catalog: 'partners', displayName: 'Audit', incompatibleAccessPackages: ['tango'] },
  },
  policies: {
    members: { accessPackage: 'tango', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});
/** Packages have names and places of their own. */
const TOLD = { placeOf: () => undefined, nameOf: (address: string) => address };
const PLACE = { line: 7, column: 3, offset: 0 };
/** Every declared value stands at one place of a file. */
const placed = (document: Governance) => ({
  ...desiredOf(document),
  rangeOf: () => ({ file: 'governance.yaml', start: PLACE, end: PLACE }),
});

describe('a finding', () => {
  it('warns of access that a deleted package takes, and of nothing when a policy goes', async () => {
    await bench.apply(BASE);
    const { plan } = await bench.engine.plan(placed({ ...BASE, packages: {}, policies: {} }));
    expect(plan.findings).toEqual(
      Object.entries({ 'accessPackage.audit': 'Audit', 'accessPackage.tango': 'Tango' }).map(
        ([address, name]) => ({
          rule: 'delete-takes-access',
          severity: 'warning',
          address,
          message: `Everyone who has access through "${name}" loses it`,
        }),
      ),
    );
    const without = await bench.engine.plan(placed({ ...BASE, policies: {} }));
    expect(without.plan.findings).toEqual([]);
  });

  it('stands where a package that is replaced is declared', async () => {
    await bench.apply(BASE);
    const moved = {
      ...BASE,
      packages: { ...BASE.packages, tango: { catalog: 'other', displayName: 'Tango' } },
    };
    const { plan } = await bench.engine.plan(placed(moved));
    expect(plan.findings).toMatchObject([
      {
        rule: 'replace-takes-access',
        severity: 'warning',
        address: 'accessPackage.tango',
        source: { file: 'governance.yaml', line: 7, column: 3 },
      },
    ]);
  });

  it('advises a move where a key was renamed, and only there', async () => {
    await bench.apply(BASE);
    const { other, ...catalogs } = BASE.catalogs ?? {};
    const renamed = { ...BASE, catalogs: { ...catalogs, another: other ?? { displayName: '' } } };
    expect((await bench.plan(renamed)).findings).toEqual([
      {
        rule: 'renamed-key',
        severity: 'warning',
        address: 'catalog.another',
        message: 'It has the name of catalog.other, which is deleted first',
        hint: 'If only the key was renamed, keep the object with:\nmoved:\n  - { from: catalog.other, to: catalog.another }',
      },
    ]);
    const exchanged = { ...BASE, catalogs: { ...catalogs, another: { displayName: 'Another name' } } };
    expect((await bench.plan(exchanged)).findings).toEqual([]);
  });
});

describe('what must not be destroyed', () => {
  const lifecycle = new Map([['catalog.other', { preventDestroy: true, ignoreChanges: [] }]]);

  it('keeps a plan from deleting it, with the ways out; other changes of it are free', async () => {
    await bench.apply(BASE);
    const without = { ...BASE, catalogs: { partners: { displayName: 'Partners' } } };
    const { diagnostics } = await bench.engine.plan({ ...desiredOf(without), lifecycle });
    expect(diagnostics).toEqual([
      {
        code: 'PLAN_PREVENT_DESTROY',
        severity: 'error',
        summary: 'catalog.other would be deleted, but its lifecycle says preventDestroy',
        hint: 'Declare it again, let it go without deleting it (removed: [catalog.other]), or remove preventDestroy from lifecycle["catalog.other"] first',
        address: 'catalog.other',
        path: ['lifecycle', 'catalog.other'],
      },
    ]);
    const changed = {
      ...BASE,
      catalogs: { ...BASE.catalogs, other: { displayName: 'Other', description: 'New' } },
    };
    expect((await bench.engine.plan({ ...desiredOf(changed), lifecycle })).diagnostics).toEqual([]);
    const free = new Map([['catalog.other', { preventDestroy: false, ignoreChanges: [] }]]);
    expect((await bench.engine.plan({ ...desiredOf(without), lifecycle: free })).diagnostics).toEqual([]);
  });
});

describe('access that is lost', () => {
  const holder = (index: number, accessPackage = 'Tango'): AssignmentHolder => ({
    assignment: `a${index}`,
    person: `Person ${String(index).padStart(2, '0')}`,
    package: accessPackage,
  });
  const holders = (count: number) => Array.from({ length: count }, (_, index) => holder(index));
  const destroyed = async (): Promise<Plan> => {
    await bench.apply(BASE);
    return bench.plan(BASE, { mode: 'destroy' });
  };
  const changeOf = ({ changes }: Plan, address: string) => {
    const found = changes.find((change) => change.address === address);
    if (found === undefined) throw new Error(`The plan does not change ${address}`);
    return found;
  };

  it('is asked for packages first, and for no policy whose package goes too', async () => {
    const asked = mayLoseAccess(await destroyed()).map(({ address }) => address);
    expect(asked.slice(0, 2).sort()).toEqual(['accessPackage.audit', 'accessPackage.tango']);
    expect(asked.slice(2).every((address) => address.startsWith('catalog.'))).toBe(true);
    const alone = await bench.plan({ ...BASE, policies: {} });
    expect(mayLoseAccess(alone).map(({ address }) => address)).toEqual(['policy.members']);
    expect(mayLoseAccess(await bench.plan(BASE))).toEqual([]);
  });

  it('is an error until it is allowed, names ten people and counts the others', async () => {
    const plan = await destroyed();
    const change = changeOf(plan, 'accessPackage.tango');
    const lossOf = (count: number, allowed: boolean) => {
      const { changes, findings } = withAccessLoss(plan, [{ change, holders: holders(count) }], {
        ...TOLD,
        allowed,
      });
      const [finding] = findings.filter(({ rule }) => rule === 'access-loss');
      return { losesAccess: changeOf({ ...plan, changes }, change.address).losesAccess, finding };
    };
    const ten =
      'Person 00, Person 01, Person 02, Person 03, Person 04, Person 05, Person 06, Person 07, Person 08, Person 09';
    expect(lossOf(1, false).finding).toEqual({
      rule: 'access-loss',
      severity: 'error',
      address: 'accessPackage.tango',
      message: '1 person would lose access: Person 00',
      hint: 'If that is meant, allow it with --allow-access-loss',
    });
    expect(lossOf(10, true).finding).toMatchObject({
      severity: 'warning',
      message: `10 people would lose access: ${ten}`,
    });
    const { finding, losesAccess } = lossOf(12, false);
    expect(finding?.message).toBe(`12 people would lose access: ${ten} and 2 more`);
    expect(losesAccess).toEqual({ count: 12, names: ten.split(', ') });
    expect(lossOf(0, false)).toEqual({ losesAccess: undefined, finding: undefined });
  });

  it('is told once for each assignment, and one person is counted once', async () => {
    const plan = await destroyed();
    const found = withAccessLoss(
      plan,
      [
        {
          change: changeOf(plan, 'accessPackage.tango'),
          holders: [holder(1), { ...holder(1), assignment: 'a2' }],
        },
        { change: changeOf(plan, 'catalog.partners'), holders: [holder(1), holder(3)] },
      ],
      { ...TOLD, allowed: false },
    );
    const told = found.findings.filter(({ rule }) => rule === 'access-loss');
    expect(told.map(({ address, message, hint }) => [address, message, hint])).toEqual([
      [
        'accessPackage.tango',
        '1 person would lose access: Person 01',
        'If that is meant, allow it with --allow-access-loss',
      ],
      [
        'catalog.partners',
        '1 person would lose access: Person 03 to Tango',
        'This plan does not remove these assignments, and the service refuses the deletion until they are removed',
      ],
    ]);
    expect(changeOf({ ...plan, changes: found.changes }, 'accessPackage.tango').losesAccess?.count).toBe(1);
    expect(changeOf({ ...plan, changes: found.changes }, 'catalog.partners').losesAccess).toBeUndefined();
  });
});

describe('a creation whose answer was lost', () => {
  const lost = (address: string, startedAt: string) => ({
    operation: startedAt,
    displayName: address,
    address,
    kind: 'catalog',
    parent: null,
    naturalKeys: [],
    digest: '',
    serviceDate: null,
    startedAt,
  });
  const day = 86_400_000;
  const now = Date.parse('2026-01-31T00:00:00Z');

  it('is remembered for thirty days, by its latest start', () => {
    const document = {
      ...emptyState('', 'tenant'),
      uncertain: [
        lost('catalog.a', '2026-01-20T00:00:00Z'),
        lost('catalog.a', '2026-01-10T00:00:00Z'),
        lost('catalog.b', '2026-01-01T00:00:00Z'),
        lost('catalog.c', '2026-01-01T00:00:00.001Z'),
      ],
    };
    expect(openUncertain(document, now).map(({ address }) => address)).toEqual([
      'catalog.a',
      'catalog.a',
      'catalog.c',
    ]);
    expect([...uncertainSince(document, now)]).toEqual([
      ['catalog.a', now - 11 * day],
      ['catalog.c', now - 30 * day + 1],
    ]);
    expect(openUncertain(undefined, now)).toEqual([]);
  });

  it('warns where it is sent again, and wants consent for an hour', () => {
    const since = new Map([['catalog.a', now]]);
    const source = { file: 'governance.yaml', line: 1, column: 1 };
    expect(
      mayExistTwice(
        [
          { address: 'catalog.a', action: 'create', source },
          { address: 'catalog.b', action: 'create' },
        ],
        since,
      ),
    ).toMatchObject([{ rule: 'may-exist-twice', severity: 'warning', address: 'catalog.a', source }]);
    expect(mayExistTwice([{ address: 'catalog.a', action: 'update' }], since)).toEqual([]);
    expect([3_599_999, 3_600_000].map((later) => wantsConsent(now, now + later))).toEqual([true, false]);
  });
});
