/** Whatever somebody calls a thing, a page shows its name as text. */
import { describe, expect, it } from 'vitest';
import { driftHtml } from '../../src/report/html/drift-html.ts';
import { planHtml } from '../../src/report/html/plan-html.ts';
import { expectHarmlessHtml } from '../support/harmless.ts';
import { obeyedIn } from '../support/obeyed.ts';
import { planOf } from '../support/hostile-plan.ts';
import { driftOf, doorsOf, SAMPLE, each } from '../support/hostile-reports.ts';

describe('a thing, whatever it is called,', () => {
  it('is nothing but text in HTML', () => {
    each(SAMPLE, (name) => {
      const plan = planOf(name);
      const drift = driftHtml(driftOf(name), doorsOf(name), () => 'hash');
      for (const page of [planHtml(plan, () => 'hash'), drift]) {
        expectHarmlessHtml(page);
        expect(obeyedIn(page)).toEqual([]);
      }
    });
  });
});
