/**
 * The language of the table of types: what Microsoft's metadata says of a type, with what its documentation adds to it
 * (what a body must have, what only the service writes).
 */

/** Edm's primitive types, by their own names. */
export type Primitive =
  'String' | 'Boolean' | 'Int32' | 'Guid' | 'Duration' | 'DateTimeOffset' | 'Date' | 'TimeOfDay';

/** What a body is for: to create an object, to change members of one, or to take the place of one. */
export type Purpose = 'create' | 'update' | 'replace';

interface Flags {
  /**
   * Must be there, and neither null nor empty: `new` in bodies that create, `whole` also in those that replace and in
   * every value below a body, `always` in changes too.
   */
  readonly required?: 'new' | 'whole' | 'always';
  /** It need not be there beside this list, where that has items. */
  readonly unless?: string;
  /** False: null is refused. Collections and required members are never null. */
  readonly nullable?: false;
  /** The service alone decides it; a client may send it back, and it changes nothing. */
  readonly readOnly?: true;
  /** The purposes for which a body may have it; absent: all. Bodies below bodies may have what has no such list. */
  readonly on?: readonly Purpose[];
  /** The purposes for which a body may name objects of the collection by address, as `NAME@odata.bind`. */
  readonly bind?: readonly Purpose[];
  /** The documentation's examples spell its values as text: `"true"`, `"1"`. */
  readonly spelled?: true;
  /** What a text, or the value of an enum, can be in a body, in any casing. */
  readonly values?: readonly string[];
  /** It names an object that exists, so its abstract type need not be told apart. */
  readonly untyped?: true;
  /** Characters. */
  readonly maxLength?: number;
  /** Least value of a number. */
  readonly min?: number;
  /** Least number of items of a collection. */
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface Member extends Flags {
  /** A primitive, or the name of an enum or structure of the table. */
  readonly type: string;
  readonly many: boolean;
  /** `reference` names an object by its id, `contained` has it whole; absent: no navigation property. */
  readonly navigation?: 'reference' | 'contained';
}

/** Members that go with values of another member. */
interface Cases {
  readonly by: string;
  /** By value: the members that must be there. */
  readonly of: Readonly<Record<string, readonly string[]>>;
  /** The members of other values must be absent or null. */
  readonly exclusive?: true;
}

/** An entity type or a complex type. */
export interface Structure {
  /** The type whose members it has as well. */
  readonly base?: string;
  /** What Graph calls it, where this service has several types of that name, by what their bodies must have. */
  readonly graphName?: string;
  /** Values need an `@odata.type` that names a type derived from it. */
  readonly abstract?: true;
  readonly members: Readonly<Record<string, Member>>;
  readonly cases?: Cases;
}

const member =
  (type: string) =>
  (flags: Flags = {}): Member => ({ type, many: false, ...flags });

export const text = member('String');
export const flag = member('Boolean');
export const integer = member('Int32');
export const guid = member('Guid');
export const duration = member('Duration');
export const instant = member('DateTimeOffset');
export const date = member('Date');

/** A value of an enum or complex type. */
export const of = (type: string, flags: Flags = {}): Member => member(type)(flags);

/** A collection of primitives, enums or complex values. */
export const listOf = (type: string, flags: Flags = {}): Member => ({ type, many: true, ...flags });

/** A navigation property that a body names by id: `{ "id": … }`, or with `NAME@odata.bind`. */
export const reference = (type: string, flags: Flags = {}): Member => ({
  ...member(type)(flags),
  navigation: 'reference',
});

/** A navigation property whose objects are part of the body. */
export const contained = (type: string, flags: Flags = {}): Member => ({
  ...member(type)(flags),
  navigation: 'contained',
});

/** A collection of such objects. */
export const containedList = (type: string, flags: Flags = {}): Member => ({
  ...listOf(type, flags),
  navigation: 'contained',
});

/** A navigation property that is read and expanded, and has calls of its own for changes: no body has it. */
export const navigated = (type: string, many: boolean): Member => ({
  type,
  many,
  navigation: 'contained',
  on: [],
});

/** Such a collection, of which a body may bind objects that exist. */
export const bindable = (type: string, bind: readonly Purpose[]): Member => ({
  ...navigated(type, true),
  bind,
  maxItems: 20,
});

/** What the service alone writes. */
export const READ_ONLY = { readOnly: true } as const;
/** What an object has by the time it exists: no body can take it away. */
export const REQUIRED = { required: 'whole' } as const;
export const NOT_NULL = { nullable: false } as const;
