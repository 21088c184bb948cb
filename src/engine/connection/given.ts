/** Credentials from variables of the environment. */
import { failure } from '../../diagnostics/failure.ts';
import type { Host } from '../host.ts';

/**
 * A variable's value without the white space around it; undefined when it is not set. One that is set and empty is an
 * error: a secret that is missing in CI must not silently become another way to sign in.
 */
export function given(
  { env }: Pick<Host, 'env'>,
  name: string,
  code: 'GRAPH_CREDENTIALS' | 'STATE_CREDENTIALS',
): string | undefined {
  const value = env[name]?.trim();
  if (value !== '') return value;
  throw failure(
    code,
    `${name} is set, but empty`,
    `Give ${name} its value (in CI: check that the secret exists and that the job may read it), or remove the variable`,
  );
}

/** The token that ENTENTE_GRAPH_TOKEN holds; undefined when it is not set. */
export function givenToken(host: Pick<Host, 'env'>): string | undefined {
  const token = given(host, 'ENTENTE_GRAPH_TOKEN', 'GRAPH_CREDENTIALS');
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw failure(
    'GRAPH_CREDENTIALS',
    'ENTENTE_GRAPH_TOKEN holds spaces, line breaks or letters that no token has',
    'Set it to the token alone, without "Bearer" and without quotes',
  );
}
