/**
 * Signals in every phase of a command that holds the lock of a state, with real processes. `npm run test:signals` plays
 * every cell; by default some are drawn, which SIGNAL_SEED repeats.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { CELLS, describeCell, limitOf, meet } from './signals.ts';

const all = process.env['SIGNALS'] === 'all';
const only = process.env['SIGNALS_ONLY'];
const seed = Number(process.env['SIGNAL_SEED'] ?? Math.floor(Math.random() * 1e9));
const SAMPLE = 6;
/** Seconds are those of a machine of its own; with other tests beside it everything takes longer. */
const slack = all ? 1 : 4;
const terminals = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';

/** Some of them, which follow from the seed. */
function drawn<T>(from: readonly T[], count: number): T[] {
  let state = seed >>> 0;
  const left = [...from];
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return left.splice(Math.floor((state / 4_294_967_296) * left.length), 1);
  }).flat();
}

const possible = CELLS.filter(({ phase }) => phase !== 'question' || terminals);
const matching = possible.filter((cell) => only === undefined || describeCell(cell).includes(only));
const cells = all || only !== undefined ? matching : drawn(matching, SAMPLE);
if (!terminals) console.log('Without the program script no terminal can be played: no question is met.');

it.each(cells.map((cell) => [describeCell(cell), cell] as const))(
  `ends what is under way, says so and loses nothing: %s (SIGNAL_SEED=${seed})`,
  async (_name, cell) => {
    const { seconds, stderr, faults } = await meet(cell);
    expect({ faults, stderr }).toEqual({ faults: [], stderr });
    expect(seconds).toBeLessThan(limitOf(cell.phase) * slack);
  },
  240_000,
);
