/** How often and how long a lock is waited for, whatever the backend. */
import { describe, expect, it } from 'vitest';
import type { Attempt, Waiting } from '../../src/state/waiting.ts';
import { waitForLock } from '../../src/state/waiting.ts';
import { lockInfo, refusal } from '../support/state-samples.ts';

const OWN = lockInfo({ id: 'own', who: 'alice', host: 'here' });
const HOLDER = lockInfo({ id: 'other', who: 'bob', host: 'there' });

/** The pauses of a wait whose attempts end as `met` says; the last of them is repeated. */
async function wait(met: readonly Attempt[], more: Partial<Waiting>) {
  const pauses: number[] = [];
  const told: number[] = [];
  let attempts = 0;
  const over = () => pauses.reduce((sum, pause) => sum + pause, 0);
  const ended = await waitForLock(
    OWN,
    {
      timeoutMs: 0,
      retryMs: 100,
      longestRetryMs: 1000,
      delay: (ms) => Promise.resolve(void pauses.push(ms)),
      onWait: () => void told.push(over()),
      ...more,
    },
    () => Promise.resolve(met[Math.min(attempts++, met.length - 1)] ?? 'taken'),
  ).then(
    () => 'taken',
    (error: unknown) => error,
  );
  return { pauses, told, attempts, ended };
}

describe('a lock that another holds', () => {
  it.each<[timeoutMs: number, pauses: readonly number[]]>([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [300, [100, 200]],
    [700, [100, 200, 400]],
    [3200, [100, 200, 400, 800, 1000, 700]],
  ])('is waited for %i ms and not a moment longer', async (timeoutMs, pauses) => {
    const waited = await wait([HOLDER], { timeoutMs });
    expect(waited.pauses).toEqual(pauses);
    expect(waited.attempts).toBe(pauses.length + 1);
    expect(waited.ended).toMatchObject(refusal('STATE_LOCKED'));
    expect(String(waited.ended)).toContain('locked by bob on there');
  });

  it('is told of once, as soon as the wait is noticed and before it is long', async () => {
    expect((await wait([HOLDER], { timeoutMs: 399 })).told).toEqual([]);
    expect((await wait([HOLDER], { timeoutMs: 400 })).told).toEqual([400]);
    const slow = await wait([HOLDER], { timeoutMs: 5000, retryMs: 1000 });
    expect([slow.told, slow.pauses.slice(0, 3)]).toEqual([[400], [400, 1000, 1000]]);
  });

  it('is taken by the first attempt after it is free', async () => {
    const waited = await wait([HOLDER, HOLDER, 'taken'], { timeoutMs: 10_000 });
    expect(waited).toMatchObject({ ended: 'taken', attempts: 3, pauses: [100, 200] });
  });

  it('is not waited for when its holder is gone', async () => {
    const waited = await wait([HOLDER], { timeoutMs: 10_000, isGone: ({ id }) => id === 'other' });
    expect(waited).toMatchObject({ attempts: 1, pauses: [] });
    expect(String(waited.ended)).toContain('a process that is gone');
    expect(waited.ended).toMatchObject(refusal('STATE_LOCKED'));
  });
});

describe('a lock that was freed meanwhile', () => {
  it('is tried again at once, even where nothing is waited for', async () => {
    expect(await wait(['again', 'taken'], {})).toMatchObject({ ended: 'taken', pauses: [1] });
  });

  it('is given up when others take and free it all the time', async () => {
    const { ended, pauses } = await wait(['again'], { timeoutMs: 20, retryMs: 30 });
    expect(pauses).toEqual(Array(50).fill(1));
    expect(String(ended)).toContain('Others take and free the lock of the state all the time');
  });
});
