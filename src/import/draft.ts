/** Live objects as a document: each kind says how its objects are declared, keys are chosen here. Pure. */
import { AddressBook, objectKey } from '../model/address-book.ts';
import { parseAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes, JsonObject, JsonValue } from '../model/value.ts';
import { links } from '../model/walk.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { unmanagedReference } from '../kinds/declare-members.ts';
import type { Governance } from '../schema/governance.ts';
import type { Entry, Kind, Naming } from '../kinds/kind.ts';
import type { DirectoryNames, Unnamed } from './directory-names.ts';
import { gatherSponsors } from './gather-sponsors.ts';
import { freeKey, keyOfObject } from './keys.ts';
import type { LiveObject } from './live-object.ts';
import type { KnownNames } from './known-names.ts';
import { compareNameLists } from '../model/natural-order.ts';

/** An object in the document. */
export interface Placed extends LiveObject {
  /** Where it stands, of an item of a list with its index. */
  readonly path: AttributePath;
}

/** An object that is not in the document, and why. */
export interface LeftOut extends LiveObject {
  readonly reason: string;
  /** The property that is in the way, within its entry. */
  readonly property?: AttributePath;
}

export interface ImportDraft {
  /** Sections of a configuration, without version and tenant. */
  readonly sections: Readonly<Record<string, JsonValue>>;
  readonly placed: readonly Placed[];
  /** Objects that could not be placed in this draft; others may refer to them, so another draft is needed. */
  readonly leftOut: readonly LeftOut[];
}

/** Which names a draft of these objects will want. */
export function unnamedOf(objects: readonly LiveObject[]): Unnamed {
  const principals = new Set<string>();
  const tenants = new Set<string>();
  const naming: Naming = {
    explicit: false,
    kept: false,
    reference: (value) => value,
    principal: (id) => naming.named(id),
    named(id) {
      principals.add(id.toLowerCase());
      return { id };
    },
    domainOf: (id) => void tenants.add(id.toLowerCase()),
  };
  for (const { kind, object } of objects) attempt(() => kind.yaml.declare(object.attributes, '', naming));
  return { principals, tenants };
}

/** Drafts a document of `objects`, which come in reference order; what `known` has a name for keeps it. */
export function draft(
  order: readonly Kind[],
  objects: readonly LiveObject[],
  names: DirectoryNames,
  known: KnownNames,
): ImportDraft {
  const { keys, entries } = gatherSponsors(objects, names, known);
  const strict = strictNaming(names);
  const naming: Naming = {
    ...strict,
    principal: (id) => keys.get(id.toLowerCase()) ?? strict.principal(id),
  };
  const drafted = new Drafting(naming, known).run(order, objects);
  return Object.keys(entries).length === 0
    ? drafted
    : { ...drafted, sections: { sponsors: entries, ...drafted.sections } };
}

interface Keyed extends LiveObject {
  readonly key: string;
}

class Drafting {
  private readonly sections: Record<string, JsonValue> = {};
  private readonly book: AddressBook;
  private readonly taken: ReadonlySet<string>;
  private readonly placed: Placed[] = [];
  private readonly leftOut: LeftOut[] = [];

  constructor(
    private readonly naming: Naming,
    private readonly known: KnownNames,
  ) {
    this.book = new AddressBook(known.outside);
    this.taken = new Set(known.declared.map((path) => JSON.stringify(path)));
  }

  run(order: readonly Kind[], objects: readonly LiveObject[]): ImportDraft {
    const byKind = groupBy(objects, ({ kind }) => kind.name);
    for (const kind of order) {
      const own = this.inOrder(byKind.get(kind.name) ?? []);
      const keyed = this.withKeys(own);
      // An object may refer to its siblings, so they have addresses before any of them is declared.
      this.address(kind, keyed);
      for (const each of keyed) this.place(each);
    }
    return { sections: this.sections, placed: this.placed, leftOut: this.leftOut };
  }

  /**
   * What lives in one object stands together, by name; whatever the order in which the tenant lists them. Ids tell apart
   * what has one name.
   */
  private inOrder(objects: readonly LiveObject[]): LiveObject[] {
    const named = objects.map((each) => {
      const { kind, object } = each;
      const names = [this.parentKey(each) ?? '', kind.words.displayName(object.attributes), object.id];
      return { each, names };
    });
    return named.sort((a, b) => compareNameLists(a.names, b.names)).map(({ each }) => each);
  }

  /**
   * Keys that are known stay. Names that several siblings would share get that of their parent before them, and then a
   * number behind.
   */
  private withKeys(objects: readonly LiveObject[]): Keyed[] {
    const taken = new Set(this.taken);
    const wanted = objects.map((each) => {
      const { kind, object } = each;
      const key = keyOfObject(kind.name, object.id, kind.words.displayName(object.attributes));
      return { each, key, path: this.pathUnder(each, key), kept: this.keptKey(each, taken) };
    });
    const sharing = groupBy(wanted, ({ path }) => path);
    return wanted.map(({ each, key, path, kept }) => {
      if (kept !== undefined) return { ...each, key: kept };
      if (path === undefined) return { ...each, key };
      const parent = (sharing.get(path)?.length ?? 0) > 1 ? this.parentKey(each) : undefined;
      const base = parent === undefined ? key : `${parent}-${key}`;
      const pathOf = (candidate: string) => this.pathUnder(each, candidate) ?? '';
      const free = freeKey(base, (candidate) => taken.has(pathOf(candidate)));
      taken.add(pathOf(free));
      return { ...each, key: free };
    });
  }

  /** The known key, unless a sibling has it, which only one that has moved can meet. */
  private keptKey(each: LiveObject, taken: Set<string>): string | undefined {
    const key = this.known.keys.get(objectKey(each.kind.name, each.object.id));
    const at = key === undefined ? undefined : this.pathUnder(each, key);
    if (at === undefined || taken.has(at)) return undefined;
    taken.add(at);
    return key;
  }

  /** The object's place in the document under a key; undefined where it has no key, or cannot be declared. */
  private pathUnder(each: LiveObject, key: string): string | undefined {
    const entry = attempt(() => each.kind.yaml.declare(this.withAddresses(each), key, LENIENT));
    return entry === undefined || entry.listed ? undefined : JSON.stringify(entry.path);
  }

  private parentKey(each: LiveObject): string | undefined {
    const fixed = Object.entries(each.kind.attributes).filter(
      ([, { mutability }]) => mutability === 'replace',
    );
    const [parent] = links(Object.fromEntries(fixed), this.withAddresses(each));
    return parent === undefined ? undefined : parseAddress(parent.value)?.keys.at(-1);
  }

  private address(kind: Kind, keyed: readonly Keyed[]): void {
    const scratch: Record<string, JsonValue> = {};
    const byPath = new Map<string, Keyed>();
    for (const each of keyed) {
      const entry = attempt(() => kind.yaml.declare(this.withAddresses(each), each.key, LENIENT));
      if (entry === undefined || entry.listed) continue;
      putEntry(scratch, entry);
      byPath.set(JSON.stringify(entry.path), each);
    }
    for (const { address, path } of kind.yaml.declarations(scratch as unknown as Governance)) {
      const each = byPath.get(JSON.stringify(path));
      if (each !== undefined) this.book.add({ kind: each.kind.name, id: each.object.id, address });
    }
  }

  private place(each: Keyed): void {
    const { kind, object, key } = each;
    try {
      const entry = kind.yaml.declare(this.withAddresses(each), key, this.naming);
      this.placed.push({ kind, object, path: putEntry(this.sections, entry) });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const { diagnostics } = error;
      const property = diagnostics.find(({ path }) => path !== undefined)?.path;
      const reason = diagnostics.map(({ summary }) => summary).join('; ');
      this.leftOut.push({ kind, object, reason, ...(property !== undefined && { property }) });
    }
  }

  private withAddresses({ kind, object }: LiveObject): Attributes {
    return this.book.withAddresses(kind.attributes, object.attributes);
  }
}

/** Names that exist; a principal that the directory does not know goes by its id. */
export function strictNaming({ principals, domains }: DirectoryNames): Naming {
  const named = (id: string) => principals.get(id.toLowerCase()) ?? { id: id.toLowerCase() };
  return {
    explicit: false,
    kept: false,
    reference(address) {
      const key = parseAddress(address)?.keys.at(-1);
      if (key === undefined) throw unmanagedReference(address);
      return key;
    },
    principal: named,
    named,
    domainOf: (id) => domains.get(id.toLowerCase()),
  };
}

/** Enough to learn where an entry will stand. */
const LENIENT: Naming = {
  explicit: false,
  kept: false,
  reference: (address) => parseAddress(address)?.keys.at(-1) ?? address,
  principal: (id) => ({ id }),
  named: (id) => ({ id }),
  domainOf: () => undefined,
};

/** Adds an entry to a document and returns its path. */
export function putEntry(document: Record<string, JsonValue>, { path, listed, spec }: Entry): AttributePath {
  const steps = path.map(String);
  const last = steps.pop() ?? '';
  let at = document;
  for (const step of steps) at = own(at, step, {}) as Record<string, JsonValue>;
  if (!listed) {
    // What lives inside it is added to it later.
    at[last] = { ...(spec as JsonObject) };
    return path;
  }
  const list = own(at, last, []) as JsonValue[];
  list.push(spec);
  return [...path, list.length - 1];
}

/** A member, made where it is missing; a catalog may be called `constructor`, which every object inherits. */
function own(object: Record<string, JsonValue>, name: string, empty: JsonValue): JsonValue {
  if (!Object.hasOwn(object, name)) object[name] = empty;
  return object[name] ?? empty;
}

/** Undefined for what cannot be declared; that is told when it is placed. */
function attempt(declare: () => Entry): Entry | undefined {
  try {
    return declare();
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
