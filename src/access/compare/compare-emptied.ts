/** Who decides instead where a group loses the members that a package gave it: fallbacks come in once no one is left. */
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonValue } from '../../model/value.ts';
import type { DirectoryFacts, GroupFacts } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { allowsMore } from '../relation/order.ts';
import { assigneesOf } from '../relation/overview.ts';
import type { AccessChange } from './access-change.ts';
import type { Telling } from './access-entry.ts';
import { toChange } from './access-entry.ts';
import { causesOfShift } from './compare-holders.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import type { KnownHolder } from './held-by.ts';
import { holdersMoved } from './held-by.ts';
import type { Shift } from './holder-shifts.ts';
import { said } from './said.ts';
import { sidesAsked } from './same-people.ts';
import type { Revision } from './touched.ts';

/** Possible alone: others may be in the group, and stay. */
export function compareEmptied(shift: Shift, telling: Telling): readonly AccessChange[] {
  if (shift.left.size === 0) return [];
  const { before, after } = telling;
  const moved = holdersMoved(shift, telling);
  // Nobody holds it, so no one leaves.
  if (moved?.length === 0) return [];
  const deciding = packagesDecidedBy(shift.left, after);
  if (deciding.size === 0) return [];
  const emptied = { ...after, directory: withoutMembers(after.directory, shift, moved) };
  const groups = [...shift.left].map((group) => nameOf(after.directory, group)).join(', ');
  return [...deciding].flatMap((address) => {
    const assignees = [...assigneesOf(before, address), ...assigneesOf(after, address)];
    const people = sidesAsked(telling, assignees, address);
    const revision: Revision = { ...telling, after: emptied };
    const differing = people.flatMap((sides) => {
      const alone = { ...sides, past: sides.present };
      const byIt = compareAnswers({ ...revision, before: after }, alone, address).differing.filter(isDecided);
      return compareAnswers(revision, sides, address)
        .differing.filter(isDecided)
        .filter(({ asked }) => byIt.some((each) => each.asked === asked));
    });
    return said(differing, revision, people).map((compared): AccessChange => {
      const entry = toChange(compared, address, { ...telling, after: emptied });
      return {
        ...entry,
        certain: false,
        details: [...entry.details, `where no one is left in ${groups} once ${shift.clause}`],
        causes: causesOfShift(shift, telling),
      };
    });
  });
}

/** By other people, or by fewer; a stage that no one is left to decide lets nothing through. */
function isDecided({ list, differences }: Compared): boolean {
  return (
    list === 'changed' &&
    differences.some(({ facet, order }) => (facet === 'approval' || facet === 'review') && allowsMore(order))
  );
}

/** Packages whose requests or holders are decided about by someone of these groups, or by sponsors who are. */
function packagesDecidedBy(groups: ReadonlySet<string>, model: AccessModel): ReadonlySet<ResourceAddress> {
  const sponsoring = [...model.organizations.values()].some(({ internalSponsors, externalSponsors }) =>
    [...internalSponsors, ...externalSponsors].some((each) => groups.has(each)),
  );
  const named = [...groups, ...(sponsoring ? ['internalSponsors', 'externalSponsors'] : [])];
  return new Set(
    [...model.policies.values()]
      .filter((policy) => model.packages.has(policy.package) && isDecidedBy(policy, named))
      .map((policy) => policy.package),
  );
}

function isDecidedBy({ attributes }: PolicyView, named: readonly string[]): boolean {
  return ['requestApprovalSettings', 'reviewSettings'].some((name) => mentions(attributes[name], named));
}

function mentions(value: JsonValue | undefined, named: readonly string[]): boolean {
  const text = JSON.stringify(value ?? null);
  return named.some((each) => text.includes(JSON.stringify(each)));
}

/** The groups as they are at worst: only who is known to be in them by something else stays. */
function withoutMembers(
  directory: DirectoryFacts,
  { package: address, left, was }: Shift,
  moved: readonly KnownHolder[] | undefined,
): DirectoryFacts {
  const known = moved && new Set(moved.map(({ id }) => id));
  const { groups, users } = directory;
  const inner = [...was.groups].filter(
    (group) => groups.get(group)?.memberGroups?.some((each) => was.groups.has(each)) !== true,
  );
  const mayLeave = (id: string) =>
    known?.has(id) !== false &&
    users.get(id)?.holds?.includes(address) !== false &&
    inner.some((group) => groups.get(group)?.members?.includes(id) !== false);
  const reduced = [...left].map((id): [string, GroupFacts] => {
    const facts: GroupFacts = groups.get(id) ?? { label: nameOf(directory, id) };
    return [id, { ...facts, members: (facts.members ?? []).filter((member) => !mayLeave(member)) }];
  });
  return { ...directory, groups: new Map([...groups, ...reduced]) };
}
