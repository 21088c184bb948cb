import { describe, expect, it } from 'vitest';
import { Pace, UNKNOWN_PACE } from '../../src/graph/pace.ts';
import type { PaceMemory } from '../../src/graph/pace.ts';

function paceOf(memory?: PaceMemory, maxInFlight = 12) {
  const time = { now: 1_000_000 };
  const pace = new Pace({ maxInFlight, memory, clock: () => time.now });
  /** One round: all that there is room for leaves, `refused` of each exchange is refused, for so long. */
  const round = (refused = 0, askedMs?: number): number => {
    const out = [];
    for (let room = pace.room; room > 0; room = pace.room) out.push(pace.enter(Math.min(room, 20)));
    if (askedMs !== undefined) pace.hold(askedMs);
    for (const each of out) pace.leave(each, Math.min(refused, each.items), askedMs);
    return out.reduce((sum, { items }) => sum + items, 0);
  };
  const wait = (): number => {
    const ms = pace.pauseMs ?? 0;
    time.now += ms;
    pace.passed(pace.pausedUntil);
    return ms;
  };
  return { pace, time, round, wait };
}

describe('the pace', () => {
  it('of an unknown service begins with four requests and doubles', () => {
    const { round } = paceOf(UNKNOWN_PACE);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => round())).toEqual([4, 8, 16, 32, 60, 120, 240, 240]);
  });

  it('is all that may be under way where nothing is to be learnt', () => {
    expect(paceOf().round()).toBe(240);
  });

  it('is halved once by a wave of refusals, and grows by one exchange a round from there', () => {
    const { round } = paceOf(undefined, 8);
    expect([round(20), round(), round(), round()]).toEqual([160, 80, 80, 100]);
  });

  it('never falls below one request', () => {
    const { round } = paceOf(UNKNOWN_PACE, 1);
    for (let wave = 0; wave < 9; wave += 1) round(20);
    expect(round()).toBe(1);
  });

  it('stays at most half of what was refused for a long wait, whatever passes afterwards', () => {
    const { pace, time, round, wait } = paceOf(UNKNOWN_PACE);
    round();
    round(6, 60_000);
    expect([pace.isHeld, wait()]).toEqual([true, 60_000]);
    // Six passed within ten seconds and the seventh did not: 0.35 a second.
    const began = time.now;
    for (let sent = 0; sent < 36; sent += 1) {
      expect(round()).toBe(1);
      wait();
    }
    expect(36_000 / (time.now - began)).toBeCloseTo(0.35, 2);
  });

  it('is slowed by no short wait, which a busy service asks for now and then', () => {
    const { pace, round, wait } = paceOf({ window: 240 });
    round(1, 1_000);
    expect(wait()).toBe(1_000);
    expect([round(), pace.memory]).toEqual([240, { window: 240 }]);
  });

  it('is remembered with the rate and with the wait that is not over', () => {
    const first = paceOf(UNKNOWN_PACE);
    first.round();
    first.round(6, 315_000);
    const { memory } = first.pace;
    expect(memory).toEqual({ window: 4, rate: 0.35, notBefore: first.time.now + 315_000 });
    const next = paceOf(memory);
    expect([next.round(), next.pace.isHeld, next.wait(), next.round(), next.round()]).toEqual([
      ...[0, true, 315_000, 1, 0],
    ]);
  });

  it('is a quarter faster after a run that was not refused, until the rate holds nothing back', () => {
    const { pace, round, wait } = paceOf({ window: 4, rate: 2 });
    for (let sent = 0; sent < 20; sent += 1) {
      wait();
      round();
    }
    expect(pace.memory.rate).toBe(2.5);
    const fast = paceOf({ window: 200, rate: 90 });
    for (let sent = 0; sent < 20; sent += 1) {
      fast.wait();
      fast.round();
    }
    expect(fast.pace.memory.rate).toBeUndefined();
  });
});
