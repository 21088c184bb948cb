/** Who holds the packages that a plan changes, and who would lose access by it: on values. */
import { describe, expect, it } from 'vitest';
import type { AccessChange, AccessDiff } from '../../src/access/compare/access-change.ts';
import { NO_FACTS } from '../../src/access/index.ts';
import { mayLoseAccess, withAccessLoss } from '../../src/plan/access-loss.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import { countHolders } from '../../src/access/compare/held-by.ts';
import { packagesChanged, withHolders, withHoldersOfRoles } from '../../src/plan/holders.ts';
import { liveNames } from '../../src/plan/live-names.ts';
import type { Change, PlanDraft } from '../../src/plan/plan.ts';
import type { AssignmentHolder } from '../../src/kinds/kind.ts';
import { live, plannedChange as change, planInput, stateOf, tracked } from '../support/plan-input.ts';

const { draft: EMPTY } = await createPlan(planInput());
const TANGO = 'accessPackage.tango';
const PACKAGE = { catalog: 'catalog.a', displayName: 'Tango' };
const POLICY = { accessPackage: TANGO, displayName: 'All' };
const ROLE = {
  catalog: 'catalog.a',
  accessPackage: TANGO,
  resource: 'catalogResource.a/team',
  role: 'Member',
};

const planOf = (...changes: Change[]): PlanDraft => ({ ...EMPTY, changes });
const person = (index: number, more: Partial<AssignmentHolder> = {}): AssignmentHolder => ({
  assignment: `a${index}`,
  person: `Person ${String(index).padStart(2, '0')}`,
  package: 'Tango',
  ...more,
});

describe('packages whose holders a plan concerns', () => {
  const asked = (...changes: Change[]) => [...packagesChanged(planOf(...changes))];

  it('are those that it deletes or replaces, and those whose roles and policies it changes', () => {
    expect(asked(change(TANGO, 'delete', { before: PACKAGE }))).toEqual([TANGO]);
    expect(asked(change(TANGO, 'replace', { before: PACKAGE, after: PACKAGE }))).toEqual([TANGO]);
    expect(asked(change(TANGO, 'update', { before: PACKAGE, after: PACKAGE }))).toEqual([]);
    for (const action of ['create', 'update', 'replace'] as const)
      expect(asked(change('policy.all', action, { after: POLICY }))).toEqual([TANGO]);
    expect(asked(change('packageResourceRole.tango/team/Member', 'delete', { before: ROLE }))).toEqual([
      TANGO,
    ]);
    expect(
      asked(
        change('policy.all', 'replace', {
          before: { ...POLICY, accessPackage: 'accessPackage.old' },
          after: POLICY,
        }),
      ),
    ).toEqual(['accessPackage.old', TANGO]);
  });

  it('are none where nothing is sent for them', () => {
    for (const action of ['noop', 'forget', 'removeTwin'] as const)
      expect(asked(change('policy.all', action, { before: POLICY }))).toEqual([]);
    expect(asked(change('policy.all', 'adopt', { after: POLICY }))).toEqual([]);
    expect(asked(change('policy.all', 'adopt', { after: POLICY, changedPaths: ['x'] }))).toEqual([TANGO]);
    expect(asked(change('catalog.a', 'delete', { before: { displayName: 'A' } }))).toEqual([]);
    expect(asked(change('unknownKind.x', 'delete', { before: POLICY }))).toEqual([]);
  });
});

describe('people who hold something', () => {
  it('are counted by their ids, and named up to ten in the order of their names', () => {
    expect(countHolders(undefined)).toEqual({ count: null, names: [] });
    expect(countHolders([])).toEqual({ count: 0, names: [] });
    const two = [person(2, { personId: 'x' }), person(1, { personId: 'y' }), person(2, { personId: 'z' })];
    expect(countHolders(two)).toEqual({ count: 3, names: ['Person 01', 'Person 02', 'Person 02'] });
    expect(countHolders([person(1), person(1)])).toEqual({ count: 1, names: ['Person 01'] });
    const many = countHolders(Array.from({ length: 11 }, (_, index) => person(10 - index)));
    expect([many.count, many.names.length, many.names[0], many.names[9]]).toEqual([
      11,
      10,
      'Person 00',
      'Person 09',
    ]);
  });

  it('are told at the first policy of their package, unless there is nobody', () => {
    const policies = [
      change('policy.one', 'update', { after: POLICY, facts: ['Known'] }),
      change('policy.two', 'update', { after: POLICY }),
      change('packageResourceRole.tango/team/Member', 'delete', { before: ROLE }),
      change('catalog.a', 'update', { after: { displayName: 'A' } }),
    ];
    const told = (count: number | null, names: readonly string[] = []) => {
      const holders = { count, names };
      const { changes } = withHolders(planOf(...policies), new Map([[TANGO, holders]]), () => 'Tango');
      expect(changes.map(({ holders: held }) => held)).toEqual([holders, holders, holders, undefined]);
      expect(changes.slice(1).flatMap(({ facts }) => facts ?? [])).toEqual([]);
      return changes[0]?.facts;
    };
    expect(told(0)).toEqual(['Known']);
    expect(told(1, ['Ada'])).toEqual(['Known', '1 person holds Tango: Ada']);
    expect(told(3, ['Ada', 'Bob'])).toEqual(['Known', '3 people hold Tango: Ada, Bob and 1 more']);
    expect(told(null)).toEqual([
      'Known',
      'Who holds Tango is unknown: the tenant refuses to list the assignments',
    ]);
  });

  it('are told of each package that a policy leaves or comes to, and of none that was not asked', () => {
    const moved = change('policy.one', 'replace', {
      before: { ...POLICY, accessPackage: 'accessPackage.old' },
      after: POLICY,
    });
    const holders = new Map([
      ['accessPackage.old', { count: 1, names: ['Ada'] }],
      [TANGO, { count: 1, names: ['Bob'] }],
    ]);
    const plan = planOf(moved);
    const [told] = withHolders(plan, holders, (address) => address).changes;
    expect(told).toMatchObject({
      holders: { names: ['Ada'] },
      facts: ['1 person holds accessPackage.old: Ada', `1 person holds ${TANGO}: Bob`],
    });
    expect(withHolders(plan, new Map(), (address) => address)).toBe(plan);
    expect(withHolders(plan, new Map([['x', { count: 1, names: [] }]]), String).changes).toEqual([moved]);
  });

  it('are named by what the tenant calls their package', async () => {
    const { accessBasis } = await createPlan(
      planInput({
        prior: stateOf([tracked(TANGO, 'tango', PACKAGE)]),
        live: live({
          accessPackage: [
            { id: 'tango', attributes: { ...PACKAGE, displayName: 'Live' } },
            { id: 'foreign', attributes: { ...PACKAGE, displayName: 'Foreign' } },
            { id: 'nameless', attributes: { catalog: 'c' } },
          ],
        }),
      }),
    );
    const nameOf = liveNames(accessBasis, NO_FACTS);
    expect([TANGO, 'foreign', 'nameless', 'accessPackage.none'].map(nameOf)).toEqual([
      'Live',
      'Foreign',
      'nameless',
      'accessPackage.none',
    ]);
  });

  it('name a resource by what was looked up of its group, where nothing has the copy of its name', async () => {
    const origin = '6f1d0a1c-0000-4000-8000-000000000001';
    const attributes = { catalog: 'a', originId: origin, originSystem: 'AadGroup' };
    const { accessBasis } = await createPlan(
      planInput({ live: live({ catalogResource: [{ id: 'r', attributes }] }) }),
    );
    expect(liveNames(accessBasis, { ...NO_FACTS, names: { [origin]: 'Team' } })('r')).toBe('Team');
    expect(liveNames(accessBasis, NO_FACTS)('r')).toBe('r');
  });
});

describe('the access section', () => {
  const entry = (address: string, more: Partial<AccessChange> = {}): AccessChange =>
    ({
      capability: 'hold',
      requestor: { type: 'holder', label: 'those who hold it' },
      package: { address, displayName: address },
      severity: 'high',
      before: null,
      after: null,
      causes: [],
      details: ['Another role'],
      ...more,
    }) as unknown as AccessChange;
  const changedIn = (holders: Parameters<typeof withHoldersOfRoles>[1], ...changed: AccessChange[]) => {
    const access: AccessDiff = { gained: [], lost: [], changed };
    return withHoldersOfRoles(access, holders, []).changed.map(
      ({ package: { address }, severity, details, holders: held }) => [
        address,
        severity,
        details,
        held?.count,
      ],
    );
  };

  it('counts who holds what grants other roles; nobody weighs little and comes last', () => {
    const holders = new Map([
      ['p', { count: 0, names: [] }],
      ['q', { count: 2, names: ['Ada', 'Bob'] }],
      ['r', { count: null, names: [] }],
    ]);
    expect(changedIn(holders, entry('p'), entry('q'), entry('r'), entry('s'))).toEqual([
      ['q', 'high', ['2 people hold it: Ada, Bob', 'Another role'], 2],
      [
        'r',
        'high',
        ['Who holds it is unknown: the tenant refuses to list the assignments', 'Another role'],
        null,
      ],
      ['s', 'high', ['Another role'], undefined],
      ['p', 'low', ['nobody holds it now', 'Another role'], 0],
    ]);
  });

  it('says "it" of the package of the entry, and of another the name that the plan has for it', () => {
    const holders = new Map([['p', { count: 1, names: ['Ada'] }]]);
    const elsewhere = entry('q', {
      capability: 'request',
      requestor: { type: 'holder', id: 'p', label: 'those who hold P' },
    });
    const [, , unnamed] = changedIn(holders, elsewhere)[0] ?? [];
    expect(unnamed).toEqual(['1 person holds it: Ada', 'Another role']);
    const held = entry('p', {
      requestor: { type: 'holder', id: 'p', label: 'those who hold P' },
      package: { address: 'p', displayName: 'Tango' },
    });
    expect(changedIn(holders, held, elsewhere).map(([address, , details]) => [address, details])).toEqual([
      ['p', ['1 person holds it: Ada', 'Another role']],
      ['q', ['1 person holds Tango: Ada', 'Another role']],
    ]);
  });

  it('leaves what is about others as it is', () => {
    const holders = new Map([['p', { count: 0, names: [] }]]);
    const others = [
      entry('p', { capability: 'request' }),
      entry('p', { requestor: { type: 'members', label: 'all members' } }),
    ];
    expect(changedIn(holders, ...others)).toEqual([
      ['p', 'high', ['Another role'], undefined],
      ['p', 'high', ['Another role'], undefined],
    ]);
    expect(changedIn(new Map(), entry('p'), entry('q'))).toHaveLength(2);
  });
});

describe('access that a deletion takes', () => {
  const TOLD = { allowed: false, placeOf: () => undefined, nameOf: (address: string) => `<${address}>` };
  const lossOf = (
    losing: Change,
    holders: readonly AssignmentHolder[] | undefined,
    options: Partial<Parameters<typeof withAccessLoss>[2]> = {},
  ) => {
    const { changes, findings } = withAccessLoss(planOf(losing), [{ change: losing, holders }], {
      ...TOLD,
      ...options,
    });
    return { losesAccess: changes[0]?.losesAccess, findings };
  };
  const ALLOW = 'If that is meant, allow it with --allow-access-loss';
  const role = change('packageResourceRole.tango/team/Member', 'delete', { before: ROLE });
  const organization = change('connectedOrganization.a', 'delete', { before: { displayName: 'A' } });

  it('is asked of what takes it, not of what goes with its package', () => {
    const asked = (...changes: Change[]) => mayLoseAccess(planOf(...changes)).map(({ address }) => address);
    const tango = change(TANGO, 'delete', { before: PACKAGE });
    const policy = change('policy.all', 'delete', { before: POLICY });
    const other = change('policy.other', 'replace', {
      before: { ...POLICY, accessPackage: 'accessPackage.x' },
    });
    const catalog = change('catalog.a', 'delete', { before: { displayName: 'A' } });
    expect(asked(catalog, policy, tango, other, role)).toEqual([TANGO, 'policy.other', 'catalog.a']);
    expect(asked(role, policy)).toEqual(['policy.all', role.address]);
    expect(asked({ ...tango, action: 'update' }, { ...role, action: 'forget' })).toEqual([]);
    // What only names it as incompatible does not go with it.
    const rival = change('accessPackage.rival', 'delete', {
      before: { ...PACKAGE, incompatibleAccessPackages: [TANGO] },
    });
    expect(asked(tango, rival)).toEqual([TANGO, 'accessPackage.rival']);
    expect(asked(change('settings', 'delete'), change('unknownKind.x', 'delete'))).toEqual([]);
  });

  it('of a role is told with the role and its package, at the place of the list', () => {
    const place = { file: 'governance.yaml', line: 4, column: 2 };
    const { losesAccess, findings } = lossOf(role, [person(1), person(2)], {
      placeOf: (address, path) => (address === TANGO && path[0] === 'resourceRoles' ? place : undefined),
    });
    expect(losesAccess).toEqual({ count: 2, names: ['Person 01', 'Person 02'] });
    expect(findings).toEqual([
      {
        rule: 'access-loss',
        severity: 'error',
        address: role.address,
        source: place,
        message: `2 people would lose access to Member of <catalogResource.a/team>: Person 01, Person 02`,
        hint: ALLOW,
      },
    ]);
    const whole = lossOf(role, [person(1)], {
      placeOf: (_, path) => (path.length === 0 ? place : undefined),
    });
    expect(whole.findings[0]?.source).toEqual(place);
    const own = { ...place, line: 9 };
    const declared = lossOf({ ...role, source: own }, [person(1)], { placeOf: () => place });
    expect(declared.findings[0]?.source).toEqual(own);
    expect(lossOf(role, [person(1)]).findings[0]).not.toHaveProperty('source');
  });

  it('by two roles is lost by each of them', () => {
    const second = { ...role, address: 'packageResourceRole.tango/team/Owner' };
    const { findings } = withAccessLoss(
      planOf(role, second),
      [role, second].map((losing) => ({ change: losing, holders: [person(1)] })),
      TOLD,
    );
    expect(findings.map(({ address }) => address)).toEqual([role.address, second.address]);
  });

  it('of an organization is kept, and only a warning', () => {
    expect(lossOf(organization, [person(1)])).toEqual({
      losesAccess: undefined,
      findings: [
        {
          rule: 'access-kept',
          severity: 'warning',
          address: organization.address,
          message: 'People of it keep the access that they hold: Person 01 to Tango',
        },
      ],
    });
    expect(lossOf(organization, undefined).findings).toEqual([
      {
        rule: 'access-kept',
        severity: 'warning',
        address: organization.address,
        message: 'Who of it keeps access is unknown: the tenant refuses to list the assignments',
      },
    ]);
  });

  it('that is unknown wants the same consent', () => {
    const unknown = (allowed: boolean) => lossOf(role, undefined, { allowed });
    expect(unknown(false)).toEqual({
      losesAccess: undefined,
      findings: [
        {
          rule: 'access-loss',
          severity: 'error',
          address: role.address,
          message: `Who would lose access to Member of <catalogResource.a/team> is unknown: the tenant refuses to list the assignments`,
          hint: ALLOW,
        },
      ],
    });
    expect(unknown(true).findings[0]?.severity).toBe('warning');
  });

  it('of a catalog counts each person once for each package, and is not taken by the plan', () => {
    const catalog = change('catalog.a', 'delete', { before: { displayName: 'A' } });
    const holders = [
      person(1, { personId: 'x' }),
      person(1, { personId: 'x', assignment: 'b', package: 'Audit' }),
      person(1, { personId: 'y', assignment: 'c' }),
    ];
    const { losesAccess, findings } = lossOf(catalog, holders);
    expect(losesAccess).toBeUndefined();
    expect(findings[0]?.message).toBe(
      '3 people would lose access: Person 01 to Audit, Person 01 to Tango, Person 01 to Tango',
    );
    expect(findings[0]?.hint).toContain('does not remove these assignments');
    expect(lossOf(change('unknownKind.x', 'delete'), holders).findings).toEqual([]);
  });
});
