/** A service that throttles as users report is outlasted: `npm run test:throttle` is the same at full size. */
import { expect, it } from 'vitest';
import { throttledRun } from '../support/throttled-run.ts';

const PACKAGES = 40;

it.each([7])(
  `plan, apply and drift of ${PACKAGES} packages come through, with no request before its time (seed %i)`,
  async (seed) => {
    const { planned, told, penalties, ...run } = await throttledRun(PACKAGES, seed);
    expect(planned).toBeGreaterThan(4 * PACKAGES);
    expect(run).toMatchObject({ left: 0, drifted: false, failed: 0, early: 0 });
    expect(penalties).toBeGreaterThan(0);
    // After the first no more than one.
    expect(penalties).toBeLessThanOrEqual(2);
    expect(told).toHaveLength(penalties);
    expect(told[0]).toMatch(/^The service asks to wait \d+ (s|min); \d+ of \d+ reads done\.$/);
  },
);
