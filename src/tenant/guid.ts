/** Graph's ids, in either case. */
import { createHash } from 'node:crypto';

/** The source of a regular expression for one. */
export const GUID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';

const WHOLE = new RegExp(`^${GUID}$`);

export function isGuid(text: string): boolean {
  return WHOLE.test(text);
}

/** A GUID's bytes as .NET orders them: the first three groups backwards. */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', '').padEnd(32, '0'), 'hex');
  for (const [from, to] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ])
    bytes.subarray(from, to).reverse();
  return bytes;
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
