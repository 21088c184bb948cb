/** Small worlds, every person of them asked: the analysis and an oracle that shares no code with it agree. */
import { describe, expect, it } from 'vitest';
import { NO_ACCESS_CHANGE } from '../../src/access/index.ts';
import { proveGate } from '../support/proof/brute/gate.ts';
import { KNOWN_FAULTS } from '../support/proof/brute/known.ts';
import { faultsBetween, knownWorld } from '../support/proof/brute/pairs.ts';
import { proveSmallWorlds } from '../support/proof/brute/run.ts';
import type { SmallWorld } from '../support/proof/brute/small-world.ts';
import { PLAIN } from '../support/proof/brute/small-world.ts';
import { size } from '../support/whole.ts';

describe('brute force over small worlds', () => {
  it('agrees with the analysis, and with the comparison of two (npm run test:access -- --brute: all of them)', () => {
    const { worlds, pairs, open } = proveSmallWorlds({ first: 7, every: size(844, 211) });
    expect([...open]).toEqual([]);
    expect(worlds).toBeGreaterThan(size(50, 200));
    expect(pairs).toBeGreaterThan(size(50, 200));
  }, 60_000);

  it.each(KNOWN_FAULTS)('still has a known fault: $name', ({ is, example }) => {
    const [before, after] = example.map(knownWorld);
    if (before === undefined || after === undefined) throw new Error('an example is two worlds');
    // Once this fails, the fault is mended: take it off the list.
    expect(faultsBetween(before, after).filter((fault) => is(fault, before, after))).not.toEqual([]);
  });

  it('agrees with the check for new access (npm run test:access -- --gate 1000000)', () => {
    const { pairs, opening, witnessed, disagreements } = proveGate({ pairs: size(100, 400), seed: 1 });
    expect(disagreements).toEqual([]);
    expect(pairs).toBe(size(100, 400));
    expect(opening).toBeGreaterThan(size(37, 150));
    expect(pairs - opening).toBeGreaterThan(size(25, 100));
    expect(witnessed).toBeGreaterThan(size(37, 150));
  }, 60_000);

  it.each([
    [21_885, 'another rule comes beside one that gives no less'],
    [
      19_070,
      'an exclusion goes where requests are in vain, and guests can be assigned through another policy',
    ],
    [12_570, 'a policy ends while nobody gets in through it'],
    [11_398, 'what forbids requests changes where nobody can request'],
    [10_185, 'the only approver of a package can request it'],
    [21, 'guests go on in a catalog that is shown to external users no more'],
  ])('agrees with it for pair %i: %s', (seed) => {
    expect(proveGate({ pairs: 1, seed }).disagreements).toEqual([]);
  });

  it('would find a comparison silent that says nothing', () => {
    const open = (type: 'allMemberUsers' | 'allExternalUsers'): SmallWorld => ({
      ...PLAIN,
      policies: [{ scope: { type }, terms: {} }],
    });
    const [before, after] = [knownWorld(open('allMemberUsers')), knownWorld(open('allExternalUsers'))];
    const kinds = faultsBetween(before, after, NO_ACCESS_CHANGE).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['silent request gained', 'silent request lost']));
  });
});
