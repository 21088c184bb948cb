/** A plan without changes says what is not as one would take it to be, in titles and summaries too. */
import { expect, it } from 'vitest';
import type { ShownPlan } from '../../src/plan/plan.ts';
import { nothingToDo } from '../../src/report/plan-text.ts';
import { undeclaredLines } from '../../src/report/undeclared-text.ts';

const finding = {
  rule: 'ignored-live',
  severity: 'warning',
  address: 'policy.y',
  message: 'differs',
} as const;

/** None of them is marked: they bear on nobody's access to what is managed. */
const OTHERS: ShownPlan['unmanaged'] = [
  { kind: 'policy', id: 'p2', displayName: 'Elsewhere', within: 'Of nobody here' },
  { kind: 'catalogRole', id: 'r', displayName: 'owner Entente', within: 'catalog.c' },
  { kind: 'catalog', id: 'c', displayName: 'General' },
];
const undeclared = (count: number): ShownPlan['unmanaged'] => [
  ...Array.from({ length: count }, (_, at) => ({
    ...{ kind: 'policy', id: `p${at}`, within: 'accessPackage.y' },
    ...{ displayName: `Portal ${at + 1}`, bearsOnAccess: true as const },
  })),
  ...OTHERS,
];

const plan = (findings: (typeof finding)[], unmanaged: ShownPlan['unmanaged'] = OTHERS) =>
  nothingToDo({ mode: 'normal', findings, unmanaged });

it('names ignored attributes that differ, and what counts though nothing declares it', () => {
  expect(plan([])).toBe('No changes');
  expect(plan([finding])).toBe('No changes, but ignored attributes of 1 resource differ');
  expect(plan([], undeclared(1))).toBe(
    'No changes, but 1 object that nothing declares counts for who can get in',
  );
  expect(plan([finding], undeclared(2))).toBe(
    'No changes, but 2 objects that nothing declares count for who can get in, and ignored attributes of 1 resource differ',
  );
});

it('tells which of what is not managed counts, and no more than a few of them', () => {
  const lines = (unmanaged: ShownPlan['unmanaged']) =>
    undeclaredLines({ unmanaged, names: {} }, (text) => text);
  const left = 'in the tenant are not managed here and will not be touched (plan --json lists them).';
  expect(lines([])).toEqual([]);
  expect(lines(OTHERS)).toEqual([`3 objects ${left}`]);
  expect(lines(undeclared(1))).toEqual([
    `4 objects ${left}`,
    'Of these count for who can get in all the same: policy "Portal 1" in accessPackage.y (entente drift tells how).',
  ]);
  const partner = {
    kind: 'connectedOrganization',
    id: 'o',
    displayName: 'Partner',
    bearsOnAccess: true,
  } as const;
  expect(lines([partner])[1]).toContain('all the same: connectedOrganization "Partner" (');
  expect(lines(undeclared(5))[1]).toMatch(/"Portal 3" in accessPackage\.y and 2 more \(/);
});
