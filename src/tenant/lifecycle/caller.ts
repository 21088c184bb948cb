/**
 * Who calls. Graph reads that from the token, and so does this service from a test token. With the token that may do
 * everything a header names a person, and without it a client calls as itself.
 */
import type { Authority, Caller, Context, Person, SignIn } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { findPerson, parseSignIn } from './person.ts';

/** The value of a header, by its name in lower case. */
export type HeaderOf = (name: string) => string | undefined;

/** Headers of one request of a batch; what it does not say, the batch says for all. */
export function itemHeaders(own: Entity, ofBatch: HeaderOf): HeaderOf {
  const named = (name: string) => Object.entries(own).find(([key]) => key.toLowerCase() === name)?.[1];
  return (name) => {
    const value = named(name);
    return typeof value === 'string' ? value : ofBatch(name);
  };
}

/** `x-entente-user` is an id, a UPN or a mail address; `x-entente-sign-in` says how they sign in, as JSON; `x-entente-accept-privacy: true`. */
export function callerOf(store: Store, header: HeaderOf, authority: Authority | undefined): Caller {
  const named = header('x-entente-user')?.trim() ?? '';
  const bearer = authority?.kind === 'delegated' ? authority.principalId : '';
  const who = named === '' ? bearer : named;
  const person = who === '' ? undefined : findPerson(store, who, signInOf(header));
  if (authority !== undefined && textOf(person?.user?.['id']) !== bearer)
    throw new ServiceError(403, 'Forbidden', 'x-entente-user names another person than the token.');
  if (person === undefined) return { kind: 'application' };
  return { kind: 'person', person, acceptsPrivacy: header('x-entente-accept-privacy') === 'true' };
}

function signInOf(header: HeaderOf): SignIn | undefined {
  const text = header('x-entente-sign-in');
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ServiceError(400, 'BadRequest', 'The header x-entente-sign-in is not valid JSON.');
  }
  return parseSignIn(value);
}

/** The person who calls; throws 403 for a client that signed in as itself. */
export function callingPerson({ caller }: Context, what: string): Person {
  if (caller.kind === 'person') return caller.person;
  const message = `${what} needs a signed-in person; an application cannot do it. Name the person in x-entente-user.`;
  throw new ServiceError(403, 'Forbidden', message);
}
