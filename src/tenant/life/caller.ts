/** Who calls. Graph reads that from the token; here a header names a person, and without it a client calls as itself. */
import type { Store } from '../store.ts';
import { ServiceError } from '../service-error.ts';
import type { Caller } from './moment.ts';
import { findPerson, parseSignIn } from './person.ts';
import type { SignIn } from './person.ts';

/** `x-entente-user` is an id, a UPN or a mail address; `x-entente-sign-in` says how they sign in, as JSON; `x-entente-accept-privacy: true`. */
export function callerOf(store: Store, headers: Headers): Caller {
  const who = headers.get('x-entente-user');
  if (who === null || who.trim() === '') return { kind: 'application' };
  const acceptsPrivacy = headers.get('x-entente-accept-privacy') === 'true';
  return { kind: 'person', person: findPerson(store, who, signInOf(headers)), acceptsPrivacy };
}

function signInOf(headers: Headers): SignIn | undefined {
  const text = headers.get('x-entente-sign-in');
  if (text === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The header x-entente-sign-in is not valid JSON.');
  }
  return parseSignIn(value);
}
