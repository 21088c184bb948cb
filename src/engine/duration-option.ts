const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90`, `30s`, `5m`, `1h` or `1m30s` as seconds; undefined for another text. */
export function durationOption(value: string): number | undefined {
  if (/^\d+$/.test(value)) return Number(value);
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(value) || value === '') return undefined;
  const parts = [...value.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0), 0);
}

/** Seconds; Graph takes up to 100 for a request. */
export const DEFAULT_TIMEOUT = 600;

/** Seconds of one wait that the service asks for; up to 315 are reported. */
export const DEFAULT_MAX_WAIT = 900;

/** setTimeout knows nothing longer than 24 days. */
const LONGEST_TIMEOUT = 24 * 3600;

/** How long to wait for one request to a service, or as it asks, in seconds; undefined for a text that is not a duration from 1s to 24h. */
export function requestTimeout(value: string): number | undefined {
  const seconds = durationOption(value) ?? 0;
  return seconds < 1 || seconds > LONGEST_TIMEOUT ? undefined : seconds;
}
