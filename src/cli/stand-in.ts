/** What stands for a name that nobody looked up. */

/** The name itself, as a look-up of its type would record it; not for domains. */
export function standIn(type: string, text: string): string {
  if (type === 'site') return text;
  return type === 'id' ? `other:${text.toLowerCase()}` : text.toLowerCase();
}
