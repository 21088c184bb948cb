/** A full disk and a service that does not answer; `SIGNALS=all` plays more sizes, and more of what the service does. */
import { expect, it } from 'vitest';
import { fillDisk } from './full-disk.ts';
import type { Filling } from './full-disk.ts';

const ALL = process.env['SIGNALS'] === 'all';
const SIZES = ALL ? [1, 2, 4, 8, 16, 32, 64] : [16];
const FILLINGS: readonly Omit<Filling, 'diskKiB'>[] = [
  { passing: 0, carriedOut: false, killed: false, pushes: false },
  { passing: 0, carriedOut: false, killed: true, pushes: false },
  { passing: 2, carriedOut: true, killed: true, pushes: false },
  { passing: 2, carriedOut: false, killed: false, pushes: true, nextKiB: 16 },
];

it.each(
  SIZES.flatMap((diskKiB) =>
    (ALL ? FILLINGS : FILLINGS.slice(2)).map((filling) => ({ diskKiB, ...filling })),
  ),
)(
  'what left a machine with a full disk unanswered is not sent again before somebody agrees (%j)',
  async (filling) => {
    const { unanswered, sentAgain, asked, next, left, last } = await fillDisk(filling);
    expect(sentAgain).toEqual([]);
    // Each is asked for by its address, unless the service had made it, or the next run had no room to begin.
    if (!filling.carriedOut && filling.nextKiB === undefined)
      expect(asked.length).toBeGreaterThanOrEqual(unanswered.length);
    for (const { stderr } of [next, last])
      expect(stderr).not.toMatch(/This is a bug|error STATE_(CORRUPT|INVALID|READ|JOURNAL|NEWER|EMPTY|FILE)/);
    expect({ left, code: last.code, stderr: last.stderr }).toMatchObject({ left: [], code: 0 });
  },
  120_000,
);
