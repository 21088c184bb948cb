/** Whether what differs for some is among what differs for others. */
import { canonicalJson } from '../../model/value.ts';
import type { Compared } from './compared.ts';

export function differencesTold(own: Compared, other: Compared): boolean {
  const keys = new Set(other.differences.map(differenceKey));
  return own.differences.every((each) => keys.has(differenceKey(each)));
}

function differenceKey({ facet, order, before, after }: Compared['differences'][number]): string {
  return canonicalJson([facet, order, before, after]);
}
