/** What those who hold a package come into or fall out of because it changes: groups, and the package itself. */
import type { ResourceAddress } from '../../model/address.ts';
import { activatedRole } from '../../model/group-roles.ts';
import { groupsGranted, memberships } from '../facts/granted-groups.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import { grantKey } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Gained } from '../facts/requestor.ts';
import { mayTakeByRule } from '../relation/rule-loss.ts';
import { grantText } from '../words/phrases.ts';
import type { ResourceChange } from './causes.ts';
import type { Revision } from './touched.ts';
import { packagesGranting } from './touched.ts';

export interface Shift {
  /** Address of the package that they hold. */
  readonly package: ResourceAddress;
  /** False where only some of them are moved, and it is not known who. */
  readonly certain: boolean;
  /** Of those who hold it through this policy alone. */
  readonly policy?: PolicyView;
  readonly was: Gained;
  readonly is: Gained;
  /** Ids of groups. */
  readonly left: ReadonlySet<string>;
  readonly joined: ReadonlySet<string>;
  /** Addresses of the objects that make it so. */
  readonly by: ReadonlySet<ResourceAddress>;
  /** `who holds X (holders lose Member of Team)`. */
  readonly label: string;
  /** `holders of X lose Member of Team`. */
  readonly clause: string;
}

/** Only what moves holders: a change that leaves them where they are gives none. */
export function shiftsOf(revision: Revision): readonly Shift[] {
  const { before, after } = revision;
  const granting = [...packagesGranting(revision)]
    .filter((address) => before.packages.has(address) && after.packages.has(address))
    .flatMap((address) => shiftsOfGrants(revision, address));
  return [...granting, ...endings(revision)];
}

/** Who has an eligible membership may be in the group or not, as they like: each is followed by itself. */
function shiftsOfGrants(revision: Revision, address: ResourceAddress): readonly Shift[] {
  const standing = shiftOfGrants(revision, address, false);
  const isEligible = [revision.before, revision.after].some((model) =>
    (model.grantsOf.get(address) ?? []).some(({ role }) => activatedRole(role) !== undefined),
  );
  return isEligible ? [...standing, ...shiftOfGrants(revision, address, true)] : standing;
}

function shiftOfGrants(
  { before, after }: Revision,
  address: ResourceAddress,
  eligible: boolean,
): readonly Shift[] {
  const [had, has] = [
    groupsGranted(before, address, { eligible }),
    groupsGranted(after, address, { eligible }),
  ];
  const [left, joined] = [without(had, has), without(has, had)];
  if (left.size + joined.size === 0) return [];
  const [gone, come] = [grantsBeyond(before, after, address), grantsBeyond(after, before, address)];
  const verbs = [
    ...(come.length > 0 ? [`get ${come.map(grantText).join(', ')}`] : []),
    ...(gone.length > 0 ? [`lose ${gone.map(grantText).join(', ')}`] : []),
  ].join(' and ');
  const holds = new Set([address]);
  const called = packageName(after, address);
  return [
    {
      package: address,
      certain: true,
      was: { groups: had, holds },
      is: { groups: has, holds, lost: left },
      ...{ left, joined },
      by: new Set([...gone, ...come].flatMap((grant) => [grant.address, grant.from])),
      label: `who holds ${called} (holders ${verbs})`,
      clause: `holders of ${called} ${verbs}`,
    },
  ];
}

/** Memberships of one side that the other does not give. */
function grantsBeyond(
  model: AccessModel,
  other: AccessModel,
  address: ResourceAddress,
): readonly GrantView[] {
  const known = new Set((other.grantsOf.get(address) ?? []).map(grantKey));
  return (model.grantsOf.get(address) ?? []).filter(
    (grant) => memberships(grant).length > 0 && !known.has(grantKey(grant)),
  );
}

/** Packages that go, and policies that go, or leave those whom their rule matched, while the package goes on. */
function endings({ before, after, changes, ended = new Set() }: Revision): readonly Shift[] {
  const gone = changes.filter(isGonePackage).map(({ address }) => address);
  const packages = new Set([...gone, ...[...ended].filter((address) => before.packages.has(address))]);
  const policies = [
    ...new Set([...changes.filter(({ kind }) => kind === 'policy').map(({ address }) => address), ...ended]),
  ].flatMap((address) => before.policies.get(address) ?? []);
  return [
    ...[...packages].map((address) => ending(before, address)),
    ...policies
      .filter((policy) => !packages.has(policy.package) && after.packages.has(policy.package))
      .flatMap((policy) => {
        const next = ended.has(policy.address) ? undefined : after.policies.get(policy.address);
        if (next === undefined || next.package !== policy.package)
          return ending(before, policy.package, policy);
        return mayTakeByRule({ before: policy.attributes, after: next.attributes })
          ? { ...ending(before, policy.package, policy), certain: false }
          : [];
      }),
  ];
}

const isGonePackage = ({ kind, before, after }: ResourceChange): boolean =>
  kind === 'accessPackage' && before !== undefined && after === undefined;

function ending(before: AccessModel, address: ResourceAddress, policy?: PolicyView): Shift {
  const called = packageName(before, address);
  const groups = groupsGranted(before, address, { eligible: false });
  const through = policy === undefined ? '' : ` through ${policy.displayName}`;
  return {
    package: address,
    certain: true,
    ...(policy !== undefined && { policy }),
    was: { groups, holds: new Set([address]) },
    is: { groups: new Set(), holds: new Set(), lost: groups },
    left: groups,
    joined: new Set(),
    by: new Set([policy?.address ?? address]),
    label: `who holds ${called}${through} (holders lose it)`,
    clause: `holders of ${called}${through} lose it`,
  };
}

function without(from: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...from].filter((each) => !other.has(each)));
}
