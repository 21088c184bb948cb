import type { Kind, RemoteObject } from '../kinds/kind.ts';

/** A live object with its kind. */
export interface LiveObject {
  readonly kind: Kind;
  readonly object: RemoteObject;
}
