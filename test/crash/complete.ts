/**
 * `npm run test:crash [SCENARIO]`: every boundary of every scenario, then storms, with figures. `npm run test:crash
 * storms [COUNT] [SEED]`: storms alone. Exits with 1 when anything was lost, doubled or unreadable.
 */
import { rmSync } from 'node:fs';
import build from '../support/global-setup.ts';
import type { Boundary, Outcome, Prepared } from './crash.ts';
import { crash, describeBoundary, prepare } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';
import { describeCalm, storm } from './storm.ts';
import type { Calm } from './storm.ts';

/** Runs at a time: one uses little more than half a core. */
const AT_ONCE = 3;
/** Runs until a boundary is given up that none comes to. */
const TRIES = 3;

await build();
const [only, count = '100', firstSeed = '1'] = process.argv.slice(2);
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
if (only === undefined || only === 'storms') await storms(Number(count), Number(firstSeed));
console.log(`in all: ${inWords(total)}; ${Math.round((performance.now() - begin) / 1000)} s`);
process.exitCode = total.orphans + total.duplicates + total.unreadable + total.faults > 0 ? 1 : 0;

/** How requests share exchanges, and records a write of the state, depends on the moment; so it is tried again. */
async function crashAt(prepared: Prepared, boundary: Boundary): Promise<Outcome> {
  let outcome = await crash(prepared, boundary);
  for (let tries = 1; tries < TRIES && !outcome.reached && outcome.faults.length === 0; tries += 1)
    outcome = await crash(prepared, boundary);
  return outcome;
}

/** Storms of successive seeds; one uses little more than half a core. */
async function storms(many: number, first: number): Promise<void> {
  const calms: Calm[] = [];
  const left = Array.from({ length: many }, (_, index) => first + index);
  const work = async (): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const calm = await storm(seed);
      calms.push(calm);
      console.log(describeCalm(calm));
      for (const fault of calm.faults) console.log(`  ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const sum = (of: (calm: Calm) => number) => calms.reduce((whole, calm) => whole + of(calm), 0);
  const faced = sum(({ weather }) => [...weather.values()].reduce((whole, each) => whole + each, 0));
  const lost = sum((calm) => calm.lost);
  const silent = sum((calm) => calm.silentDoubles);
  const unreadable = sum((calm) => calm.unreadable);
  const faults = sum((calm) => (calm.faults.length > 0 ? 1 : 0));
  console.log(
    `storms: ${calms.length} with ${faced} faults of the service, ${sum(({ twins }) => twins)} twins made, ` +
      `${lost} lost, ${silent} silent doubles, ${unreadable} unreadable states, ${faults} that did not end well`,
  );
  total.orphans += lost;
  total.duplicates += silent;
  total.unreadable += unreadable;
  total.faults += faults;
}

function inWords({ boundaries, unreached, orphans, duplicates, unreadable, faults }: typeof total): string {
  return (
    `${boundaries} boundaries (${unreached} not come to), ${orphans} orphans, ${duplicates} duplicates, ` +
    `${unreadable} unreadable states, ${faults} runs with anything else than an undisturbed one`
  );
}
