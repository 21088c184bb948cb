/** Who holds what a change moves or ends, as far as the tenant was asked. */
import type { ResourceAddress } from '../../model/address.ts';
import { compareNames } from '../../model/natural-order.ts';
import { onceFor } from '../../model/once.ts';
import type { AssignmentHolder } from '../../kinds/kind.ts';
import type { HeldNow } from '../facts/held-now.ts';
import type { Holders } from './access-change.ts';
import type { Shift } from './holder-shifts.ts';
import type { Revision } from './touched.ts';
import { firstOf } from '../../model/counted.ts';

/** A holder whom the directory can tell about. */
export interface KnownHolder {
  readonly holder: AssignmentHolder;
  /** Id of the user, lower-case. */
  readonly id: string;
}

/** Holders who are asked about one by one, which is one request for their properties; more are told of as sorts of people. */
const MOST = 1000;
/** People who are named; the others are counted. */
const NAMED = 10;

/** Counted and named as a plan does; two people of one name are two. */
export function countHolders(holders: readonly AssignmentHolder[] | undefined): Holders {
  if (holders === undefined) return { count: null, names: [] };
  const people = new Map(holders.map(({ person, personId }) => [personId ?? person, person]));
  const names = [...people.values()].sort(compareNames);
  return { count: names.length, names: names.slice(0, NAMED) };
}

/** The names, and how many more there are. */
export function namedOf({ count, names }: Holders): string {
  return firstOf(names, names.length, count ?? 0);
}

/** The same with the count before it: `2 people, Ann, Ben`. */
export function peopleText(people: Holders): string {
  return `${people.count === 1 ? '1 person' : `${people.count} people`}, ${namedOf(people)}`;
}

/** Those who are moved, each once; undefined where they are not known one by one. */
export function holdersMoved(
  { package: address, policy }: Pick<Shift, 'package' | 'policy'>,
  { held }: Pick<Revision, 'held'>,
): readonly KnownHolder[] | undefined {
  const all = held?.of.get(address);
  if (all?.length === 0) return [];
  return onceEach(policy === undefined ? all : held?.of.get(policy.address));
}

/** Undefined where one of them has no id, or where they are too many. */
export function onceEach(
  holders: readonly AssignmentHolder[] | undefined,
): readonly KnownHolder[] | undefined {
  const known = new Map<string, KnownHolder>();
  for (const holder of holders ?? []) {
    const { userId } = holder;
    if (userId === undefined) return undefined;
    known.set(userId, { holder, id: userId });
  }
  return holders === undefined || known.size > MOST ? undefined : [...known.values()];
}

/** What a holder is known to hold beside one package: now, and when the change is done. */
export function heldBeside(
  { id }: KnownHolder,
  address: ResourceAddress,
  { before, after, held, ended = NONE }: Revision,
): { readonly was: ReadonlySet<ResourceAddress>; readonly is: ReadonlySet<ResourceAddress> } {
  const listed = (held && listedByHolder(held).get(id)) ?? NONE;
  const told = before.directory.users.get(id)?.holds ?? [];
  const was = new Set([...told, ...listed].filter((each) => before.packages.has(each)));
  was.delete(address);
  const ends = (each: ResourceAddress) =>
    ended.has(each) ||
    (before.policiesOf.get(each) ?? []).some(
      (policy) => ended.has(policy.address) && listed.has(policy.address),
    );
  return { was, is: new Set([...was].filter((each) => after.packages.has(each) && !ends(each))) };
}

const NONE: ReadonlySet<ResourceAddress> = new Set();

/** Packages and policies under which each user is listed. */
const listedByHolder = onceFor(({ of }: HeldNow): ReadonlyMap<string, ReadonlySet<ResourceAddress>> => {
  const found = new Map<string, Set<ResourceAddress>>();
  for (const [address, holders] of of)
    for (const { userId } of holders) {
      if (userId === undefined) continue;
      const known = found.get(userId);
      if (known === undefined) found.set(userId, new Set([address]));
      else known.add(address);
    }
  return found;
});
