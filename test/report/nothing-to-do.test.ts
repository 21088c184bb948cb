/** A plan without changes says it where ignored attributes differ, in titles and summaries too. */
import { expect, it } from 'vitest';
import { nothingToDo } from '../../src/report/plan-text.ts';

const finding = {
  rule: 'ignored-live',
  severity: 'warning',
  address: 'policy.y',
  message: 'differs',
} as const;

it('names ignored attributes that differ', () => {
  expect(nothingToDo({ mode: 'normal', findings: [] })).toBe('No changes');
  expect(nothingToDo({ mode: 'normal', findings: [finding] })).toBe(
    'No changes, but ignored attributes of 1 resource differ',
  );
});
