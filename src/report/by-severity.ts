/** Changes of access in the order in which they matter. */
import type { AccessSeverity } from '../access/index.ts';

const RANKS: readonly AccessSeverity[] = ['critical', 'high', 'medium', 'low'];

/** Orders by severity, the worst first. */
export function bySeverity(
  a: { readonly change: { readonly severity: AccessSeverity } },
  b: { readonly change: { readonly severity: AccessSeverity } },
): number {
  return RANKS.indexOf(a.change.severity) - RANKS.indexOf(b.change.severity);
}
