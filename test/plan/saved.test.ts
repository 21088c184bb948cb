/** What an earlier plan still covers: for the same tenant, state and configuration, and no more than was approved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreedContent, agreedPart, movedSince } from '../../src/plan/agreed.ts';
import type { Action, Plan } from '../../src/plan/plan.ts';
import { checkSavedPlan, continues, hasChanges, isIdle } from '../../src/plan/saved.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const FIRST = governed({ catalogs: { partners: { displayName: 'Partners' } } });
const NEXT = governed({
  catalogs: { partners: { displayName: 'Partners', description: 'New' } },
  packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
});

let bench: Workbench;
/** Of nothing applied, of all applied, and of an update and a creation. */
let first: Plan, idle: Plan, next: Plan, drifted: Plan;
beforeAll(async () => {
  bench = await openWorkbench();
  first = await bench.plan(FIRST);
  await bench.apply(FIRST);
  idle = await bench.plan(FIRST);
  next = await bench.plan(NEXT);
  const id = await bench.idOf('catalog.partners');
  await bench.portal('PATCH', `/catalogs/${id}`, { description: 'By the portal' });
  drifted = await bench.plan(FIRST, { mode: 'refresh-only' });
});
afterAll(() => bench.close());

/** A plan with another basis, and what is said when it meets the basis of `next`. */
const said = (basis: Partial<Pick<Plan, 'tenant' | 'configuration' | 'state'>>) =>
  checkSavedPlan({ ...next, ...basis }, next).map(({ code, summary }) => `${code} ${summary}`);
const configuration = (digest: string, names: readonly string[], environment: string | null = null) => ({
  digest,
  files: names.map((name) => ({ name, digest: `of ${name}` })),
  environment,
});

describe('a saved plan', () => {
  it('is taken as it is when nothing has moved', () => {
    expect(said({})).toEqual([]);
  });

  it('of another tenant or another state is foreign, of an earlier serial stale', () => {
    const { tenant, state } = next;
    expect(said({ tenant: { ...tenant, id: 'other', displayName: 'Other' } })).toEqual([
      `PLAN_FOREIGN The plan is for the tenant Other (other), but this is ${tenant.displayName} (${tenant.id})`,
    ]);
    expect(said({ state: { lineage: null, serial: 0 } })).toEqual([
      `PLAN_FOREIGN The plan was made on no state, but the state is the state of lineage ${state.lineage ?? ''}`,
    ]);
    expect(said({ state: { ...state, serial: state.serial - 1 } })).toEqual([
      `PLAN_STALE The state has moved from serial ${state.serial - 1} to ${state.serial} since the plan was made`,
    ]);
  });

  it('names the files that are new, gone and changed, in the order of their names', () => {
    const then = configuration('then', ['a.yaml', 'b.yaml', 'c.yaml']);
    const now = configuration('now', ['d.yaml', 'c.yaml', 'b.yaml']);
    now.files[2] = { name: 'b.yaml', digest: 'another' };
    const found = checkSavedPlan({ ...next, configuration: then }, { ...next, configuration: now });
    expect(found.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'PLAN_STALE a.yaml was removed from the configuration since the plan was made',
      'PLAN_STALE b.yaml was changed since the plan was made',
      'PLAN_STALE The configuration has a new file d.yaml since the plan was made',
    ]);
  });

  it('says that files are read in another order, that a variable differs, or that it is another environment', () => {
    const then = configuration('then', ['a.yaml', 'b.yaml']);
    const summaries = (now: Plan['configuration']) =>
      checkSavedPlan({ ...next, configuration: then }, { ...next, configuration: now }).map(
        ({ summary }) => summary,
      );
    expect(summaries(configuration('now', ['b.yaml', 'a.yaml']))).toEqual([
      'The files of the configuration are read in another order since the plan was made',
    ]);
    expect(summaries(configuration('now', ['a.yaml', 'b.yaml']))).toEqual([
      'An environment variable that the configuration uses has another value than when the plan was made',
    ]);
    expect(summaries(configuration('now', ['a.yaml'], 'prod'))).toEqual([
      'The plan was made without --env, but this is with --env prod',
    ]);
    // One digest is one configuration.
    expect(summaries(configuration('then', ['b.yaml'], 'prod'))).toEqual([]);
  });
});

describe('a plan has changes', () => {
  it('when it writes, moves, or records drift, and not for what stays', () => {
    expect([first, idle, next, drifted].map(hasChanges)).toEqual([true, false, true, true]);
    expect(hasChanges({ ...drifted, mode: 'normal' })).toBe(false);
    expect(hasChanges({ ...drifted, drift: [] })).toBe(false);
    const [change] = idle.changes;
    expect(change && [isIdle(change), isIdle({ ...change, movedFrom: 'catalog.old' })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('an approval covers the next plan', () => {
  const [creation, update] = ['accessPackage.tango', 'catalog.partners'];
  const changed = (plan: Plan, address: string, change: Partial<Plan['changes'][number]>): Plan => ({
    ...plan,
    changes: plan.changes.map((each) => (each.address === address ? { ...each, ...change } : each)),
  });

  it('when that is the same, or what is left of it', () => {
    expect(continues(next, next)).toBe(true);
    expect(continues(next, idle)).toBe(true);
    expect(continues(next, { ...next, changes: next.changes.slice(1) })).toBe(true);
  });

  /** What each action of an approved change may have become, beside nothing, for the same end. */
  const COVERED: Readonly<Record<Action, readonly Action[]>> = {
    create: ['create', 'adopt', 'update'],
    replace: ['replace', 'create', 'adopt', 'update'],
    update: ['update'],
    adopt: ['adopt'],
    delete: ['delete', 'forget'],
    forget: ['forget'],
    removeTwin: ['removeTwin'],
    noop: [],
  };
  const ACTIONS = Object.keys(COVERED) as Action[];

  it.each(ACTIONS)('that was to %s, as what is left of it alone', (action) => {
    const approved = changed(next, creation, { action });
    const covered = ACTIONS.filter((now) => continues(approved, changed(next, creation, { action: now })));
    expect(new Set(covered)).toEqual(new Set(['noop', ...COVERED[action]]));
  });

  it('not when it does another thing, to another end, or to what was not in it', () => {
    expect(continues(next, changed(next, update, { action: 'adopt' }))).toBe(false);
    expect(continues(next, changed(next, update, { after: { displayName: 'Other' } }))).toBe(false);
    expect(continues(idle, next)).toBe(false);
  });
});

describe('what has moved since a plan was agreed to', () => {
  const summaries = (agreed: Plan, now: Plan) =>
    movedSince(agreed, now).map(({ summary, detail }) => [summary, detail]);

  it('is nothing when only the time, names or what stays differ', () => {
    expect(summaries(next, { ...next, createdAt: '2027-01-01T00:00:00Z', names: {} })).toEqual([]);
    expect(summaries(next, { ...next, changes: [...next.changes].reverse() })).toEqual([]);
  });

  it('names each object, and what is intended now', () => {
    expect(summaries(next, idle)).toEqual([
      ['The plan creates it: accessPackage.tango; but nothing is left to be done', undefined],
      ['The plan updates it: catalog.partners; but nothing is left to be done', undefined],
    ]);
    expect(summaries(idle, next)).toEqual([
      ['accessPackage.tango is not in the plan; a new one creates it', undefined],
      ['catalog.partners is not in the plan; a new one updates it', 'because of description'],
    ]);
  });

  it('tells another object, a live change, another wish and other people apart', () => {
    const altered = (change: Partial<Plan['changes'][number]>): Plan => ({
      ...next,
      changes: next.changes.map((each) =>
        each.address === 'catalog.partners' ? { ...each, ...change } : each,
      ),
    });
    const { before, after } = next.changes.find(({ address }) => address === 'catalog.partners') ?? {};
    expect(summaries(next, altered({ id: 'another' }))[0]?.[0]).toBe(
      'catalog.partners is another object than the one in the plan',
    );
    expect(summaries(next, altered({ before: { ...before, description: 'Meanwhile' } }))[0]?.[0]).toBe(
      'catalog.partners was changed in the tenant since: description',
    );
    expect(summaries(next, altered({ after: { ...after, description: 'Else' } }))[0]?.[0]).toBe(
      'catalog.partners would become something else, because names resolve to others: description',
    );
    expect(summaries(next, altered({ losesAccess: { count: 1, names: ['Ada'] } }))[0]?.[0]).toBe(
      'catalog.partners would take access from other people',
    );
    expect(summaries(next, altered({ action: 'replace' }))[0]).toEqual([
      'The plan updates it: catalog.partners; a new one replaces it',
      'because of description',
    ]);
    expect(summaries(next, altered({ changedPaths: ['state'] }))[0]?.[0]).toBe(
      'catalog.partners is not as the plan says',
    );
  });

  it('is told ten times, and counted then', () => {
    const many = (count: number): Plan => {
      const [change] = first.changes;
      const addresses = Array.from({ length: count }, (_, index) => `catalog.c${index + 10}`);
      return { ...first, changes: change ? addresses.map((address) => ({ ...change, address })) : [] };
    };
    const none = { ...first, changes: [] };
    expect(movedSince(many(10), none)).toHaveLength(10);
    expect(summaries(many(11), none)[10]?.[0]).toBe('1 more object is not as the plan says');
    expect(summaries(many(12), none)[10]?.[0]).toBe('2 more objects are not as the plan says');
    expect(movedSince(many(12), none)).toHaveLength(11);
  });

  it('is drift where only drift is recorded', () => {
    const settled = { ...drifted, drift: [] };
    expect(summaries(drifted, drifted)).toEqual([]);
    expect(summaries(drifted, settled)).toEqual([
      ['The drift of catalog.partners is no longer what the plan says', undefined],
    ]);
    expect(summaries({ ...drifted, mode: 'normal' }, { ...settled, mode: 'normal' })).toEqual([]);
  });
});

describe('what a reviewer agrees to', () => {
  it('is the tenant, the mode, the targets and what is done, in one order', () => {
    const { tenant, mode, targets, changes, drift } = agreedPart({ ...next, drift: drifted.drift });
    expect({ tenant, mode, targets, drift }).toEqual({
      tenant: { id: next.tenant.id },
      mode: 'normal',
      targets: [],
      drift: [],
    });
    expect(agreedPart({ ...next, changes: [...next.changes, ...idle.changes] }).changes).toEqual(changes);
    expect(agreedPart(drifted).drift).toEqual(drifted.drift);
    const [one, two] = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((list) => agreedContent({ ...next, targets: list }));
    expect(one).toEqual(two);
    expect(agreedContent({ ...next, changes: [...next.changes].reverse() })).toEqual(agreedContent(next));
    expect(agreedContent({ ...next, changes: [...next.changes, ...idle.changes] })).toEqual(
      agreedContent(next),
    );
    const twice = drifted.drift.flatMap((each) => [{ ...each, address: 'catalog.z' }, each]);
    expect(agreedContent({ ...drifted, drift: twice })).toEqual(
      agreedContent({ ...drifted, drift: [...twice].reverse() }),
    );
  });

  it('is not how drift is called; what moved is an error that says what to do', () => {
    const renamed = drifted.drift.map((each) => ({ ...each, displayName: 'Other', changedPaths: [] }));
    const other = drifted.drift.map((each) => ({ ...each, address: 'catalog.z' }));
    const now = { ...drifted, drift: [...renamed, ...other] };
    expect(movedSince(drifted, now)).toEqual([
      {
        code: 'PLAN_STALE',
        severity: 'error',
        summary: 'The drift of catalog.z is no longer what the plan says',
        hint: 'Make a new plan and review it',
        address: 'catalog.z',
      },
    ]);
  });
});
