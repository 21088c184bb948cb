import { describe, expect, it } from 'vitest';
import { masked, redacted } from '../../src/diagnostics/secrets.ts';

const LONG = 'abcdefghij0123456789klmnop';

/** Each form of a secret alone in its text, so that no other form covers it. */
const SECRETS: readonly (readonly [text: string, secret: string])[] = [
  ['a: ftp+x://u:hidden@host', 'u:hidden'],
  ['a: HTTPS://hidden@host/path', 'hidden'],
  ['authorization: Basic aGlkZGVu', 'aGlkZGVu'],
  [`AUTHORIZATION="bearer hidden"`, 'hidden'],
  [`a: bearer ${LONG}`, LONG],
  [`a: Bearer\n${LONG}`, LONG],
  ['a: eyJhbGciOiJub25l.eyJzdWIi.c2ln', 'eyJhbGciOiJub25l.eyJzdWIi.c2ln'],
  ['a: accountkey=hidden', 'hidden'],
  ['a: SharedAccessKey=hidden', 'hidden'],
  ['a: SharedAccessSignature=hidden', 'hidden'],
  ['a: client_secret=hidden', 'hidden'],
  ['a: CLIENT_ASSERTION=hidden', 'hidden'],
  ['a: /x?SIG=hidden', 'hidden'],
  ['a: /x&sig=hidden', 'hidden'],
  ['a: x;sig=hidden', 'hidden'],
];

describe('secrets by their form', () => {
  it.each(SECRETS)('%j', (text, secret) => {
    expect(redacted(text)).toBe(text.replace(secret, '***'));
    expect(masked(text)).toBe(text.replace(secret, '*'.repeat(secret.length)));
  });

  it('leaves what only looks like the beginning of one', () => {
    const text = 'see https://host/path, ask the bearer of the key about authorization; eyJ, sig = 1';
    expect(redacted(text)).toBe(text);
  });
});
