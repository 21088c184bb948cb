/** What is remembered of a creation, should its answer be lost. */
import type { Attributes } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import type { PendingOperation, UncertainCreation } from '../state/document.ts';
import { attributesDigest } from '../plan/attributes-digest.ts';

/**
 * The record of a creation that is about to be sent. `sent` holds Graph ids at the places of references: addresses may
 * change until a twin of it turns up. `serviceDate`: the service's clock as it last told it.
 */
export function uncertainCreation(
  kind: Kind,
  { operation, address, startedAt }: PendingOperation,
  sent: Attributes,
  serviceDate: string | undefined,
): UncertainCreation {
  return {
    operation,
    address,
    kind: kind.name,
    displayName: kind.words.displayName(sent),
    parent: parentOf(kind, sent) ?? null,
    naturalKeys: kind.identity.naturalKeys(sent),
    digest: attributesDigest(kind, sent),
    serviceDate: serviceDate ?? null,
    startedAt,
  };
}

/** What an object is made in is what it refers to and cannot leave. */
function parentOf({ attributes }: Kind, values: Attributes): string | undefined {
  const [name] =
    Object.entries(attributes).find(
      ([, { type, mutability }]) => type === 'reference' && mutability === 'replace',
    ) ?? [];
  return name === undefined ? undefined : asString(values[name]);
}
