/** Graph's ids, in either case. */
import { createHash } from 'node:crypto';

/** The source of a regular expression for one. */
export const GUID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';

const WHOLE = new RegExp(`^${GUID}$`);

export function isGuid(text: string): boolean {
  return WHOLE.test(text);
}

/** A GUID that follows from its parts. */
export function derivedId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
