/** What of two views differs, and which of it no entry of the access diff tells. */
import type { AccessChange, AccessDiff } from '../../../src/access/index.ts';
import type { View } from './panel.ts';

export type Listed = AccessChange & { readonly list: keyof AccessDiff };

export function differing(was: View, is: View): string[] {
  if (was.certain !== is.certain) return ['reach'];
  return [...new Set([...Object.keys(was.facets), ...Object.keys(is.facets)])].filter(
    (facet) => was.facets[facet] !== is.facets[facet],
  );
}

export const shown = ({ certain, facets }: View, of: readonly string[]) =>
  `${['no', 'unknown', 'yes'][certain] ?? ''} ${of.map((facet) => `${facet} ${facets[facet] ?? '-'}`).join(' ')}`;

/** Which of what differs no entry tells. */
export function unsaid(
  was: View,
  is: View,
  facets: readonly string[],
  covering: readonly Listed[],
): string[] {
  const opens = is.certain > was.certain;
  if (was.certain !== is.certain) {
    const fits = covering.some(({ list, direction }) =>
      list === 'changed'
        ? direction !== (opens ? 'tighter' : 'looser')
        : list === (opens ? 'gained' : 'lost'),
    );
    return fits ? [] : [opens ? 'gained' : 'lost'];
  }
  const others = covering.filter(({ package: { address } }) => address !== 'settings');
  // Who came to another way in has other terms throughout.
  if (others.some(({ list }) => list !== 'changed')) return [];
  const told = new Set(covering.flatMap(({ differences = [] }) => differences.map(({ facet }) => facet)));
  const whole = ['several', 'reach', 'automatic'].find((facet) => facets.includes(facet));
  if (whole !== undefined) return others.length > 0 ? [] : [whole];
  // The stages are those of both requests, and are told of the first.
  if (told.has('approval')) told.add('extension');
  return told.has('reach') ? [] : facets.filter((facet) => !told.has(facet));
}
