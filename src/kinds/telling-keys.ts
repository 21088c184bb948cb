import type { Attributes } from '../model/value.ts';
import type { Kind } from './kind.ts';

/**
 * What tells an object of a kind from others: the natural keys that one alone has, as organizations have domains; those
 * that several may have, such as a name, only where there is nothing else.
 */
export function tellingKeys({ identity }: Kind, attributes: Attributes): readonly string[] {
  const keys = identity.naturalKeys(attributes);
  const own = keys.filter((key) => identity.duplicates?.(key) !== 'legal');
  return own.length === 0 ? keys : own;
}
