/** Every difference that people see after an edit is told, and nothing else is: sampled here, at length by `npm run test:access`. */
import { describe, expect, it } from 'vitest';
import { KNOWN_FAULTS, knownFault } from '../support/proof/known.ts';
import { NO_ACCESS_CHANGE } from '../../src/access/index.ts';
import type { Fault } from '../support/proof/judge.ts';
import { Judge } from '../support/proof/judge.ts';
import { newProofTally, openWorld, proveInTenant, proveWorld } from '../support/proof/run.ts';
import { size } from '../support/whole.ts';

describe('the access diff of a random edit', () => {
  it('tells what a panel of people sees, and nothing that nobody sees', async () => {
    const tally = newProofTally();
    await proveWorld(1, tally, Array(size(8, 25)).keys());
    expect(tally.faults.filter((fault) => knownFault(fault) === undefined)).toEqual([]);
    // Edits that nobody notices would prove nothing.
    expect(tally.edits).toBeGreaterThanOrEqual(size(6, 20));
    expect(tally.seen).toBeGreaterThanOrEqual(size(2, 6));
    expect(tally.attributes.size).toBeGreaterThanOrEqual(size(5, 15));
  });

  it('tells what the embedded tenant answers otherwise after a plan', async () => {
    const proof = await proveInTenant(SHOWN.world, SHOWN.edit);
    expect(proof?.faults).toEqual([]);
    expect(proof?.differing).toBeGreaterThan(0);
  });

  it('would be found silent if it said nothing', async () => {
    const world = await openWorld(1);
    const silent: Fault[] = [];
    for (let index = 0; index < 12 && !silent.some(({ sort }) => sort === 'silent'); index += 1) {
      const edited = await world?.edit(index);
      if (edited !== undefined)
        silent.push(...new Judge(edited.before, edited.after, NO_ACCESS_CHANGE).faults());
    }
    expect(silent.map(({ sort }) => sort)).toContain('silent');
  });

  it.each(KNOWN_FAULTS)('still has a known fault: $name', async ({ is, example }) => {
    const tally = newProofTally();
    await proveWorld(example.world, tally, [example.edit]);
    // Once this fails, the fault is mended: take it off the list.
    expect(tally.faults.filter(is)).not.toEqual([]);
  });
});

/** An edit that the tenant takes, and answers otherwise after. */
const SHOWN = { world: 1, edit: 7 };
