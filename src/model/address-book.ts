/** Which object of a tenant stands at which address. */
import type { ResourceAddress } from './address.ts';
import type { Members } from './shape.ts';
import type { Attributes } from './value.ts';
import { mapReferences } from './walk.ts';

/** What identifies an object of a tenant within a run. Services write an id in either case. */
export function objectKey(kind: string, id: string): string {
  return `${kind} ${id.toLowerCase()}`;
}

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly address: ResourceAddress;
}

export class AddressBook {
  /** By kind, then by id in lower case: references are many, and a key made of both would be a new text for each. */
  private readonly addresses = new Map<string, Map<string, ResourceAddress>>();

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add({ kind, id, address }: Entry): void {
    const known = this.addresses.get(kind);
    if (known === undefined) this.addresses.set(kind, new Map([[id.toLowerCase(), address]]));
    else known.set(id.toLowerCase(), address);
  }

  has(kind: string, id: string): boolean {
    return this.addresses.get(kind)?.has(id.toLowerCase()) === true;
  }

  /** The address of an object, or its id when it has none. */
  nameOf(kind: string, id: string): string {
    return this.addresses.get(kind)?.get(id.toLowerCase()) ?? id;
  }

  /** Attributes as Graph holds them, with addresses in the place of the ids that they refer to. */
  withAddresses(members: Members, attributes: Attributes): Attributes {
    return mapReferences(members, attributes, (kind, id) => this.nameOf(kind, id));
  }
}
