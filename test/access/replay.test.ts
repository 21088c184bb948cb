/** Entries of the access diff come true in the embedded tenant: sampled here, at length by `npm run test:access -- --replay N`. */
import { describe, expect, it } from 'vitest';
import { KNOWN_REFUTATIONS, knownRefutation } from '../support/proof/replay/known.ts';
import { newReplayTally, replayEdit } from '../support/proof/replay/run.ts';
import { ofEachKind } from '../support/whole.ts';

/** An edit with entries that the tenant can show. */
const SHOWN = { world: 1, edit: 0 };

describe('an entry of the access diff', () => {
  it('has a person whom the embedded tenant answers otherwise after the plan', async () => {
    const tally = newReplayTally();
    await replayEdit(SHOWN.world, SHOWN.edit, tally);
    expect(tally.refuted.filter((each) => knownRefutation(each) === undefined)).toEqual([]);
    expect([...tally.replayed.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
  }, 60_000);

  it.each(ofEachKind(KNOWN_REFUTATIONS, () => ''))(
    'is still refuted: $name',
    async ({ is, example }) => {
      const tally = newReplayTally();
      await replayEdit(example.world, example.edit, tally);
      // Once this fails, the fault is mended: take it off the list.
      expect(tally.refuted.filter(is)).not.toEqual([]);
    },
    60_000,
  );
});
