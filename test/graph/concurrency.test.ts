import { describe, expect, test } from 'vitest';
import { Concurrency } from '../../src/graph/concurrency.ts';

/** Starts as many exchanges as may run and returns their tickets. */
function fill(concurrency: Concurrency): number[] {
  const tickets: number[] = [];
  while (concurrency.free()) tickets.push(concurrency.enter());
  return tickets;
}

describe('the number of exchanges at a time', () => {
  test('is halved once by a wave of throttling, and again by the next', () => {
    const concurrency = new Concurrency(8);
    for (const ticket of fill(concurrency)) concurrency.leave(ticket, 1);
    const second = fill(concurrency);
    expect(second).toHaveLength(4);
    for (const ticket of second) concurrency.leave(ticket, 1);
    expect(fill(concurrency)).toHaveLength(2);
  });

  test('never falls below one', () => {
    const concurrency = new Concurrency(2);
    for (let wave = 0; wave < 5; wave += 1) {
      for (const ticket of fill(concurrency)) concurrency.leave(ticket, 1);
    }
    expect(fill(concurrency)).toHaveLength(1);
  });

  test('grows back by about one a round, up to the maximum', () => {
    const concurrency = new Concurrency(4);
    for (const ticket of fill(concurrency)) concurrency.leave(ticket, 1);
    const sizes = [1, 2, 3, 4, 5, 6].map(() => {
      const tickets = fill(concurrency);
      for (const ticket of tickets) concurrency.leave(ticket, 0);
      return tickets.length;
    });
    expect(sizes).toEqual([2, 2, 3, 4, 4, 4]);
  });

  test('stays as it is while only some parts of exchanges are throttled', () => {
    const concurrency = new Concurrency(4);
    for (const ticket of fill(concurrency)) concurrency.leave(ticket, 1);
    for (const ticket of fill(concurrency)) concurrency.leave(ticket, 0.1);
    expect(fill(concurrency)).toHaveLength(2);
  });
});
