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
/** Two of these are drawn, and one cell of each: phases of the tenant and its reader, of the state that answers, and of what never answers. */
const CLASSES: readonly RegExp[] = [
  / while (connecting|reading|question),/,
  / while (applying|waiting for Retry-After|settling|deleting), state/,
  / while (lock|write|release), state/,
  /, (unanswered|swallowed), state/,
];
/** Seconds are those of a machine of its own; with other tests beside it everything takes longer. */
const slack = all ? 1 : 4;
const terminals = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';

let state = seed >>> 0;
/** One of them, or none of none; which, follows from the seed. */
function drawn<T>(from: readonly T[]): T[] {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  const at = Math.floor((state / 4_294_967_296) * from.length);
  return from.slice(at, at + 1);
}

/** Two neighbours: with two cells at a time, none of four waits for the clock alone. */
function drawnClasses(): readonly RegExp[] {
  const [first] = drawn(CLASSES.map((_of, index) => index));
  return [0, 1].flatMap((step) => CLASSES[((first ?? 0) + step) % CLASSES.length] ?? []);
}

const possible = CELLS.filter(({ phase }) => phase !== 'question' || terminals);
const matching = possible.filter((cell) => only === undefined || describeCell(cell).includes(only));
const sample = () =>
  drawnClasses().flatMap((of) => drawn(matching.filter((cell) => of.test(describeCell(cell)))));
const cells = all || only !== undefined ? matching : sample();
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
