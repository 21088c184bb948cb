/**
 * `npm run test:crash [SCENARIO]`: every boundary of every scenario, with figures. Exits with 1 when anything was lost,
 * doubled or unreadable.
 */
import { rmSync } from 'node:fs';
import build from '../support/global-setup.ts';
import type { Boundary, Outcome, Prepared } from './crash.ts';
import { crash, describeBoundary, prepare } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';

/** Runs at a time: one uses little more than half a core. */
const AT_ONCE = 3;
/** Runs until a boundary is given up that none comes to. */
const TRIES = 3;

build();
const [only] = process.argv.slice(2);
const begin = performance.now();
const total = { boundaries: 0, unreached: 0, orphans: 0, duplicates: 0, unreadable: 0, faults: 0 };
for (const scenario of SCENARIOS.filter(({ name }) => only === undefined || name === only)) {
  const prepared = await prepare(scenario);
  const left = [...prepared.boundaries];
  const figures = {
    ...total,
    boundaries: left.length,
    unreached: 0,
    orphans: 0,
    duplicates: 0,
    unreadable: 0,
    faults: 0,
  };
  const work = async (): Promise<void> => {
    for (let boundary = left.shift(); boundary !== undefined; boundary = left.shift()) await one(boundary);
  };
  const one = async (boundary: Boundary): Promise<void> => {
    const { reached, orphans, duplicates, unreadable, faults } = await crashAt(prepared, boundary);
    if (!reached) figures.unreached += 1;
    figures.orphans += orphans;
    figures.duplicates += duplicates;
    if (unreadable) figures.unreadable += 1;
    if (faults.length > 0) figures.faults += 1;
    for (const fault of faults) console.log(`${scenario.name}, ${describeBoundary(boundary)}: ${fault}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  rmSync(prepared.folder, { recursive: true });
  console.log(`${scenario.name}: ${inWords(figures)}`);
  for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += figures[name];
}
console.log(`in all: ${inWords(total)}; ${Math.round((performance.now() - begin) / 1000)} s`);
process.exitCode = total.orphans + total.duplicates + total.unreadable + total.faults > 0 ? 1 : 0;

/** How requests share exchanges, and records a write of the state, depends on the moment; so it is tried again. */
async function crashAt(prepared: Prepared, boundary: Boundary): Promise<Outcome> {
  let outcome = await crash(prepared, boundary);
  for (let tries = 1; tries < TRIES && !outcome.reached && outcome.faults.length === 0; tries += 1)
    outcome = await crash(prepared, boundary);
  return outcome;
}

function inWords({ boundaries, unreached, orphans, duplicates, unreadable, faults }: typeof total): string {
  return (
    `${boundaries} boundaries (${unreached} not come to), ${orphans} orphans, ${duplicates} duplicates, ` +
    `${unreadable} unreadable states, ${faults} runs with anything else than an undisturbed one`
  );
}
