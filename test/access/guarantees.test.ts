/** Guarantees in small worlds: what is said of them is so, by an oracle that asks every person. */
import { describe, expect, it } from 'vitest';
import { proveGuarantees } from '../support/proof/brute/guarantees.ts';

describe('guarantees over small worlds', () => {
  it('hold exactly where the oracle finds nobody who breaks them', () => {
    const { asked, broken, unknown, excused, disagreements } = proveGuarantees({ worlds: 1_500, seed: 1 });
    expect(disagreements).toEqual([]);
    expect({ asked, broken, unknown, excused }).toEqual({
      ...{ asked: 18_000, broken: 8_898, unknown: 319, excused: 76 },
    });
  }, 60_000);
});
