/** People who are gone from the directory: where a plan warns of them, and where it is an error to name them. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import type { Departures, PlanInput } from '../../src/plan/input.ts';
import { declared, live, planInput, stateOf, tracked } from '../support/plan-input.ts';

const CAROL = 'c0000000-0000-4000-8000-000000000001';
const HERE = 'a0000000-0000-4000-8000-000000000002';
const TANGO = 'accessPackage.tango';

const departures = (more: Partial<Departures> = {}): Departures => ({
  people: new Map([[CAROL, { id: CAROL, type: 'group', label: 'Old team' }]]),
  declared: [
    { address: TANGO, path: [TANGO, 'incompatibleGroups', 1], id: CAROL },
    { address: 'accessPackage.other', path: ['accessPackage.other', 'incompatibleGroups', 0], id: CAROL },
  ],
  unresolved: [],
  ...more,
});

const tango = (groups: readonly string[], more: JsonObject = {}): JsonObject => ({
  catalog: 'catalog.a',
  displayName: 'Tango',
  incompatibleGroups: groups,
  ...more,
});
const CATALOGS = ['a', 'b'].map((key) => ({ key, id: `cat-${key}`, attributes: { displayName: key } }));

/** Every path has a line of its own: that of its length. */
const rangeOf: PlanInput['places']['rangeOf'] = (path) => {
  const at = { line: path.length, column: 1, offset: 0 };
  return { file: 'governance.yaml', start: at, end: at };
};

/** A plan for one package, and the two catalogs, which stay. */
async function planned(
  sides: { wanted?: JsonObject; before?: JsonObject },
  given: { departures?: Departures; options?: Partial<PlanInput['options']> } = {},
) {
  const { wanted, before } = sides;
  const { draft, diagnostics } = await createPlan(
    planInput({
      desired: [
        ...CATALOGS.map(({ key, attributes }) => declared(`catalog.${key}`, attributes)),
        ...(wanted === undefined ? [] : [declared(TANGO, wanted)]),
      ],
      prior: stateOf([
        ...CATALOGS.map(({ key, id, attributes }) => tracked(`catalog.${key}`, id, attributes)),
        ...(before === undefined ? [] : [tracked(TANGO, 'tango-id', before)]),
      ]),
      live: live({
        catalog: CATALOGS,
        accessPackage:
          before === undefined ? [] : [{ id: 'tango-id', attributes: { ...before, catalog: 'cat-a' } }],
      }),
      directory: { names: {}, lookups: {}, departures: given.departures ?? departures() },
      places: { rangeOf, moved: new Map() },
      ...(given.options !== undefined && { options: given.options }),
    }),
  );
  return { findings: draft.findings.filter(({ rule }) => rule !== 'replace-takes-access'), diagnostics };
}

const WARNING = {
  rule: 'departed-principal',
  severity: 'warning',
  address: TANGO,
  message: `The group Old team (id ${CAROL}) is no longer in the directory: incompatible group of ${TANGO}`,
  source: { file: 'governance.yaml', line: 3, column: 1 },
  hint: 'Name another in its place',
};
const error = (wanted: string) => ({
  code: 'LOOKUP_DEPARTED',
  severity: 'error',
  summary: `The group Old team (id ${CAROL}) is no longer in the directory and cannot become incompatible group: the live ${TANGO} ${wanted} cannot name it`,
  hint: 'Name another in its place',
  address: TANGO,
  path: [TANGO, 'incompatibleGroups', 1],
  range: rangeOf([TANGO, 'incompatibleGroups', 1]),
});

describe('a group that is gone', () => {
  it('is a warning where the tenant names it still, once for declared and live', async () => {
    const both = tango([HERE, CAROL]);
    expect(await planned({ wanted: both, before: both })).toEqual({ findings: [WARNING], diagnostics: [] });
    // Something else of the package changes, and that is no error.
    const renamed = await planned({ wanted: tango([HERE, CAROL], { description: 'New' }), before: both });
    expect(renamed).toEqual({ findings: [WARNING], diagnostics: [] });
  });

  it('stands at its package where no place of the configuration names it', async () => {
    const undeclared = departures({ declared: [] });
    const before = tango([CAROL]);
    const { findings } = await planned({ wanted: tango([]), before }, { departures: undeclared });
    expect(findings).toMatchObject([{ address: TANGO, source: { line: 1 } }]);
    const { findings: gone } = await planned({ before });
    expect(gone.filter(({ rule }) => rule === 'departed-principal')).toEqual([
      { ...WARNING, source: undefined },
    ]);
  });

  it('is an error where an update names it anew, and where it is made or made again', async () => {
    const wanted = tango([HERE, CAROL]);
    const updated = await planned({ wanted, before: tango([HERE]) });
    expect(updated).toEqual({ findings: [WARNING], diagnostics: [error('does not name it, and')] });
    const created = await planned({ wanted });
    expect(created.diagnostics).toEqual([error('does not name it, and')]);
    const replaced = await planned({
      wanted: tango([HERE, CAROL], { catalog: 'catalog.b' }),
      before: wanted,
    });
    expect(replaced.diagnostics).toEqual([error('is replaced, and the new one')]);
  });

  it('is no error for what is deleted, or for another target', async () => {
    expect((await planned({ before: tango([CAROL]) })).diagnostics).toEqual([]);
    const elsewhere = await planned({ wanted: tango([CAROL]) }, { options: { targets: ['catalog.a'] } });
    expect(elsewhere).toEqual({ findings: [WARNING], diagnostics: [] });
  });

  it('stands where the whole resource is declared when that is the place that names it', async () => {
    const whole = departures({ declared: [{ address: TANGO, path: [TANGO], id: CAROL }] });
    const { findings, diagnostics } = await planned({ wanted: tango([CAROL]) }, { departures: whole });
    expect(diagnostics).toMatchObject([{ path: [TANGO] }]);
    expect(findings).toMatchObject([{ address: TANGO, source: { line: 1 } }]);
    const deep = departures({ declared: [{ address: TANGO, path: [TANGO, 'other', 0], id: CAROL }] });
    const elsewhere = await planned({ wanted: tango([CAROL]) }, { departures: deep });
    // A place of another property is not this one; the package's own place stands for it.
    expect(elsewhere.diagnostics).toMatchObject([{ path: [TANGO] }]);
    expect(elsewhere.findings).toEqual([]);
  });

  it('is told beside another that is gone, each at its own place', async () => {
    const DAVE = 'd0000000-0000-4000-8000-000000000003';
    const people = new Map([
      [CAROL, { id: CAROL, type: 'group' as const }],
      [DAVE, { id: DAVE, type: 'group' as const }],
    ]);
    const both = departures({
      people,
      declared: [CAROL, DAVE].map((id, index) => ({
        address: TANGO,
        path: [TANGO, 'incompatibleGroups', ...Array<number>(index + 1).fill(0)],
        id,
      })),
    });
    const { findings } = await planned(
      { wanted: tango([CAROL, DAVE]), before: tango([CAROL]) },
      { departures: both },
    );
    expect(findings.map(({ message, source }) => [message.slice(0, 55), source?.line])).toEqual([
      [`The group with the id ${CAROL}`.slice(0, 55), 3],
      [`The group with the id ${DAVE}`.slice(0, 55), 4],
    ]);
  });

  it('is told where a catalog offers it, whatever the configuration calls that', async () => {
    const address = 'catalogResource.a/team';
    const team = { catalog: 'catalog.a', originSystem: 'AadGroup', originId: CAROL };
    const { draft } = await createPlan(
      planInput({
        desired: [declared(address, team)],
        prior: stateOf([tracked(address, 'team-id', team)]),
        live: live({ catalogResource: [{ id: 'team-id', attributes: team }] }),
        directory: {
          names: {},
          lookups: {},
          departures: departures({ declared: [{ address, path: [address, 'group'], id: CAROL }] }),
        },
        places: { rangeOf, moved: new Map() },
      }),
    );
    expect(draft.findings).toMatchObject([{ address, source: { line: 2 } }]);
    expect(draft.findings[0]?.message).toContain('origin of catalogResource.a/team');
  });

  it('says when it was deleted, and until when it can be restored', async () => {
    const both = tango([CAROL]);
    const hintOf = async (restorableUntil?: string) => {
      const deletion = {
        deletedAt: '2026-01-02T03:04:05Z',
        ...(restorableUntil !== undefined && { restorableUntil }),
      };
      const people = new Map([[CAROL, { id: CAROL, type: 'group' as const, deletion }]]);
      const { findings } = await planned(
        { wanted: both, before: both },
        { departures: departures({ people }) },
      );
      return findings[0]?.hint;
    };
    expect(await hintOf()).toBe('It was deleted on 2026-01-02. Name another in its place');
    expect(await hintOf('2026-02-01T00:00:00Z')).toBe(
      'It was deleted on 2026-01-02; can be restored until 2026-02-01. Restore it, or name another in its place',
    );
  });

  it('is looked for in what nothing manages only when drift is asked for', async () => {
    const plan = (mode: 'normal' | 'refresh-only') =>
      createPlan(
        planInput({
          live: live({
            accessPackage: [{ id: 'foreign', attributes: tango([CAROL], { catalog: 'cat-x' }) }],
          }),
          directory: { names: {}, lookups: {}, departures: departures() },
          options: { mode },
        }),
      );
    expect((await plan('normal')).draft.findings).toEqual([]);
    expect((await plan('refresh-only')).draft.findings).toEqual([
      {
        rule: 'departed-principal',
        severity: 'warning',
        message: `The group Old team (id ${CAROL}) is no longer in the directory: incompatible group of accessPackage "Tango" (id foreign)`,
        hint: 'Name another in its place',
      },
    ]);
  });

  it('is told once for each part that it plays in a policy', async () => {
    const subject = { '@odata.type': '#microsoft.graph.groupMembers', groupId: CAROL };
    const stage = { primaryApprovers: [subject], escalationApprovers: [subject] };
    const policy = {
      accessPackage: TANGO,
      displayName: 'All',
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage, stage] },
    };
    const { draft } = await createPlan(
      planInput({
        prior: stateOf([tracked('policy.all', 'policy-id', policy)]),
        live: live({ policy: [{ id: 'policy-id', attributes: policy }] }),
        desired: [declared('policy.all', policy)],
        directory: { names: {}, lookups: {}, departures: departures() },
      }),
    );
    expect(draft.findings.map(({ message }) => message.split('directory: ')[1])).toEqual([
      'approver of stage 1 of policy.all',
      'escalation approver of stage 1 of policy.all',
      'approver of stage 2 of policy.all',
      'escalation approver of stage 2 of policy.all',
    ]);
  });
});

describe('a name that nothing answers', () => {
  const unresolved = (address?: string) => ({
    code: 'LOOKUP_NOT_FOUND' as const,
    severity: 'error' as const,
    summary: 'There is no user "carrol"',
    hint: 'Did you mean "carol"?',
    path: ['policies', 'all'],
    ...(address !== undefined && { address }),
  });
  const plan = async (address: string | undefined, targets: readonly string[]) =>
    planned(
      { wanted: tango([]) },
      { departures: departures({ unresolved: [unresolved(address)] }), options: { targets } },
    );

  it('is an error for what is planned, and for everything when it stands nowhere', async () => {
    const range = rangeOf(['policies', 'all']);
    expect(await plan(TANGO, [])).toEqual({ findings: [], diagnostics: [{ ...unresolved(TANGO), range }] });
    expect(await plan(undefined, ['catalog.a'])).toEqual({
      findings: [],
      diagnostics: [{ ...unresolved(), range }],
    });
  });

  it('is a warning for what no target wants', async () => {
    expect(await plan(TANGO, ['catalog.a'])).toEqual({
      findings: [
        {
          rule: 'name-not-found',
          severity: 'warning',
          message: 'There is no user "carrol"',
          address: TANGO,
          source: { file: 'governance.yaml', line: 2, column: 1 },
          hint: 'Did you mean "carol"?',
        },
      ],
      diagnostics: [],
    });
  });
});
