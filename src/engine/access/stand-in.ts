/** What stands for a name that nobody looked up. */
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';

/** The name itself, as a look-up of its type would record it; '' for a domain, which no tenant has verified. */
export function standIn(key: LookupKey): string {
  const { type, text } = parseLookup(key);
  if (type === 'domain') return '';
  if (type === 'site') return text;
  return type === 'id' ? `other:${text.toLowerCase()}` : text.toLowerCase();
}
