/** How long a command that was told to end still waits for what it must not leave undone. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Waits } from '../../src/net/waits.ts';

const HURRY = { leftMs: 5_000, eachMs: 2_000, afterSilenceMs: 1_000 };
let waits: Waits;

beforeEach(() => {
  vi.useFakeTimers();
  waits = new Waits({ limitMs: 600_000, onWait: () => undefined });
});
afterEach(() => void vi.useRealTimers());

/** A request that is answered after `ms`, if it is waited for that long. */
async function isWaitedFor(ms: number): Promise<boolean> {
  const wait = waits.begin('POST /state', { last: true });
  await vi.advanceTimersByTimeAsync(ms);
  wait.end();
  return !wait.signal.aborted;
}

it('gives a service that answered slowly before the time that it takes, again and again', async () => {
  expect(await isWaitedFor(4_000)).toBe(true);
  const underWay = isWaitedFor(4_000);
  waits.hurry(HURRY);
  expect(await underWay).toBe(true);
  expect(await isWaitedFor(4_500)).toBe(true);
  expect(await isWaitedFor(4_500)).toBe(true);
});

it('gives up a request under way to one that is slower than ever', async () => {
  expect(await isWaitedFor(4_000)).toBe(true);
  const underWay = isWaitedFor(20_000);
  waits.hurry(HURRY);
  expect(await underWay).toBe(false);
  // It was silent once, so the next has the shortest time.
  expect(await isWaitedFor(900)).toBe(true);
  expect(await isWaitedFor(1_100)).toBe(false);
});

it('gives one that answered quickly until now the short time alone', async () => {
  expect(await isWaitedFor(20)).toBe(true);
  waits.hurry(HURRY);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await isWaitedFor(1_900)).toBe(true);
  expect(await isWaitedFor(2_100)).toBe(false);
});
