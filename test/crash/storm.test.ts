/** One of the storms that `npm run test:crash storms` goes through by the hundred; STORM_SEED names another. */
import { expect, it } from 'vitest';
import { describeCalm, storm } from './storm.ts';

const seed = Number(process.env['STORM_SEED'] ?? 1);

it.each([seed])(
  'after a storm nothing is lost, nothing is there twice unnamed, and the next applies mend it (STORM_SEED=%i)',
  async (each) => {
    const calm = await storm(each);
    const { lost, silentDoubles, unreadable, faults } = calm;
    expect({ at: describeCalm(calm), lost, silentDoubles, unreadable, faults }).toEqual({
      at: describeCalm(calm),
      lost: 0,
      silentDoubles: 0,
      unreadable: 0,
      faults: [],
    });
  },
  180_000,
);
