/** What entities of one type are to a reader: the language of the tables in this folder. */
import type { Call } from '../context.ts';
import type { FilterSort } from '../wire/filter.ts';
import type { Entity } from '../json.ts';
import type { ServiceError } from '../wire/service-error.ts';
import type { KindName } from './kind-name.ts';

/** A link to other entities, which `$expand` returns and the path goes on by. */
export interface Navigation {
  readonly kind: KindName;
  readonly many: boolean;
  /** The entities that it leads to; at most one when it is not to many. */
  rows(call: Call, row: Entity): readonly Entity[];
  /** Whether what it leads to is answered as a whole where nothing is selected. */
  readonly whole?: boolean;
  /** Whether `/$ref` lists addresses; below which collection they are. */
  readonly references?: string;
}

export interface EntityKind {
  /** Name in Graph's metadata, without the namespace. */
  readonly type: string;
  /** Properties that are answered when none is asked for; those that a row lacks are null. */
  readonly properties: readonly string[];
  /** Properties that are answered when they are asked for by name. */
  readonly further?: readonly string[];
  /** Those of them that come unasked where an object of any type is answered as a whole. */
  readonly inWhole?: readonly string[];
  /** Paths of `$filter`. */
  readonly filterable: Readonly<Record<string, FilterSort>>;
  readonly navigations: Readonly<Record<string, Navigation>>;
  /** Values of properties, when they are not in the row as they are answered. */
  readonly view?: (call: Call, row: Entity) => Entity;
  /** Whether the rules of the directory hold: advanced queries, `$search` and no `$skip`. */
  readonly directory?: boolean;
  /** Kinds that a row may be of, by its `@odata.type`; this one stands for them all. */
  readonly subtypes?: readonly KindName[];
  /** Whether properties that a row lacks are left out, because they are another subtype's. */
  readonly sparse?: boolean;
  readonly missing: (id: string) => ServiceError;
}
