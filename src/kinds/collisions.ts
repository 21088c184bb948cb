import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kind } from './kind.ts';

/** A declared resource as far as it is known: before the look-ups, or after them. */
interface Declared {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly path: AttributePath;
  readonly attributes: Attributes;
}

/**
 * Declarations that the tenant could not tell apart: packages of one name in one catalog, organizations with the same
 * Entra tenant. The second and every further one is an error.
 */
export function collisions(
  kinds: ReadonlyMap<string, Kind>,
  declared: readonly Declared[],
): (Diagnostic & { readonly path: AttributePath })[] {
  const owners = new Map<string, ResourceAddress>();
  return declared.flatMap(({ kind, address, path, attributes }) => {
    const keys = (kinds.get(kind)?.naturalKeys(attributes) ?? []).map((key) => `${kind} ${key}`);
    const first = keys
      .map((key) => owners.get(key))
      .find((owner) => owner !== undefined && owner !== address);
    for (const key of keys) if (!owners.has(key)) owners.set(key, address);
    if (first === undefined) return [];
    return [
      {
        code: 'REFERENCE_COLLISION',
        severity: 'error' as const,
        summary: `${address} and ${first} would be the same object in the tenant`,
        hint: 'Give them different names, or remove one of the two',
        address,
        path,
      },
    ];
  });
}
