/** Words that the messages of several rules share. */
import { counted } from '../model/counted.ts';
import type { GovernedPolicy } from './governed.ts';

/** The policy's package by its name in quotes. */
export function nameOfPackage(policy: GovernedPolicy): string {
  return policy.package?.name ?? `"${policy.spec.accessPackage}"`;
}

const MOST_LISTED = 3;

/** `A`, `A and B`, `A, B and C`, `A, B, C and 4 more`; `most` says how many are named. */
export function listed(items: readonly string[], most = MOST_LISTED): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** `1 day`, `2.5 days`. */
export function roundedCount(count: number, noun: string): string {
  return counted(Math.round(count * 10) / 10, noun);
}
