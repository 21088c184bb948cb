/** Which packages make people members of a group. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceFor } from '../../model/once.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import type { AccessModel } from '../facts/model.ts';

/** Packages by the groups that they make their holders members of. */
export const packagesGiving = onceFor(
  (model: AccessModel): ReadonlyMap<string, readonly ResourceAddress[]> => {
    const all = [...model.packages.keys()].flatMap((address) =>
      [...groupsGranted(model, address)].map((group) => [group, address] as const),
    );
    const grouped = groupBy(all, ([group]) => group);
    return new Map([...grouped].map(([group, found]) => [group, found.map(([, address]) => address)]));
  },
);
