/** What of an edit can open a way in several steps. */
import type { Facet } from '../../kinds/bearing.ts';
import type { AccessPath } from '../paths/path.ts';

const FACETS: ReadonlySet<Facet> = new Set([
  'reach',
  'grants',
  'approval',
  'review',
  'administration',
  'people',
  'conditions',
]);
export const PATH_FACETS: ReadonlySet<Facet> = new Set<Facet>([...FACETS, 'onBehalf']);

/** Who requests for others has no say in what people request themselves. */
export function facetsOfPath({ steps }: AccessPath): ReadonlySet<Facet> {
  return steps.some(({ kind }) => kind === 'requestFor') ? PATH_FACETS : FACETS;
}
