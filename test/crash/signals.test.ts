/**
 * Signals in every phase of a command that holds the lock of a state, with real processes. `npm run test:signals` plays
 * every cell, the suite some; SIGNALS_ONLY plays those whose name contains it.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Cell } from './signals.ts';
import { CELLS, describeCell, limitOf, meet } from './signals.ts';

const all = process.env['SIGNALS'] === 'all';
const only = process.env['SIGNALS_ONLY'];
/** One of each: phases of people and of the tenant, of a state that answers, and of one that does not; every signal, every place. */
const SAMPLE: readonly Cell[] = [
  { signal: 'SIGHUP', phase: 'question', place: 'local' },
  { signal: 'SIGTERM', phase: 'applying', place: 'local' },
  { signal: 'SIGINT', phase: 'write', place: 'azure' },
  { signal: 'SIGTERM', phase: 'lock, unanswered', place: 'http' },
];
/** Seconds are those of a machine of its own; with other tests beside it everything takes longer. */
const slack = all ? 1 : 4;
const terminals = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';

const possible = CELLS.filter(({ phase }) => phase !== 'question' || terminals);
const isPlayed = (cell: Cell) =>
  only === undefined
    ? all || SAMPLE.some((one) => describeCell(one) === describeCell(cell))
    : describeCell(cell).includes(only);
const cells = possible.filter(isPlayed);
if (!terminals) console.log('Without the program script no terminal can be played: no question is met.');

it.each(cells.map((cell) => [describeCell(cell), cell] as const))(
  'ends what is under way, says so and loses nothing: %s',
  async (_name, cell) => {
    const { seconds, stderr, faults } = await meet(cell);
    expect({ faults, stderr }).toEqual({ faults: [], stderr });
    expect(seconds).toBeLessThan(limitOf(cell.phase) * slack);
  },
  240_000,
);
