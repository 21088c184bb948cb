/**
 * The live tenant in one bulk snapshot, and the configuration's names resolved against its directory.
 * In: kinds, a Graph reader, the prior state. Out: values. It never writes and never guesses: what was not read
 * is listed in `unread`, which is never the same as empty.
 */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import type { RemoteObject } from '../kinds/kind.ts';

/** What the tenant holds, by kind; attributes canonical, ids at the places of references. */
export interface LiveSnapshot {
  readonly objects: ReadonlyMap<string, readonly RemoteObject[]>;
  /** Kinds that were not read (`--no-refresh`, `--target`, section absent). */
  readonly unread: ReadonlySet<string>;
  /** Only some catalogs were read, with what is in them. */
  readonly limited?: true;
  /** `objectKey` of what the configuration refers to and does not own. */
  readonly referred?: ReadonlySet<string>;
}

/** One declared resource with canonical attributes; references are addresses, principals are ids. */
export interface DesiredResource {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly attributes: Attributes;
  readonly path: AttributePath;
}
