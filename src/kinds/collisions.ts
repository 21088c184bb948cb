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

export type Collision = Diagnostic & {
  readonly path: AttributePath;
  readonly address: ResourceAddress;
  /** The first declaration of the two. */
  readonly first: ResourceAddress;
  /** What two such objects are; undefined where the service refuses the second. */
  readonly two?: 'possible' | 'legal';
};

/**
 * Declarations that would be the same object: packages of one name in one catalog, organizations with the same Entra
 * tenant. The second and every further one is an error; a warning where a tenant may hold two, which the plan lets
 * pass when the state knows both (`madeTwice`).
 */
export function collisions(declared: readonly Declared[]): Collision[] {
  const owners = new Map<string, Declared>();
  return declared.flatMap((each) => {
    const { kind: name, address, path, attributes } = each;
    const kind = KINDS.get(name);
    const keys = (kind === undefined ? [] : tellingKeys(kind, attributes)).map((key) => ({
      owned: `${name} ${key}`,
      two: kind?.identity.duplicates?.(key),
    }));
    const taken = keys.filter(({ owned }) => (owners.get(owned)?.address ?? address) !== address);
    const worst =
      taken.find(({ two }) => two === undefined) ?? taken.find(({ two }) => two === 'possible') ?? taken[0];
    const first = owners.get(worst?.owned ?? '');
    for (const { owned } of keys) if (!owners.has(owned)) owners.set(owned, each);
    if (first === undefined) return [];
    const other = { message: `${first.address} is here`, path: first.path };
    return [{ ...collision(address, first.address, worst?.two), first: first.address, path, other }];
  });
}

function collision(
  address: ResourceAddress,
  first: ResourceAddress,
  two: Collision['two'],
): Pick<Collision, 'code' | 'severity' | 'summary' | 'hint' | 'address' | 'two'> {
  const told = { code: 'REFERENCE_COLLISION', address, ...(two !== undefined && { two }) } as const;
  if (two === 'legal')
    return {
      ...told,
      severity: 'warning',
      summary: `${address} and ${first} have one name; only the state tells them apart`,
      hint: 'Give them different names',
    };
  const held = two === 'possible' ? '; a plan lets that pass only where the tenant holds both already' : '';
  return {
    ...told,
    severity: two === 'possible' ? 'warning' : 'error',
    summary: `${address} and ${first} would be the same object in the tenant${held}`,
    hint: 'Let them differ in what the tenant tells them apart by (name, domain or tenant), or remove one of the two',
  };
}
