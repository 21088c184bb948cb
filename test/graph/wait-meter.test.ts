import { expect, test } from 'vitest';
import { WaitMeter } from '../../src/graph/wait-meter.ts';

test('only the time in which nothing was under way counts, and waits at the same time count once', () => {
  let now = 0;
  const meter = new WaitMeter(() => now);
  const at = (time: number, event: () => void) => {
    now = time;
    event();
  };
  at(0, () => meter.exchangeBegins());
  at(10, () => meter.waitBegins());
  at(20, () => meter.exchangeEnds());
  at(30, () => meter.waitBegins());
  now = 35;
  expect(meter.waitedMs).toBe(15);
  at(40, () => meter.waitEnds());
  at(50, () => meter.exchangeBegins());
  at(60, () => meter.exchangeEnds());
  at(65, () => meter.waitEnds());
  now = 100;
  expect(meter.waitedMs).toBe(20 + 10 + 5);
});
