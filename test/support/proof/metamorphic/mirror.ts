/** The diff the other way round: what was gained is lost, what was looser is tighter. */
import type { AccessChange, AccessDiff } from '../../../../src/access/index.ts';
import { canonicalJson } from '../../../../src/model/value.ts';
import type { Relation } from './relations.ts';
import { diffOf } from './relations.ts';

const LISTS = ['gained', 'lost', 'changed'] as const;
const MIRRORED = { gained: 'lost', lost: 'gained', changed: 'changed' } as const;
const TURNED = {
  looser: 'tighter',
  tighter: 'looser',
  incomparable: 'incomparable',
  equal: 'equal',
} as const;

interface Entry {
  readonly list: (typeof LISTS)[number];
  readonly change: AccessChange;
}

const entriesOf = (diff: AccessDiff): Entry[] =>
  LISTS.flatMap((list) => diff[list].map((change) => ({ list, change })));

/** Who, what and which way, as the other diff has to say it. */
function keyOf({ list, change }: Entry, turned: boolean): string {
  const { capability = 'request', requestor, direction = 'incomparable', differences = [] } = change;
  const { type, id = '', guests = false, group = '' } = requestor;
  const facets = differences
    .map(({ facet, direction: way, before, after }) =>
      turned ? [facet, TURNED[way], after, before] : [facet, way, before, after],
    )
    .map((each) => canonicalJson(each))
    .sort();
  return canonicalJson([
    ...[turned ? MIRRORED[list] : list, capability, type, id, guests, group],
    ...[change.package.address, turned ? TURNED[direction] : direction],
    facets,
  ]);
}

export const mirror: Relation = ({ before, after }) => {
  const there = entriesOf(diffOf(before, after, true)).map((entry) => ({ entry, key: keyOf(entry, true) }));
  const back = entriesOf(diffOf(after, before, true)).map((entry) => ({ entry, key: keyOf(entry, false) }));
  const missing = (from: typeof there, among: typeof there) => {
    const keys = new Set(among.map(({ key }) => key));
    return from.filter(({ key }) => !keys.has(key));
  };
  const told = (which: string, of: typeof there) =>
    of.map(
      ({ entry: { list, change } }) =>
        `${which} ${list} ${change.capability ?? 'request'} of ${change.requestor.type}: ${change.direction ?? ''} ${change.summary} (${(change.differences ?? []).map(({ facet, direction }) => `${facet} ${direction}`).join(', ')})`,
    );
  return Promise.resolve([
    ...told('only there:', missing(there, back)),
    ...told('only back:', missing(back, there)),
  ]);
};
