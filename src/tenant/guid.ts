/** Graph's ids, in either case. */

/** The source of a regular expression for one. */
export const GUID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';

const WHOLE = new RegExp(`^${GUID}$`);

export function isGuid(text: string): boolean {
  return WHOLE.test(text);
}
