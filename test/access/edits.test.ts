/** Every difference that people see after an edit is told, and nothing else is: sampled here, at length by `npm run test:access`. */
import { describe, expect, it } from 'vitest';
import { KNOWN_FAULTS, knownFault } from '../support/proof/known.ts';
import { newProofTally, proveInTenant, proveWorld } from '../support/proof/run.ts';

describe('the access diff of a random edit', () => {
  it('tells what a panel of people sees, and nothing that nobody sees', async () => {
    const tally = newProofTally();
    for (const world of [1, 2]) await proveWorld(world, tally);
    expect(tally.faults.filter((fault) => knownFault(fault) === undefined)).toEqual([]);
    // Edits that nobody notices would prove nothing.
    expect(tally.edits).toBeGreaterThanOrEqual(60);
    expect(tally.seen).toBeGreaterThanOrEqual(15);
    expect(tally.attributes.size).toBeGreaterThanOrEqual(40);
  });

  it('tells what the embedded tenant answers otherwise after a plan', async () => {
    const edits = await Promise.all([1, 2].map((edit) => proveInTenant(SHOWN, edit)));
    expect(edits).toEqual([[], []]);
  });

  it.each(KNOWN_FAULTS)('still has a known fault: $name', async ({ is, example }) => {
    const tally = newProofTally();
    await proveWorld(example.world, tally, [example.edit]);
    // Once this fails, the fault is mended: take it off the list.
    expect(tally.faults.filter(is)).not.toEqual([]);
  });
});

/** A world that the tenant takes before and after these edits. */
const SHOWN = 33;
