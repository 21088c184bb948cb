/** A sample of the boundaries that `npm run test:crash` goes through completely; CRASH_SEED draws others. */
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Boundary } from './crash.ts';
import { crash, describeBoundary, prepare } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';

const seed = Number(process.env['CRASH_SEED'] ?? 1);
let drawn = seed;

/** A whole number below `limit` that follows from the seed. */
function draw(limit: number): number {
  drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((drawn / 4_294_967_296) * limit);
}

const [scenario] = [SCENARIOS[draw(SCENARIOS.length)]];

it(`an apply that is cut off loses nothing and makes nothing twice (CRASH_SEED=${seed})`, async () => {
  if (scenario === undefined) throw new Error('There is no scenario');
  const prepared = await prepare(scenario);
  const kinds = ['request', 'state', 'interrupt'] as const;
  const boundaries = kinds.flatMap((type): Boundary[] => {
    const all = prepared.boundaries.filter((boundary) => boundary.type === type);
    const chosen = all[draw(all.length)];
    return chosen === undefined ? [] : [chosen];
  });
  expect(boundaries).toHaveLength(kinds.length);
  const outcomes = await Promise.all(
    boundaries.map(async (boundary) => {
      const { orphans, duplicates, unreadable, faults } = await crash(prepared, boundary);
      return {
        at: `${scenario.name}, ${describeBoundary(boundary)}`,
        orphans,
        duplicates,
        unreadable,
        faults,
      };
    }),
  );
  const fine = { orphans: 0, duplicates: 0, unreadable: false, faults: [] };
  expect(outcomes).toEqual(outcomes.map(({ at }) => ({ at, ...fine })));
  rmSync(prepared.folder, { recursive: true });
}, 180_000);
