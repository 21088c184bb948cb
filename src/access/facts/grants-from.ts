/** The roles that packages grant, by the catalog resource that they are roles of. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceFor } from '../../model/once.ts';
import type { AccessModel, GrantView } from './model.ts';

interface GrantFrom {
  readonly package: ResourceAddress;
  readonly grant: GrantView;
}

/** By the address of the resource. Looked for once a model: of a large change many resources are asked about. */
export const grantsFrom = onceFor(
  ({ grantsOf }: AccessModel): ReadonlyMap<ResourceAddress, readonly GrantFrom[]> =>
    groupBy(
      [...grantsOf].flatMap(([address, grants]) => grants.map((grant) => ({ package: address, grant }))),
      ({ grant }) => grant.from,
    ),
);
