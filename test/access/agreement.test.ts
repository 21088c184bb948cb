/** The analysis of access and the embedded tenant share no code; over random worlds they say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWorld, newTally, TRAPS } from '../support/agreement.ts';
import { worldAtDoor } from '../support/world-arbitrary.ts';

describe('the analysis and the embedded tenant', () => {
  it('agree on who may ask, through what, who decides, and until when (npm run test:access: 100,000)', async () => {
    const tally = newTally();
    await fc.assert(
      fc.asyncProperty(worldAtDoor, async (made) => {
        expect(await compareWorld(made, tally)).toEqual([]);
      }),
      { numRuns: 5, seed: 8 },
    );
    expect(tally.requests).toBeGreaterThanOrEqual(300);
    // A long run meets every trap; these few worlds at least every way to say yes or no.
    const missed = TRAPS.filter((trap) => /^(reason|scope)/.test(trap) && !tally.seen.has(trap));
    expect(missed).toEqual([]);
  }, 60_000);
});
