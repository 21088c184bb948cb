import { describe, expect, it } from 'vitest';
import { knownFacts } from '../../src/access/index.ts';
import { completePlan } from '../../src/plan/complete-plan.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import { planDigest } from '../../src/plan/plan-digest.ts';
import { live, planInput } from '../support/plan-input.ts';
import { countTurns } from '../support/turns.ts';

/** New catalogs, as a configuration of that many declares them. */
function inputOf(count: number): PlanInput {
  return planInput({
    desired: Array.from({ length: count }, (_, index) => ({
      address: `catalog.c${index}`,
      kind: 'catalog',
      attributes: { displayName: `Catalog ${index}`, description: 'New', state: 'published' },
      path: ['catalogs', `c${index}`],
    })),
    live: live({ catalog: [] }),
    directory: { names: { known: 'Known' }, lookups: {}, departures: undefined },
  });
}

describe('a plan in stages', () => {
  it('lets signals have their turn, the more often the longer it is', async () => {
    const [short, long] = [
      await countTurns(() => createPlan(inputOf(10))),
      await countTurns(() => createPlan(inputOf(2_500))),
    ];
    expect(long.result.draft.changes).toHaveLength(2_500);
    // Every 250 resources in each of: deciding, the three passes over operations, the changes, and drift.
    expect(long.turns - short.turns).toBeGreaterThanOrEqual(6 * 9);
  });

  it('is complete with what was found out since the draft', async () => {
    const { draft, accessBasis } = await createPlan(inputOf(2));
    const finding = { rule: 'r', severity: 'warning', message: 'm' } as const;
    const plan = await completePlan(draft, {
      accessBasis,
      findings: [finding],
      names: { found: 'Found' },
      directory: knownFacts({ lookups: {} }),
    });
    expect(plan.findings).toEqual([...draft.findings, finding]);
    expect(plan.names).toEqual({ known: 'Known', found: 'Found' });
    expect(plan.digest).toBe(planDigest(draft));
    expect(plan.changes).toBe(draft.changes);
    expect(plan.access).toEqual({ gained: [], lost: [], changed: [] });
  });
});
