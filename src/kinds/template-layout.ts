/** Where templates and defaults apply: which section's entries, and what ties them to what they belong to. */
import { counted } from '../model/counted.ts';
import type { ResourceAddress } from '../model/address.ts';
import { formatAddress } from '../model/address.ts';

/** The layout of templated entries, by names of sections and members. */
export const TEMPLATE_LAYOUT = {
  /** Section whose entries use templates. */
  section: 'policies',
  /** Section below whose entries they may stand in place. */
  within: 'packages',
  /** The member that names the entry of `within`. */
  owner: 'accessPackage',
  /** The member of the owner that names its group of defaults. */
  group: 'catalog',
  /** Section of the groups of defaults. */
  groups: 'catalogs',
  /** The member of a template that is the entry's content. */
  body: 'policy',
  /** Members that entries with one template most often say each for itself. */
  own: ['accessPackage', 'displayName', 'description', 'specificAllowedTargets'],
} as const;

/** A count of templated entries, in words. */
export function countedEntries(count: number): string {
  return counted(count, 'policy', 'policies');
}

/** The address of a templated entry by its key. */
export function templatedAddress(key: string): ResourceAddress {
  return formatAddress('policy', key);
}
