import type { JsonObject } from '../model/value.ts';
import { asString, isList, isObject } from '../model/value.ts';

/** What a token says about itself, unverified: only good for telling people about it. */
export interface TokenClaims {
  readonly audience: string | undefined;
  readonly tenantId: string | undefined;
  /** The app or person that it stands for. */
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** Application permissions, or the delegated ones. */
  readonly permissions: readonly string[];
  /** It stands for a person in an application, not for the application itself. */
  readonly delegated: boolean;
  /** The application that asked for it. */
  readonly applicationId: string | undefined;
  /** Template ids of the directory roles that its subject holds. */
  readonly directoryRoles: readonly string[];
}

/** Claims of a JWT; undefined for a token of another form, such as that of the embedded tenant. */
export function tokenClaims(token: string): TokenClaims | undefined {
  const claims = payload(token);
  if (claims === undefined) return undefined;
  const texts = (name: string) => {
    const value = claims[name];
    return isList(value) ? value.filter((each) => typeof each === 'string') : [];
  };
  const scopes = asString(claims['scp'])?.split(' ') ?? [];
  const expires = claims['exp'];
  return {
    audience: asString(claims['aud']),
    tenantId: asString(claims['tid']),
    subject: asString(claims['sub']),
    issuer: asString(claims['iss']),
    expiresAt: typeof expires === 'number' ? expires * 1000 : undefined,
    permissions: [...texts('roles'), ...scopes],
    delegated: claims['scp'] !== undefined,
    applicationId: asString(claims['appid']) ?? asString(claims['azp']),
    directoryRoles: texts('wids'),
  };
}

function payload(token: string): JsonObject | undefined {
  const [, body = ''] = token.split('.');
  try {
    const parsed = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
