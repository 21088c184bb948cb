/**
 * `npm run test:access [-- REQUESTS [SEED]]`: holds the analysis of access against the embedded tenant over random
 * worlds until that many requests (100,000) have been compared. Prints what was met how often; ends with 1 when the
 * two differ, with the seed that shows it.
 */
import fc from 'fast-check';
import { compareWorld, newTally, TRAPS } from '../test/support/agreement.ts';
import { world } from '../test/support/world-arbitrary.ts';

const [wanted = 100_000, first = 1] = process.argv.slice(2).map(Number);
const tally = newTally();
const started = performance.now();
let differing = 0;
let said = 0;
let seed = first;
for (; tally.requests < wanted && differing < 10; seed += 1) {
  const [made] = fc.sample(world, { seed, numRuns: 1 });
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
console.log(
  `${tally.requests} requests in ${seed - first} worlds, ${seconds} s: ${differing === 0 ? 'the two agree' : `the two differ in ${differing} worlds`}`,
);
process.exitCode = differing + missed.length === 0 ? 0 : 1;
