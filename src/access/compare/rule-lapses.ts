/** What those lose whom a rule gives a package no more, beside the package: what the groups open that it put them into. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupsGranted } from '../facts/granted-groups.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf, packageName } from '../facts/names.ts';
import type { Gained, Requestor } from '../facts/requestor.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import type { Duty } from '../relation/duties.ts';
import { dutiesOfCatalog, dutiesOfPackage } from '../relation/duties.ts';
import { dutiesOfOrganization } from '../relation/sponsor-duties.ts';
import { takesByRule } from '../relation/rule-loss.ts';
import type { Compared } from './compared.ts';
import { compareAnswers, directionOf } from './compared.ts';
import { dutyDone } from './duty-words.ts';
import { GUESTS, MEMBERS } from './same-people.ts';
import type { Revision } from './touched.ts';

/** Undefined where nothing asks for what the package is or gives, so that the rule decides about nothing else. */
export function ruleLapses(
  { requestor }: Pick<Compared, 'requestor'>,
  revision: Revision,
  address: ResourceAddress,
): readonly string[] | undefined {
  const { before, after } = revision;
  if (requestor.type !== 'attributeRule') return undefined;
  const groups = groupsGranted(before, address);
  const packages = packagesNaming(before, address, groups);
  const duties = dutiesOfGroups(before, groups);
  if (packages.size + duties.size === 0) return undefined;
  const sorts = sortsMatched(requestor.rule).map(([called, people]) => ({
    called,
    lost: [
      ...[...packages].flatMap((each) => lapsed(people, groups, revision, [address, each])),
      ...[...dutiesOfGroups(after, groups)].filter((each) => duties.has(each)),
    ],
  }));
  const [first, ...others] = sorts;
  const isOne = others.every(({ lost }) => lost.join('\n') === first?.lost.join('\n'));
  const told = isOne && first !== undefined ? [{ ...first, called: 'those' }] : sorts;
  const names = [...groups].map((group) => nameOf(before.directory, group)).join(' or ');
  const brings = keepsHolders(requestor.rule, revision, address) ? 'would make members' : 'makes members';
  return told
    .filter(({ lost }) => lost.length > 0)
    .map(
      ({ called, lost }) =>
        `${called} whom only this rule ${brings} of ${names} can no longer ${lost.join(', ')}`,
    );
}

/** Packages whose policies or exclusions name what the package is or gives. */
function packagesNaming(
  { packages, policies }: AccessModel,
  address: ResourceAddress,
  groups: ReadonlySet<string>,
): ReadonlySet<ResourceAddress> {
  const isNamed = (names: readonly string[]) => names.some((each) => groups.has(each));
  const excluding = [...packages.values()].filter(
    ({ incompatibleGroups, incompatiblePackages }) =>
      isNamed(incompatibleGroups) || incompatiblePackages.includes(address),
  );
  const targeting = [...policies.values()].filter((policy) => isNamed(policy.groups));
  return new Set([...excluding.map((each) => each.address), ...targeting.map((policy) => policy.package)]);
}

/** What members of groups can do for others, in words. */
function dutiesOfGroups(model: AccessModel, groups: ReadonlySet<string>): ReadonlySet<string> {
  const all = [
    ...[...model.packages.keys()].flatMap((each) => dutiesOfPackage(model, each)),
    ...[...model.organizations.keys()].flatMap((each) => dutiesOfOrganization(model, each)),
    ...[...model.catalogRoles.keys()].flatMap((each) => dutiesOfCatalog(model, each)),
  ];
  const isOfThem = ({ actor: { id = '' } }: Duty) => groups.has(id);
  return new Set(all.filter(isOfThem).map((duty) => dutyDone(model, duty)));
}

/** Who a rule can match: what it says of no one else is said of both. */
function sortsMatched(rule: string): readonly (readonly [called: string, people: Requestor])[] {
  const sorts = [
    ['members', 'Member', MEMBERS],
    ['guests', 'Guest', GUESTS],
  ] as const;
  return sorts
    .filter(([, userType]) => matchesRule(rule, { userType }) !== 'no')
    .map(([called, , people]) => [called, people]);
}

/** What of a package those lose who leave the groups: nothing that differs without their leaving. */
function lapsed(
  people: Requestor,
  groups: ReadonlySet<string>,
  revision: Revision,
  [held, address]: readonly [ResourceAddress, ResourceAddress],
): readonly string[] {
  const { after } = revision;
  const was: Gained = { groups, holds: new Set([held]) };
  const is: Gained = { groups: new Set(), holds: new Set(), out: groups };
  const sides = { past: { ...people, gained: was }, present: { ...people, gained: is }, split: false };
  const moved = compareAnswers({ ...revision, before: after }, sides, address).differing;
  return compareAnswers(revision, sides, address).differing.flatMap(
    ({ asked, list, differences, before }) => {
      const isMoved = moved.some((each) => each.asked === asked && each.list === list);
      const isVain = before.answer.automatic.length === 0 && requestsInVain(before.answer);
      if (!isMoved || isVain || directionOf(list, differences) === 'looser') return [];
      const get = `${asked === 'assign' ? 'be assigned' : 'get'} ${packageName(after, address)}`;
      return [list === 'lost' ? get : `${get} on the same terms`];
    },
  );
}

/** Whether those keep it whom the rule gave it: the policy stays, and takes nothing away. */
function keepsHolders(rule: string, { before, after }: Revision, address: ResourceAddress): boolean {
  const policies = (before.policiesOf.get(address) ?? []).filter(
    ({ automatic, rules }) => automatic && rules.includes(rule),
  );
  return policies.some((policy) => {
    const next = after.policies.get(policy.address);
    return next?.package === address && takesByRule(next.attributes) === undefined;
  });
}
