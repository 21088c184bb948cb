const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90`, `30s`, `5m`, `1h` or `1m30s` as seconds; undefined for another text. */
export function durationOption(value: string): number | undefined {
  if (/^\d+$/.test(value)) return Number(value);
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(value) || value === '') return undefined;
  const parts = [...value.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0), 0);
}
