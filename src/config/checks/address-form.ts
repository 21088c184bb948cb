/** Addresses in sections that name resources which need not be declared: they have a kind all the same. */
import type { ResourceAddress } from '../../model/address.ts';
import { parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { kindCalled, kindOfTerraform, nearAddress } from '../../kinds/near-address.ts';
import { KINDS } from '../../kinds/registry.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';

/** The kind that an address names; undefined where it is none. */
export function kindOf(address: ResourceAddress): string | undefined {
  const kind = parseAddress(address)?.kind;
  return kind !== undefined && KINDS.has(kind) ? kind : undefined;
}

/** What an address without a kind may mean: one that is declared, or any of a kind. */
interface MayMean {
  readonly declared?: Iterable<ResourceAddress>;
  readonly kind?: string | undefined;
}

/** The fault of an address without a kind. */
export function malformedAddress(
  address: ResourceAddress,
  path: AttributePath,
  { declared = [], kind }: MayMean = {},
): Placed | undefined {
  if (kindOf(address) !== undefined) return undefined;
  const [, word = address, key] = /^(\w+)[./](.+)$/s.exec(address) ?? [];
  const meant = kindCalled(kindOfTerraform(word));
  const named = meant ?? kind;
  const written = meant === undefined && /^[\w/-]+$/.test(address) ? address : (key ?? 'KEY');
  const near = nearAddress(address, declared);
  const form =
    named === undefined
      ? `Write KIND.${written}; kinds are ${[...KINDS.keys()].join(', ')}`
      : `Write ${named}.${written}`;
  const hint = near === undefined ? form : `Write ${near}`;
  return fault('REFERENCE_UNKNOWN', path, `"${address}" is not an address`, hint);
}
