/**
 * Test tokens: JSON Web Tokens in shape, so that clients can read who they are for and until when, and worth nothing
 * outside of the tenant that issued them.
 *
 * They are unsigned (`alg: none`, an empty third segment), so that nothing that checks signatures can mistake one for
 * a token of Microsoft. What keeps others from making one up is the claim `proof`: a digest of the other claims with
 * a secret that only this tenant has. It cannot be the signature itself, for then the header would lie about it. The
 * secret is the tenant's and not the token that it is served with: that one changes with every start, and a tenant in
 * process has none.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';

const ISSUER = 'https://embedded-tenant.entente.invalid/';
const NOTE = 'Test token of an embedded tenant of Entente: worth nothing anywhere else';

const encoded = (value: Entity) => Buffer.from(JSON.stringify(value)).toString('base64url');
const proofOf = (claims: Entity, secret: string) =>
  createHmac('sha256', secret).update(JSON.stringify(claims)).digest('base64url');

/** The token that states `claims`; makes the tenant's secret when it has none yet. */
export function issueToken(store: Store, claims: Entity): string {
  const secret = secretOf(store) ?? newSecret(store);
  const all = { iss: ISSUER, entente: NOTE, ...claims };
  return `${encoded({ typ: 'JWT', alg: 'none' })}.${encoded({ ...all, proof: proofOf(all, secret) })}.`;
}

function secretOf(store: Store): string | undefined {
  return textOf(store.get('meta', 'tokens')?.['secret']) || undefined;
}

function newSecret(store: Store): string {
  const secret = randomBytes(32).toString('base64url');
  store.put('meta', 'tokens', { secret });
  return secret;
}

const BEARER = /^Bearer\s+([\w-]+)\.([\w-]+)\.([\w-]*)$/i;

/** Whether a header holds what has the shape of such a token, no matter who made it. */
export function isTokenShaped(authorization: string | undefined): authorization is string {
  return authorization !== undefined && BEARER.test(authorization);
}

const refuse = (message: string) => new ServiceError(401, 'InvalidAuthenticationToken', message);
const wrong = () => refuse('Access token validation failure. It was not issued by this tenant.');

/** The claims of a token that this tenant issued and that holds at `now`; throws 401 for any other. */
export function claimsOf(store: Store, authorization: string, now: string): Entity {
  const payload = BEARER.exec(authorization)?.[2];
  const secret = secretOf(store);
  if (payload === undefined || secret === undefined) throw wrong();
  const { proof, ...claims } = parsed(payload);
  const [given, due] = [Buffer.from(textOf(proof)), Buffer.from(proofOf(claims, secret))];
  if (given.length !== due.length || !timingSafeEqual(given, due)) throw wrong();
  const second = Date.parse(now) / 1000;
  // A clock that was set back makes tokens valid that are not yet due; only their end counts.
  if (second >= Number(claims['exp'])) throw refuse('Lifetime validation failed, the token is expired.');
  return claims;
}

function parsed(payload: string): Entity {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (isEntity(value)) return value;
  } catch {
    // Not JSON: refused below.
  }
  throw wrong();
}
