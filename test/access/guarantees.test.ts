/** Guarantees in small worlds: what is said of them is so, by an oracle that asks every person. */
import { describe, expect, it } from 'vitest';
import { proveGuarantees } from '../support/proof/brute/guarantees.ts';
import { size, WHOLE } from '../support/whole.ts';

describe('guarantees over small worlds', () => {
  it('hold exactly where the oracle finds nobody who breaks them', () => {
    const { asked, broken, unknown, excused, disagreements } = proveGuarantees({
      worlds: size(100, 500),
      seed: 1,
    });
    expect(disagreements).toEqual([]);
    expect({ asked, broken, unknown, excused }).toEqual(
      WHOLE
        ? { asked: 6_000, broken: 3_092, unknown: 114, excused: 31 }
        : { asked: 1_200, broken: 613, unknown: 22, excused: 7 },
    );
  }, 60_000);
});
