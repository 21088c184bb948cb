/** Holds the analysis of access against the embedded tenant over random worlds, and prints what was met how often. */
import fc from 'fast-check';
import { compareWorld, newTally, TRAPS } from '../agreement.ts';
import { worldAtDoor } from '../world-arbitrary.ts';

/** False when the two differ, or when a long run has not met every trap. */
export async function proveAgreement(wanted: number, first: number): Promise<boolean> {
  if (wanted === 0) return true;
  const tally = newTally();
  const started = performance.now();
  let differing = 0;
  let said = 0;
  let seed = first;
  for (; tally.requests < wanted && differing < 10; seed += 1) {
    const [made] = fc.sample(worldAtDoor, { seed, numRuns: 1 });
    const faults = made === undefined ? [] : await compareWorld(made, tally);
    for (const fault of faults.slice(0, 5)) console.log(`seed ${seed}: ${fault}`);
    if (faults.length > 0) differing += 1;
    if (tally.requests - said >= 10_000) {
      said = tally.requests;
      console.log(`${tally.requests} requests, ${Math.round((performance.now() - started) / 1000)} s`);
    }
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  for (const [what, count] of [...tally.seen].sort()) console.log(`${String(count).padStart(8)}  ${what}`);
  const missed = tally.requests >= 10_000 ? TRAPS.filter((trap) => !tally.seen.has(trap)) : [];
  for (const trap of missed) console.log(`never met: ${trap}`);
  const outcome = differing === 0 ? 'the two agree' : `the two differ in ${differing} worlds`;
  console.log(`${tally.requests} requests in ${seed - first} worlds, ${seconds} s: ${outcome}`);
  return differing + missed.length === 0;
}
