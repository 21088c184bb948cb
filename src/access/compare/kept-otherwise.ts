/** Roles that the holders of a package lose by it, and keep where they hold another one that grants them too. */
import type { ResourceAddress } from '../../model/address.ts';
import { firstOf } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { compareNames } from '../../model/natural-order.ts';
import { onceFor } from '../../model/once.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import { grantKey } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { KnownHolder } from './held-by.ts';
import { heldBeside, holdersMoved } from './held-by.ts';
import type { Revision } from './touched.ts';

/** What a loss of roles is told of: a package, or one policy of it. */
export interface LosingHolders {
  readonly package: ResourceAddress;
  readonly policy?: PolicyView | undefined;
}

/** Packages and people that are named. */
const MOST = 3;

const packagesByGrant = onceFor(
  ({ grantsOf }: AccessModel): ReadonlyMap<string, readonly ResourceAddress[]> => {
    const all = [...grantsOf].flatMap(([address, grants]) =>
      grants.map((grant) => [grantKey(grant), address] as const),
    );
    const grouped = groupBy(all, ([key]) => key);
    return new Map([...grouped].map(([key, found]) => [key, [...new Set(found.map(([, each]) => each))]]));
  },
);

/** Other packages that go on to grant a role to those who hold them. */
function packagesKeeping(
  { before, after, ended }: Revision,
  of: ResourceAddress,
  grant: GrantView,
): readonly ResourceAddress[] {
  return (packagesByGrant(after).get(grantKey(grant)) ?? []).filter(
    (address) => address !== of && before.packages.has(address) && ended?.has(address) !== true,
  );
}

/** Packages by which a role is kept that another one takes, by the address of the role that goes. */
export function rolesKeptBy(revision: Revision): ReadonlyMap<ResourceAddress, readonly ResourceAddress[]> {
  const { before, changes } = revision;
  const going = new Set(changes.filter(({ after }) => after === undefined).map(({ address }) => address));
  return new Map(
    [...before.grantsOf].flatMap(([of, grants]) =>
      grants.flatMap((grant) => {
        if (!going.has(grant.address)) return [];
        const keeping = packagesKeeping(revision, of, grant);
        return keeping.length === 0 ? [] : [[grant.address, keeping] as const];
      }),
    ),
  );
}

/**
 * Who keeps a role that the package takes, as the end of `loses Member of Team`; empty where it is known that nobody of
 * those who lose it here holds another package that grants it.
 */
export function keptText(losing: LosingHolders, grant: GrantView, revision: Revision): string {
  const keeping = packagesKeeping(revision, losing.package, grant);
  const people = whoKeeps(losing, keeping, revision);
  if (keeping.length === 0 || people?.length === 0) return '';
  const names = keeping.map((address) => packageName(revision.after, address)).sort(compareNames);
  const who = people?.map(({ holder: { person } }) => person).sort(compareNames);
  const keeps = who === undefined ? '' : `: ${firstOf(who, MOST)} ${who.length === 1 ? 'keeps' : 'keep'} it`;
  return `, unless they hold ${firstOf(names, MOST)}, which grants it too${keeps}`;
}

/** Undefined where it is not known who holds what is lost, or what it is kept by. */
function whoKeeps(
  losing: LosingHolders,
  keeping: readonly ResourceAddress[],
  revision: Revision,
): readonly KnownHolder[] | undefined {
  const { held } = revision;
  const { package: of, policy } = losing;
  if (!keeping.every((address) => held?.of.has(address))) return undefined;
  return holdersMoved({ package: of, ...(policy && { policy }) }, revision)?.filter((holder) => {
    const { is } = heldBeside(holder, of, revision);
    return keeping.some((address) => is.has(address));
  });
}
