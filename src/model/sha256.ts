import { createHash } from 'node:crypto';

/** The SHA-256 of a text in parts, each of which is a step. */
export function* sha256OfParts(parts: Iterable<string>): Generator<void, string, void> {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
    yield;
  }
  return hash.digest('hex');
}

/** The SHA-256 of a text (UTF-8) in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
