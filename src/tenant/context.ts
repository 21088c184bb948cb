/** What requests are handled in, as types: a leaf, so that every file of the room can import it. */
import type { Behaviour } from './behaviour.ts';
import type { Collections } from './collections.ts';
import type { Entity, Json } from './json.ts';
import type { DirectoryRole } from './permissions/directory-roles.ts';
import type { Propagation } from './wire/propagation.ts';
import type { Query } from './wire/query.ts';
import type { Store, TableName } from './storage/store.ts';
import type { Shown } from './read/kind-name.ts';
import type { ThrottleCounts } from './wire/throttle.ts';
import type { FutureMembers } from './types/future.ts';
import type { Purpose } from './types/language.ts';

/** How a person proves who they are. */
export type SignIn =
  | { readonly kind: 'entra'; readonly tenantId: string }
  | { readonly kind: 'oneTimePasscode' }
  | { readonly kind: 'federation'; readonly issuerUri?: string }
  | { readonly kind: 'social'; readonly provider: string };

export interface Person {
  /** Their user object; undefined for a person who is not in the directory. */
  readonly user: Entity | undefined;
  readonly mail: string;
  readonly signIn: SignIn;
}

/** On whose behalf something happens. */
export type Caller =
  /** A client that signed in as itself, with an application's credentials. */
  | { readonly kind: 'application' }
  /** What falls due by itself. */
  | { readonly kind: 'service' }
  | {
      readonly kind: 'person';
      readonly person: Person;
      /** They accept the tenant's privacy notice with this call. */
      readonly acceptsPrivacy: boolean;
    };

/** What the bearer of a test token may do. */
export interface Authority {
  /** A person, through an application; or an application by itself. */
  readonly kind: 'delegated' | 'application';
  /** Object id of that person or application. */
  readonly principalId: string;
  /** Scopes of a person's token, application permissions of an application's. */
  readonly permissions: ReadonlySet<string>;
  readonly directoryRoles: ReadonlySet<DirectoryRole>;
}

/** The data, the tenant's time, and on whose behalf something happens. */
export interface Context {
  readonly store: Store;
  readonly behaviour: Behaviour;
  /** What bodies may have beyond the table of types. */
  readonly future: FutureMembers;
  /** UTC now, ISO 8601, by the tenant's own clock. */
  readonly now: string;
  readonly caller: Caller;
  /** Absent for those who may do everything. */
  readonly authority?: Authority | undefined;
  newId(): string;
}

/** A change that a row is due for at a time, without a request. */
export interface DueEvent {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly table: TableName;
  readonly id: string;
}

export interface DueEventQueue {
  /** Removes and returns the first event that is due by `until`; undefined when there is none. */
  take(until: string): DueEvent | undefined;
}

/** A request as its handler sees it. */
export interface Call extends Context {
  readonly dueEvents: DueEventQueue;
  readonly propagation: Propagation;
  /** What throttling has done; undefined where it is off. */
  readonly throttled: ThrottleCounts | undefined;
  readonly collections: Collections;
  readonly url: URL;
  readonly query: Query;
  /** Whether an object that a change does not find is to be created (`Prefer: create-if-missing`). */
  readonly createIfMissing: boolean;
  /** Whether only what has changed is to be answered (`Prefer: return=minimal`). */
  readonly minimal: boolean;
  /** Values of `{name}` in the route's pattern; ids in lower case. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  /** What the route says of bodies. */
  readonly takes: Takes | undefined;
}

export interface Answer {
  readonly status: number;
  /** Beside those of every answer, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is answered as it is. */
  readonly body?: Entity | string;
}

/** The type of a call's body, and what the body is for. */
export interface Takes {
  /** A name of the table of types. */
  readonly type: string;
  readonly purpose: Purpose;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path under /v1.0, with `{name}` for a segment. */
  readonly pattern: string;
  /** Absent: the call needs no body. */
  readonly takes?: Takes;
  /** What a success is answered with; absent: nothing, or what is this tenant's own. */
  readonly answers?: Shown;
  handle(call: Call): Answer;
}
