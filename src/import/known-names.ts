/** Names that an import keeps: what its objects and people are called already, by id. Pure. */
import { objectKey } from '../model/address-book.ts';
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Principal } from '../model/principal.ts';
import type { JsonObject } from '../model/value.ts';
import type { StateDocument } from '../state/document.ts';

export interface KnownNames {
  /** Keys by `objectKey`. */
  readonly keys: ReadonlyMap<string, string>;
  /** Entries of `sponsors`, whose keys are kept for those whom they name. */
  readonly sponsors: Readonly<Record<string, Principal>>;
  /** True where the document that the import is added to has that section: no entries are added to it. */
  readonly sponsorsGiven: boolean;
  /** Where entries stand already in the document that the import is added to. */
  readonly declared: readonly AttributePath[];
  /** What the import refers to and does not take in. */
  readonly outside: readonly Outside[];
}

/** An object of the tenant. */
export interface ObjectId {
  readonly kind: string;
  readonly id: string;
}

export interface Outside extends ObjectId {
  readonly address: ResourceAddress;
  /** The entry of `existing` that names it; undefined where the document names it already. */
  readonly entry?: { readonly path: AttributePath; readonly spec: JsonObject };
}

/** Keys of objects as states know them; the first state that knows an object decides. */
export function keysOf(states: readonly (StateDocument | undefined)[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { address, kind, id } of states.flatMap((state) => state?.resources ?? [])) {
    const key = parseAddress(address)?.keys.at(-1);
    const object = objectKey(kind, id);
    if (key !== undefined && !keys.has(object)) keys.set(object, key);
  }
  return keys;
}
