import { onceFor } from './once.ts';
import type { JsonValue } from './value.ts';

/**
 * What happens to a member when configuration and tenant differ.
 * - `update` (default): written in place.
 * - `replace`: cannot be changed in place; the object is deleted and created again.
 * - `computed`: filled by the service; never compared, never sent.
 * - `kept`: compared only when declared; otherwise the live value is carried over and sent back as it is.
 */
type Mutability = 'update' | 'replace' | 'computed' | 'kept';

/** The form of a value; together these say how it is normalized, compared and shown. */
export type Shape =
  | { readonly type: 'string' }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer' }
  /** Any JSON, compared as it is. */
  | { readonly type: 'json' }
  /** A point in time, UTC. */
  | { readonly type: 'instant' }
  | { readonly type: 'date' }
  /** ISO 8601, compared by value. */
  | { readonly type: 'duration' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  /** A directory object's id (a user, group, service principal); lower-cased GUID. */
  | { readonly type: 'principal' }
  /** Any other GUID; lower-cased. */
  | { readonly type: 'guid' }
  /** Another resource of kind `to`: its address where it is managed, its id where it is not. */
  | { readonly type: 'reference'; readonly to: string }
  | { readonly type: 'object'; readonly members: Members; readonly nullable?: boolean }
  /** Order matters. `pairBy` names the member by which items are recognized when others are inserted. */
  | { readonly type: 'list'; readonly of: Shape; readonly pairBy?: string }
  /** Order does not matter; canonical form is sorted and without duplicates. */
  | { readonly type: 'set'; readonly of: Shape };

/** One named member of an object, with what its absence means. */
export type Member = Shape & {
  readonly mutability?: Mutability;
  /** The value that an absent, null or undefined member stands for; without one it stays absent. */
  readonly default?: JsonValue;
  /**
   * Written in a step of its own after the object and everything it refers to exist, and emptied before the
   * object is deleted: for references that may form cycles (incompatible packages).
   */
  readonly deferred?: boolean;
  /**
   * Of a member that is kept and that the service does not change by itself: what changed since the last apply is
   * drift, whether it is declared or not.
   */
  readonly watched?: boolean;
};

/** The members of an object by Graph's property name. */
export interface Members {
  readonly [name: string]: Member;
}

/** Members with their names. They never change, so the list is made once: every comparison of every object walks it. */
export const membersOf = onceFor((members: Members) => Object.entries(members));
