/** Instants and durations as this service counts them: months have no fixed length, so durations have no months. */
import type { Store } from '../storage/store.ts';

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Milliseconds of an ISO 8601 duration; a year has 365 days. Undefined for months and for anything malformed. */
export function durationMs(duration: string): number | undefined {
  const match = DURATION.exec(duration);
  if (match === null || /^P$|T$/.test(duration)) return undefined;
  const [years, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return (
    ((years ?? 0) * 365 + (weeks ?? 0) * 7 + (days ?? 0)) * DAY +
    ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * SECOND
  );
}

/** The instant a duration after another, ISO 8601 in UTC; a malformed duration adds nothing. */
export function addDuration(instant: string, duration: string): string {
  return new Date(Date.parse(instant) + (durationMs(duration) ?? 0)).toISOString();
}

/** An instant in this service's own form; undefined when the text is none. */
export function parseInstant(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** What the tenant's own clock shows at a real time. */
export function tenantTime(store: Store, real: Date): string {
  const offset = Number(store.get('meta', 'clock')?.['offsetMs'] ?? 0);
  return new Date(real.getTime() + offset).toISOString();
}
