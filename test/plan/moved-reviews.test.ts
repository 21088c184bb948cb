/** When reviews begin is filled in by the service where nobody declares it, and is known from its answer all the same. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Governance, Policy } from '../../src/schema/governance.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const START = 'reviewSettings.schedule.startDateTime';
let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => {
  bench.close();
});

const reviewed = (review?: Pick<Policy, 'reviewSettings'>): Governance =>
  governed({
    catalogs: { k: { displayName: 'K' } },
    packages: { p: { catalog: 'k', displayName: 'P', description: 'P' } },
    policies: {
      y: { accessPackage: 'p', displayName: 'Y', allowedTargetScope: 'allMemberUsers', ...review },
    },
  });

const QUARTERLY = reviewed({
  reviewSettings: {
    schedule: {
      expiration: { type: 'afterDuration', duration: 'P14D' },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
    },
  },
});

/** Moves the start of the reviews as the portal does, and says which paths a plan tells then. */
async function moved(startDateTime: string): Promise<(readonly [string, boolean])[]> {
  const [policy] = await bench.list('/assignmentPolicies?$expand=accessPackage,questions');
  const review = policy?.['reviewSettings'] as JsonObject;
  const reviewSettings = { ...review, schedule: { ...(review['schedule'] as JsonObject), startDateTime } };
  await bench.portal('PUT', `/assignmentPolicies/${String(policy?.['id'])}`, { ...policy, reviewSettings });
  const { drift, changes } = await bench.plan(QUARTERLY);
  expect(changes.filter(({ action }) => action !== 'noop')).toEqual([]);
  return drift.map(({ address, changedPaths, undeclared }) => [
    address,
    changedPaths.includes(START) && undeclared?.includes(START) === true,
  ]);
}

it('a start that was moved by years is drift, and one by hours is not', async () => {
  await bench.apply(QUARTERLY);
  expect(await moved('2026-01-01T05:00:00Z')).toEqual([]);
  expect(await moved('2035-01-01T00:00:00Z')).toEqual([['policy.y', true]]);
});

it('so is one of a review that came later', async () => {
  await bench.apply(reviewed());
  await bench.apply(QUARTERLY);
  expect(await moved('2035-01-01T00:00:00Z')).toEqual([['policy.y', true]]);
});

it('the state keeps it when something else of the policy changes', async () => {
  await bench.apply(QUARTERLY);
  const { policies, ...others } = QUARTERLY;
  const { y } = policies ?? {};
  if (y !== undefined) await bench.apply({ ...others, policies: { y: { ...y, description: 'Members' } } });
  await bench.apply(QUARTERLY);
  expect(await moved('2035-01-01T00:00:00Z')).toEqual([['policy.y', true]]);
});
