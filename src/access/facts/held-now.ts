/** Who holds what, as far as the tenant was asked. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AssignmentHolder } from '../../kinds/kind.ts';

/** Holders by package, and by policy where those of one policy were asked for; what is not in `of` is not known. */
export interface HeldNow {
  readonly of: ReadonlyMap<ResourceAddress, readonly AssignmentHolder[]>;
  /** The resources hold every package of the tenant, so that what else a person holds can be known. */
  readonly everyPackage: boolean;
  /** What gives holders other groups has happened, so that the directory shows them in these: as drift finds it. */
  readonly moved?: true;
}
