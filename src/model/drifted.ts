/** What counts as drift: exit codes, headlines and issues go by the same. */
import { GUARANTEE_RULE, REFERRED_CHANGED } from './rule-ids.ts';

/** What of a drift report decides it. */
interface Told {
  readonly drift: readonly unknown[];
  readonly access: Readonly<Record<'gained' | 'lost' | 'changed', readonly unknown[]>>;
  readonly findings: readonly { readonly rule: string; readonly message: string }[];
}

/** Whether the tenant is not as it was last applied, or not as the guarantees have it. */
export function isDrifted(told: Told): boolean {
  const { gained, lost, changed } = told.access;
  const letsOthersIn = gained.length + lost.length + changed.length > 0;
  return told.drift.length > 0 || letsOthersIn || brokenGuarantees(told) > 0 || changedOutside(told) > 0;
}

/** Objects that others own, that the configuration refers to, and that changed. */
export function changedOutside({ findings }: Pick<Told, 'findings'>): number {
  return findings.filter(({ rule }) => rule === REFERRED_CHANGED).length;
}

/** Guarantees that are broken, in the ways that they are. */
export function brokenGuarantees({ findings }: Pick<Told, 'findings'>): number {
  return new Set(findings.flatMap(({ rule, message }) => (rule === GUARANTEE_RULE ? [message] : []))).size;
}
