/** Whose an object is that was found after the answer to a creation was lost: several may have one name. */
import type { Attributes } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Kind } from '../kinds/kind.ts';
import { readOne } from '../kinds/read-one.ts';
import { attributesDigest } from '../plan/attributes-digest.ts';
import type { Operation } from '../plan/operations.ts';
import type { StateSession } from '../state/backend.ts';

interface Creation {
  readonly kind: Kind;
  readonly operation: Operation;
  /** All of the run. */
  readonly operations: readonly Operation[];
  readonly session: Pick<StateSession, 'document'>;
}

/**
 * Tells whether an object, which has the name of what is made, may be it. One that another address has is not; of several
 * that one run makes under one name each is known by its content. `withIds` puts ids in the place of references; all is
 * worked out when an object is found, which is seldom. Rejects with GraphError.
 */
export function mayBeMade(
  { kind, operation, operations, session }: Creation,
  withIds: (attributes: Attributes) => Attributes,
): (graph: GraphReader, id: string) => Promise<boolean> {
  return async (graph, id) => {
    const isTaken = session.document.resources.some(
      (other) =>
        other.kind === kind.name &&
        other.address !== operation.address &&
        other.id.toLowerCase() === id.toLowerCase(),
    );
    if (isTaken || !makesNamesake(kind, operation, operations)) return !isTaken;
    const { attributes } = await readOne(kind, graph, id);
    return attributesDigest(kind, attributes) === attributesDigest(kind, withIds(operation.after ?? {}));
  };
}

/** True when another of the operations makes an object of the same name. */
function makesNamesake(
  { identity }: Kind,
  { address, kind, after = {} }: Operation,
  operations: readonly Operation[],
): boolean {
  const keys = new Set(identity.naturalKeys(after));
  return operations.some(
    (other) =>
      other.step === 'create' &&
      other.kind === kind &&
      other.address !== address &&
      identity.naturalKeys(other.after ?? {}).some((key) => keys.has(key)),
  );
}
