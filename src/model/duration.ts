const PATTERN =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/** Seconds of an ISO 8601 duration without years or months (their length varies); undefined when malformed. */
export function durationSeconds(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null || /[PT]$/.test(text)) return undefined;
  const [, sign, years, months, weeks, days, hours, minutes, seconds, fraction] = match;
  if (years !== undefined || months !== undefined) return undefined;
  const total =
    (Number(weeks ?? 0) * 7 + Number(days ?? 0)) * 86_400 +
    Number(hours ?? 0) * 3_600 +
    Number(minutes ?? 0) * 60 +
    Number(`${seconds ?? 0}.${fraction ?? 0}`);
  return sign === undefined ? total : -total;
}

/**
 * The one spelling of a duration's value: whole days, then hours, minutes, seconds (`PT336H` → `P14D`, zero → `PT0S`).
 * Another text comes back unchanged, so that a comparison still shows it.
 */
export function normalizeDuration(text: string): string {
  const total = durationSeconds(text);
  if (total === undefined || total < 0) return text;
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = Math.round((total % 60) * 1e7) / 1e7;
  const date = days > 0 ? `${days}D` : '';
  const time =
    (hours > 0 ? `${hours}H` : '') + (minutes > 0 ? `${minutes}M` : '') + (seconds > 0 ? `${seconds}S` : '');
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}
