/** The people who are known to hold what a shift is about, each with what they have before it and after. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupsGranted, memberships } from '../facts/granted-groups.ts';
import type { Gained, Requestor } from '../facts/requestor.ts';
import { userOf } from '../facts/requestor.ts';
import type { KnownHolder } from './held-by.ts';
import { heldBeside, holdersMoved } from './held-by.ts';
import type { Shift } from './holder-shifts.ts';
import type { Sides } from './same-people.ts';
import type { Revision } from './touched.ts';

/** Some holders with what they have. */
export interface SortOfHolders {
  readonly sides: Sides;
  readonly was: Gained;
  readonly is: Gained;
  /** What they would have if the shift alone were left out. */
  readonly unmoved: Gained;
}

/** Undefined where they are not known one by one. */
export function knownSorts(shift: Shift, revision: Revision): readonly SortOfHolders[] | undefined {
  const out = groupsLeft(shift, revision);
  return holdersMoved(shift, revision)?.map((each) => sortOf(each, { ...shift, out }, revision));
}

function sortOf(
  holder: KnownHolder,
  shift: Shift & Required<Pick<Gained, 'out'>>,
  revision: Revision,
): SortOfHolders {
  // What they hold stands in what they have by packages, which differs between the sides.
  const { holds: _held, ...person } = userOf(revision.after.directory, holder.id);
  const requestor: Requestor = { type: 'person', person };
  const beside = heldBeside(holder, shift.package, revision);
  const come = groupsCome(shift, beside.was, revision);
  return {
    sides: { past: requestor, present: requestor, split: false },
    was: { ...holdingAlso(shift.was, beside.was), out: come },
    is: { ...holdingAlso(shift.is, beside.is), out: shift.out },
    unmoved: { ...holdingAlso(shift.was, beside.is), out: come },
  };
}

/** Groups in which the directory shows holders whom the shift has brought there already, by nothing else that they are known to hold. */
function groupsCome(
  { joined }: Shift,
  others: ReadonlySet<ResourceAddress>,
  { before, held }: Revision,
): ReadonlySet<string> {
  if (held?.moved !== true) return new Set();
  const had = new Set([...others].flatMap((each) => [...groupsGranted(before, each)]));
  return new Set([...joined].filter((group) => !had.has(group)));
}

function holdingAlso(gained: Gained, others: ReadonlySet<ResourceAddress>): Gained {
  return { ...gained, holds: new Set([...gained.holds, ...others]) };
}

/**
 * Groups that holders are certainly out of: the service takes the membership with what gave it, even from those who were
 * members before (CONTRACT 6). Not where a group within it or another package may make them members all the same.
 */
function groupsLeft({ package: address, left }: Shift, { before, after }: Revision): ReadonlySet<string> {
  const granted = new Set((before.grantsOf.get(address) ?? []).flatMap(memberships));
  const others = new Set(
    [...after.grantsOf.keys()]
      .filter((each) => each !== address)
      .flatMap((each) => [...groupsGranted(after, each)]),
  );
  return new Set(
    [...left].filter((group) => {
      const { members, memberGroups = [] } = after.directory.groups.get(group) ?? {};
      return granted.has(group) && members !== undefined && memberGroups.length === 0 && !others.has(group);
    }),
  );
}
