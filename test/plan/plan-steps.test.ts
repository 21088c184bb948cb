/** The steps of a plan that was made, saved or not: on values. */
import { describe, expect, it } from 'vitest';
import { NO_FACTS } from '../../src/access/index.ts';
import { completePlan } from '../../src/plan/complete-plan.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import { planOperations } from '../../src/plan/operations.ts';
import type { Change } from '../../src/plan/plan.ts';
import { canonical, plannedChange as change, planInput } from '../support/plan-input.ts';

const P = 'accessPackage.p';

describe('the steps of a plan', () => {
  async function stepsOf(...changes: Change[]) {
    const { draft, accessBasis } = await createPlan(planInput());
    const plan = await completePlan(draft, { accessBasis, findings: [], names: {}, directory: NO_FACTS });
    const operations = await planOperations({ ...plan, changes });
    return Object.fromEntries(operations.map(({ id, needs }) => [id, [...needs].sort()]));
  }
  const tango = canonical('accessPackage', { catalog: 'catalog.a', displayName: 'P' });
  const terms = canonical('policy', { accessPackage: 'accessPackage.p', displayName: 'X' });

  it('are those of its changes; what belongs to no kind that is known has none', async () => {
    expect(
      await stepsOf(
        change('catalog.a', 'noop', { id: 'a', stale: true, after: { displayName: 'A' } }),
        change('catalog.b', 'noop', { id: 'b' }),
        change(P, 'create', { after: tango }),
        change('unknownKind.x', 'create', { after: {} }),
      ),
    ).toEqual({ 'record catalog.a': [], [`create ${P}`]: [] });
  });

  it('take access away first where people have it and the kind can take it', async () => {
    const losesAccess = { count: 1, names: ['Ada'] };
    expect(
      await stepsOf(
        change(P, 'delete', { id: 'p', before: tango, losesAccess }),
        change('policy.x', 'delete', { id: 'x', before: terms }),
        change('catalog.a', 'delete', { id: 'a', before: { displayName: 'A' }, losesAccess }),
      ),
    ).toEqual({
      [`drain ${P}`]: [],
      'delete policy.x': [`drain ${P}`],
      [`delete ${P}`]: ['delete policy.x', `drain ${P}`],
      'delete catalog.a': [`delete ${P}`],
    });
  });

  it('remove a twin, which refers by ids, before what it is in', async () => {
    const twin = change('policy.x#twin', 'removeTwin', {
      id: 'second',
      before: canonical('policy', { accessPackage: 'P-ID', displayName: 'X' }),
    });
    expect(await stepsOf(change(P, 'delete', { id: 'p-id', before: tango }), twin)).toEqual({
      'removeTwin policy.x#twin': [],
      [`delete ${P}`]: ['removeTwin policy.x#twin'],
    });
  });
});
