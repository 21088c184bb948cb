/** People who hold a package that another one no longer excludes: to those of them who are in its scope it opens. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { Gained, Requestor } from '../facts/requestor.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import { isAmong } from './among.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import type { KnownHolder } from './held-by.ts';
import { countHolders, heldBeside, onceEach, peopleText } from './held-by.ts';
import type { Revision } from './touched.ts';

/** Packages that one excludes before and not after. */
function noLongerExcluded(
  { before, after }: Pick<Revision, 'before' | 'after'>,
  address: ResourceAddress,
): readonly ResourceAddress[] {
  const is = after.packages.get(address)?.incompatiblePackages;
  if (is === undefined) return [];
  const was = before.packages.get(address)?.incompatiblePackages ?? [];
  return was.filter((each) => !is.includes(each));
}

/** Ids of the people who hold a package that another one no longer excludes, as far as they are known one by one. */
export function releasedHolders(revision: Revision): readonly string[] {
  const packages = revision.changes.flatMap(({ address }) => noLongerExcluded(revision, address));
  return packages.flatMap((each) => (onceEach(revision.held?.of.get(each)) ?? []).map(({ id }) => id));
}

/** Those of a sort of people to whom a package opens so, counted and named; none where the tenant was not asked. */
export function releasedLines(
  compared: Compared,
  revision: Revision,
  address: ResourceAddress,
): readonly string[] {
  if (compared.list !== 'changed') return [];
  return noLongerExcluded(revision, address).flatMap((held) => {
    const holders = onceEach(revision.held?.of.get(held)) ?? [];
    const released = holders.filter((holder) => isReleased(compared, revision, address, { holder, held }));
    if (released.length === 0) return [];
    const people = peopleText(countHolders(released.map(({ holder }) => holder)));
    return [`opens to holders of ${packageName(revision.before, held)}: ${people}`];
  });
}

function isReleased(
  { asked, requestor, namedIn }: Compared,
  revision: Revision,
  address: ResourceAddress,
  { holder, held }: { readonly holder: KnownHolder; readonly held: ResourceAddress },
): boolean {
  const model = revision[namedIn];
  const { holds: _held, ...person } = userOf(revision.after.directory, holder.id);
  const sort: Requestor = { type: 'person', person };
  if (!isAmong(model, sort, requestorName(model, requestor))) return false;
  const { before, after } = revision;
  const beside = heldBeside(holder, held, revision);
  const sides = {
    past: { ...sort, gained: holding(before, held, beside.was) },
    present: { ...sort, gained: holding(after, held, beside.is) },
    split: false,
  };
  return compareAnswers(revision, sides, address).differing.some(
    (each) => each.asked === asked && each.list === 'gained',
  );
}

function holding(model: AccessModel, held: ResourceAddress, beside: ReadonlySet<ResourceAddress>): Gained {
  return {
    groups: groupsGranted(model, held, { eligible: false }),
    holds: new Set([held, ...beside]),
  };
}
