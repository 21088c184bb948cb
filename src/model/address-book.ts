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
  private readonly addresses = new Map<string, ResourceAddress>();

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add({ kind, id, address }: Entry): void {
    this.addresses.set(objectKey(kind, id), address);
  }

  has(kind: string, id: string): boolean {
    return this.addresses.has(objectKey(kind, id));
  }

  /** The address of an object, or its id when it has none. */
  nameOf(kind: string, id: string): string {
    return this.addresses.get(objectKey(kind, id)) ?? id;
  }

  /** Attributes as Graph holds them, with addresses in the place of the ids that they refer to. */
  withAddresses(members: Members, attributes: Attributes): Attributes {
    return mapReferences(members, attributes, (kind, id) => this.nameOf(kind, id));
  }
}
