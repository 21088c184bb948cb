/** Goes through small worlds and pairs of them, every one or one in so many, and counts what does not agree. */
import { expectedIn } from '../expected.ts';
import type { Disagreement } from './answers.ts';
import { disagreements } from './answers.ts';
import { KNOWN_FAULTS } from './known.ts';
import type { Fault, Known } from './pairs.ts';
import { faultsBetween, knownWorld } from './pairs.ts';
import { PEOPLE } from './people.ts';
import { pairsOfPlaces, WORLDS, worldAt } from './small-world.ts';

/** Which of the worlds, or pairs, are looked at: the one at `first`, and every one so many further. */
export interface Stride {
  readonly first: number;
  readonly every: number;
}

export interface BruteTally {
  worlds: number;
  pairs: number;
  readonly known: Map<string, number>;
  /** By kind: how many, and the first of them. */
  readonly open: Map<string, { readonly count: number; readonly example: string }>;
}

export function proveSmallWorlds(
  { first, every }: Stride,
  tell: (progress: string) => void = () => {},
): BruteTally {
  const tally: BruteTally = { worlds: 0, pairs: 0, known: new Map(), open: new Map() };
  for (let index = first; index < WORLDS.length; index += every) {
    const place = WORLDS[index];
    const world = place && worldAt(place);
    if (world === undefined) continue;
    tally.worlds += 1;
    if (tally.worlds % 1_000 === 0) tell(`${tally.worlds} worlds`);
    for (const found of disagreements(world)) count(tally, found, JSON.stringify(world), knownAnswer(found));
  }
  let [index, of] = [0, new Map<string, Known | undefined>()];
  const known = (place: Parameters<typeof worldAt>[0]): Known | undefined => {
    const key = place.join();
    if (of.size > 5_000) of = new Map();
    if (!of.has(key)) {
      const world = worldAt(place);
      of.set(key, world && knownWorld(world));
    }
    return of.get(key);
  };
  for (const [past, present] of pairsOfPlaces()) {
    index += 1;
    if ((index - 1) % every !== first % every) continue;
    const [before, after] = [known(past), known(present)];
    if (before === undefined || after === undefined) continue;
    tally.pairs += 1;
    if (tally.pairs % 1_000 === 0) tell(`${tally.pairs} pairs`);
    const worlds = `${JSON.stringify(before.world)}\n          ${JSON.stringify(after.world)}`;
    for (const fault of faultsBetween(before, after))
      count(tally, fault, worlds, knownFault(fault, before, after));
  }
  return tally;
}

function knownFault(fault: Fault, before: Known, after: Known): string | undefined {
  return expectedIn(KNOWN_FAULTS, fault, before, after)?.name;
}

function knownAnswer({ kind }: Disagreement): string | undefined {
  return KNOWN_FAULTS.find(({ answer }) => answer === kind)?.name;
}

function count(
  { known, open }: BruteTally,
  { kind, detail }: Disagreement,
  where: string,
  name: string | undefined,
) {
  if (name !== undefined) known.set(name, (known.get(name) ?? 0) + 1);
  else
    open.set(kind, {
      example: `${detail}\n          ${where}`,
      ...open.get(kind),
      count: (open.get(kind)?.count ?? 0) + 1,
    });
}

/** False when something was found that is not known. */
export function proveByBruteForce(stride: Stride): boolean {
  const started = performance.now();
  const tell = (progress: string) => process.stdout.isTTY && process.stdout.write(`\r${progress}`);
  const { worlds, pairs, known, open } = proveSmallWorlds(stride, tell);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${worlds} small worlds × ${PEOPLE.length} people, and ${pairs} pairs of worlds, ${seconds} s`);
  for (const [name, times] of known) console.log(`${String(times).padStart(8)}  known: ${name}`);
  for (const [kind, { count: times, example }] of open)
    console.log(`${String(times).padStart(8)}  ${kind}\n          ${example.slice(0, 2_000)}`);
  console.log(`kinds that are not known: ${open.size}`);
  return open.size === 0;
}
