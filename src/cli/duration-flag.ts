import { InvalidArgumentError } from 'commander';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90`, `30s`, `5m`, `1h` or `1m30s` as seconds. */
export function durationFlag(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(value) || value === '')
    throw new InvalidArgumentError('Write a duration such as 30s, 5m or 1h.');
  const parts = [...value.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0), 0);
}
