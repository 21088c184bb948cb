/** Holders on whom it depends who gains or loses access, and the packages that they are asked about. */
import type { ResourceAddress } from '../../model/address.ts';
import { lapseOf } from '../relation/terms.ts';
import { packagesAsking } from './compare-holders.ts';
import { holdersMoved, onceEach } from './held-by.ts';
import { shiftsOf } from './holder-shifts.ts';
import { releasedHolders } from './released.ts';
import type { Revision } from './touched.ts';

interface HoldersTakingPart {
  /** Ids of users. */
  readonly people: readonly string[];
  /** Packages whose exclusions and scopes they come into or fall out of, with their policies. */
  readonly addresses: ReadonlySet<ResourceAddress>;
}

/** No one where the tenant was not asked who holds what, and where it depends on none of them. */
export function holdersTakingPart(revision: Revision): HoldersTakingPart {
  const { before, after, held, ended = new Set() } = revision;
  const people = new Set<string>();
  const addresses = new Set<ResourceAddress>();
  if (held === undefined) return { people: [], addresses };
  for (const shift of shiftsOf(revision)) {
    const moved = holdersMoved(shift, revision) ?? [];
    if (moved.length === 0) continue;
    const asking = packagesAsking(shift, revision);
    if (asking.size > 0) for (const { id } of moved) people.add(id);
    for (const address of asking) {
      addresses.add(address);
      for (const { policiesOf } of [before, after])
        for (const policy of policiesOf.get(address) ?? []) addresses.add(policy.address);
    }
  }
  for (const id of releasedHolders(revision)) people.add(id);
  const lapse = lapseOf(after);
  if (lapse !== undefined && lapse.action !== 'none')
    // Of whom the service does not touch nothing else is to be known.
    for (const address of ended)
      for (const { id, holder } of onceEach(held.of.get(address)) ?? [])
        if (holder.governed !== false) people.add(id);
  return { people: [...people], addresses };
}
