/** What of access each attribute bears on: a change of it is said to change nothing only where that is known. */
import type { AttributePath } from '../model/path.ts';
import type { Member } from '../model/shape.ts';

/** A side of access that can differ. */
export type Facet =
  /** Who is admitted at all, or through which policies. */
  | 'reach'
  /** Who an organization is. */
  | 'people'
  | 'approval'
  | 'justification'
  | 'questions'
  | 'duration'
  | 'schedule'
  | 'extension'
  | 'review'
  /** What becomes of access that a rule gave when the rule no longer matches. */
  | 'leaving'
  | 'grants'
  | 'conditions'
  | 'hidden'
  /** Who requests for others. */
  | 'onBehalf'
  /** Who administers a catalog. */
  | 'administration'
  /** What becomes of a guest whose last access lapses. */
  | 'lapse'
  /** What workflows that are called do to a request; nothing here can tell. */
  | 'workflows';

/** `nothing`: people get in, decide and hold as before, whatever it is. */
type Bearing = Facet | 'nothing';

/** An attribute with what it bears on; an object, and a list of objects, may leave that to its members. */
type Attribute = Member &
  (
    | { readonly bearsOn: Bearing | readonly Facet[] }
    | { readonly type: 'object'; readonly bearsOn?: never; readonly members: AttributeTable }
    | {
        readonly type: 'list' | 'set';
        readonly bearsOn?: never;
        readonly of: { readonly type: 'object'; readonly members: AttributeTable };
      }
  );

/** The attributes of a kind by Graph's property name. */
export interface AttributeTable {
  readonly [name: string]: Attribute;
}

/** Those of the paths whose values bear on access. */
export function bearingOnAccess(
  table: AttributeTable,
  paths: readonly AttributePath[],
): readonly AttributePath[] {
  return paths.filter((path) => facetsAt(table, path).size > 0);
}

/** What the value at a path bears on; where members below it say that, all that they say. */
export function facetsAt(table: AttributeTable, path: AttributePath): ReadonlySet<Facet> {
  const [name, ...rest] = path.filter((step) => typeof step === 'string');
  if (name === undefined) return union(Object.values(table).map(facetsOf));
  const attribute = table[name];
  if (attribute === undefined) return new Set();
  if (attribute.bearsOn !== undefined) return facetsOf(attribute);
  return facetsAt(membersOf(attribute), rest);
}

/** Whether the value at a path holds several attributes, each of which says what it bears on. */
export function holdsAttributes(table: AttributeTable, path: AttributePath): boolean {
  const [name, ...rest] = path.filter((step) => typeof step === 'string');
  if (name === undefined) return true;
  const attribute = table[name];
  if (attribute === undefined || attribute.bearsOn !== undefined) return false;
  return holdsAttributes(membersOf(attribute), rest);
}

function facetsOf(attribute: Attribute): ReadonlySet<Facet> {
  if (attribute.bearsOn === undefined) return union(Object.values(membersOf(attribute)).map(facetsOf));
  const { bearsOn } = attribute;
  if (typeof bearsOn !== 'string') return new Set(bearsOn);
  return new Set(bearsOn === 'nothing' ? [] : [bearsOn]);
}

function membersOf(attribute: Extract<Attribute, { readonly bearsOn?: never }>): AttributeTable {
  return attribute.type === 'object' ? attribute.members : attribute.of.members;
}

function union(sets: readonly ReadonlySet<Facet>[]): ReadonlySet<Facet> {
  return new Set(sets.flatMap((set) => [...set]));
}
