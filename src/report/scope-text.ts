import { counted } from '../model/counted.ts';
import type { Plan } from '../plan/plan.ts';

/** What a plan is limited to, and how much lies outside. */
export function scopeText(
  { catalogs, outside }: NonNullable<Plan['scope']>,
  shown: (address: string) => string,
): string {
  const left = outside === 0 ? '' : `; ${counted(outside, 'resource')} outside of the scope`;
  return `Limited to ${catalogs.map(shown).join(', ')}${left}.`;
}
