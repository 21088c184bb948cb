import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { KINDS } from './registry.ts';
import { tellingKeys } from './telling-keys.ts';

/** A declared resource as far as it is known: before the look-ups, or after them. */
interface Declared {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly path: AttributePath;
  readonly attributes: Attributes;
}

/**
 * Declarations that would be the same object: packages of one name in one catalog, organizations with the same Entra
 * tenant. The second and every further one is an error; a warning where a tenant may hold two, which the plan lets
 * pass when the state knows both.
 */
export function collisions(declared: readonly Declared[]): (Diagnostic & { readonly path: AttributePath })[] {
  const owners = new Map<string, Declared>();
  return declared.flatMap((each) => {
    const { kind: name, address, path, attributes } = each;
    const kind = KINDS.get(name);
    const keys = (kind === undefined ? [] : tellingKeys(kind, attributes)).map((key) => ({
      key,
      owned: `${name} ${key}`,
    }));
    const taken = keys.filter(({ owned }) => (owners.get(owned)?.address ?? address) !== address);
    const fatal = taken.find(({ key }) => kind?.identity.duplicates?.(key) !== 'legal');
    const first = owners.get((fatal ?? taken[0])?.owned ?? '');
    for (const { owned } of keys) if (!owners.has(owned)) owners.set(owned, each);
    if (first === undefined) return [];
    const other = { message: `${first.address} is here`, path: first.path };
    return [{ ...collision(address, first.address, fatal !== undefined), address, path, other }];
  });
}

function collision(address: ResourceAddress, first: ResourceAddress, fatal: boolean): Diagnostic {
  return {
    code: 'REFERENCE_COLLISION',
    severity: fatal ? 'error' : 'warning',
    summary: fatal
      ? `${address} and ${first} would be the same object in the tenant`
      : `${address} and ${first} have one name; only the state tells them apart`,
    hint: fatal
      ? 'Let them differ in what the tenant tells them apart by (name, domain or tenant), or remove one of the two'
      : 'Give them different names',
  };
}
