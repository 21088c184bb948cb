/** What the life of requests and assignments happens in: the data, the tenant's time, and on whose behalf. */
import type { Behaviour } from '../behaviour.ts';
import { ServiceError } from '../service-error.ts';
import type { Store } from '../store.ts';
import type { Person } from './person.ts';

/** On whose behalf something happens. */
export type Caller =
  /** A client that signed in as itself, as Entente does. */
  | { readonly kind: 'application' }
  /** What falls due without anybody asking. */
  | { readonly kind: 'service' }
  | {
      readonly kind: 'person';
      readonly person: Person;
      /** They accept the tenant's privacy notice with this call. */
      readonly acceptsPrivacy: boolean;
    };

export interface Moment {
  readonly store: Store;
  readonly behaviour: Behaviour;
  /** UTC now, ISO 8601, by the tenant's own clock. */
  readonly now: string;
  readonly caller: Caller;
  newId(): string;
}

/** The person who calls; throws 403 for a client that signed in as itself. */
export function callingPerson({ caller }: Moment, what: string): Person {
  if (caller.kind === 'person') return caller.person;
  const message = `${what} needs somebody who is signed in; an application cannot do it. Name them in x-entente-user.`;
  throw new ServiceError(403, 'Forbidden', message);
}
