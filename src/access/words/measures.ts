/** Measures in words: how long, how often. */
import { durationSeconds } from '../../model/duration.ts';

/** `90 days`, `4 hours`; a duration that is neither comes back as it is. */
export function durationText(duration: string): string {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) return duration;
  if (seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  return seconds % 3_600 === 0 ? counted(seconds / 3_600, 'hour') : duration;
}

/** `every 3 months`, `every week, 4 times`, `once`. */
export function cycleText(cycle: {
  readonly unit: string;
  readonly interval: number;
  readonly times?: number;
  readonly until?: string;
}): string {
  const { unit, interval, times, until } = cycle;
  if (unit === 'once') return unit;
  const every = interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
  if (times !== undefined) return `${every}, ${counted(times, 'time')}`;
  return until === undefined ? every : `${every} until ${until}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
