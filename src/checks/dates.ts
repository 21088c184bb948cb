/** Days and dates of policies. */
import type { GovernedPolicy } from './governed.ts';

const DAY = 86_400_000;

/** The day after which nobody has access through the policy any more: `2026-11-25`; undefined without a fixed date. */
export function endOf({ expires, spec }: GovernedPolicy): string | undefined {
  return expires === 'afterDateTime' ? spec.expiration?.endDateTime?.slice(0, 10) : undefined;
}

/** Days from today until `endOf`, not negative. */
export function daysLeft(policy: GovernedPolicy, today: string): number | undefined {
  const end = endOf(policy);
  return end === undefined ? undefined : Math.max(0, daysBetween(today, end));
}

/** Between two days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

/** The day that many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

const LENGTHS = {
  daily: 1,
  weekly: 7,
  absoluteMonthly: 30,
  relativeMonthly: 30,
  absoluteYearly: 365,
  relativeYearly: 365,
} as const;

/** Days between two reviews, a month counted as 30. */
export function daysOf({
  type,
  interval = 1,
}: {
  readonly type: keyof typeof LENGTHS;
  readonly interval?: number;
}): number {
  return LENGTHS[type] * interval;
}
